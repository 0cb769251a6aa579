/* SPDX-License-Identifier: MIT */
/* The world of a test. What looks into the database is at the end, and is for SQLite. */
#include "support/world.h"

#include <dirent.h>
#include <ftw.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/test.h"

enum { PATH_SIZE = 256, PEOPLE_MAX = 512, STEP_MS = 20000 };

struct person {
    const char *name;
    const char *user_id;
};

/* Something to give back at the end. */
struct belonging {
    void (*give_back)(void *thing);
    void *thing;
    struct belonging *next;
};

static struct {
    char folder[PATH_SIZE];
    char url[PATH_SIZE + 16];
    saas_client *client;
    atomic_llong now;
    struct belonging *belongings;
    struct person people[PEOPLE_MAX];
    size_t people_count;
    sqlite3 *view;
} world;

/* ---- what belongs to the world ---- */

static void *own(void *thing, void (*give_back)(void *thing))
{
    struct belonging *belonging = malloc(sizeof(*belonging));

    cr_assert(thing && belonging, "no memory");
    *belonging = (struct belonging){give_back, thing, world.belongings};
    world.belongings = belonging;
    return thing;
}

static void give_back_all(void)
{
    while (world.belongings) {
        struct belonging *belonging = world.belongings;

        world.belongings = belonging->next;
        belonging->give_back(belonging->thing);
        free(belonging);
    }
}

static void give_back_session(void *session)
{
    saas_session_free(session);
}

static void give_back_client(void *client)
{
    saas_client_free(client);
}

static void give_back_loop(void *loop)
{
    saas_loop_free(loop);
}

const char *world_keep(const char *text)
{
    return text ? own(strdup(text), free) : NULL;
}

__attribute__((format(printf, 1, 2))) static const char *keep_format(const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    int length;

    va_start(arguments, format);
    length = vasprintf(&text, format, arguments);
    va_end(arguments);
    cr_assert_geq(length, 0, "no memory");
    return own(text, free);
}

/* ---- opening and closing ---- */

static saas_time tell_time(void *context)
{
    (void)context;
    return atomic_load(&world.now);
}

saas_time world_now(void)
{
    return atomic_load(&world.now);
}

void world_set_time(saas_time now)
{
    atomic_store(&world.now, now);
}

void world_advance(saas_time us)
{
    atomic_fetch_add(&world.now, us);
}

void world_options(saas_client_options *options)
{
    *options = (saas_client_options)SAAS_CLIENT_OPTIONS_INIT;
    options->database_url = world.url;
    options->secret = WORLD_SECRET;
    options->clock = tell_time;
}

static saas_client *open_client(void (*change)(saas_client_options *options))
{
    saas_error err = SAAS_ERROR_INIT;
    saas_client_options options;
    saas_client *client = NULL;

    world_options(&options);
    if (change)
        change(&options);
    assert_ok(saas_client_open(&options, &client, &err), &err);
    return own(client, give_back_client);
}

void world_open(void)
{
    const char *backend = getenv("SAAS_TEST_BACKEND");
    saas_error err = SAAS_ERROR_INIT;

    cr_assert(!backend || strcmp(backend, "sqlite") == 0, "SAAS_TEST_BACKEND=%s is not known",
              backend);
    world_set_time(WORLD_START);
    snprintf(world.folder, sizeof(world.folder), "%s/saas-world-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    cr_assert_not_null(mkdtemp(world.folder), "no folder %s", world.folder);
    snprintf(world.url, sizeof(world.url), "sqlite:%s/world.db", world.folder);
    world.client = open_client(NULL);
    assert_ok(saas_client_migrate(world.client, &err), &err);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

void world_close(void)
{
    give_back_all();
    sqlite3_close(world.view);
    world.view = NULL;
    world.client = NULL;
    world.people_count = 0;
    if (world.folder[0])
        nftw(world.folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    world.folder[0] = '\0';
}

saas_client *world_client(void)
{
    return world.client;
}

saas_client *world_client_with(void (*change)(saas_client_options *options))
{
    return open_client(change);
}

/* ---- people ---- */

saas_session *world_system(void)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_session *session = NULL;

    assert_ok(saas_session_system(world.client, &session, &err), &err);
    return own(session, give_back_session);
}

saas_session *world_nobody(void)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_session *session = NULL;

    assert_ok(saas_session_new(world.client, &session, &err), &err);
    return own(session, give_back_session);
}

saas_session *world_session_on(saas_client *client, const char *name)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_session *session = NULL;

    assert_ok(saas_session_for_user(client, world_user(name), &session, &err), &err);
    return own(session, give_back_session);
}

saas_session *world_session(const char *name)
{
    return world_session_on(world.client, name);
}

const char *world_email(const char *name)
{
    return keep_format("%s@example.test", name);
}

static const char *find_person(const char *name)
{
    for (size_t i = 0; i < world.people_count; i++)
        if (strcmp(world.people[i].name, name) == 0)
            return world.people[i].user_id;
    return NULL;
}

static const char *person(const char *name, bool verified)
{
    saas_user_params params = SAAS_USER_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_session *session = NULL;
    saas_user *user = NULL;
    const char *id = find_person(name);

    if (id)
        return id;
    params.auth_id = keep_format("provider|%s", name);
    params.email = world_email(name);
    params.name = name;
    params.email_verified = verified;
    assert_ok(saas_session_system(world.client, &session, &err), &err);
    assert_ok(saas_user_create(session, &params, &user, &err), &err);
    id = world_keep(saas_user_id(user));
    saas_user_free(user);
    saas_session_free(session);
    cr_assert_lt(world.people_count, PEOPLE_MAX);
    world.people[world.people_count++] = (struct person){world_keep(name), id};
    return id;
}

const char *world_user(const char *name)
{
    return person(name, true);
}

const char *world_unverified_user(const char *name)
{
    return person(name, false);
}

/* ---- what they have ---- */

const char *world_workspace(const char *name, const char *admin)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_workspace *workspace = NULL;
    const char *id;

    params.name = name;
    assert_ok(saas_workspace_create(world_session(admin), &params, &workspace, &err), &err);
    id = world_keep(saas_workspace_id(workspace));
    saas_workspace_free(workspace);
    return id;
}

static saas_invitation *invite(saas_session *session, const char *workspace, const char *name,
                               saas_role role, saas_delivery delivery)
{
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *invitation = NULL;

    params.workspace_id = workspace;
    params.email = world_email(name);
    params.role = role;
    params.delivery = delivery;
    assert_ok(saas_invitation_create(session, &params, &invitation, &err), &err);
    return invitation;
}

const char *world_member(const char *workspace, const char *name, saas_role role)
{
    saas_session *session = world_session(name);
    saas_invitation *invitation = invite(world_system(), workspace, name, role, SAAS_DELIVERY_LINK);
    saas_error err = SAAS_ERROR_INIT;
    const char *id = world_keep(saas_invitation_id(invitation));

    assert_ok(saas_invitation_accept(session, saas_invitation_token(invitation), NULL, &err), &err);
    saas_invitation_free(invitation);
    return id;
}

const char *world_pending(const char *workspace, const char *name, saas_role role)
{
    saas_invitation *invitation = invite(world_system(), workspace, name, role, SAAS_DELIVERY_LINK);
    const char *id = world_keep(saas_invitation_id(invitation));

    world_user(name);
    saas_invitation_free(invitation);
    return id;
}

const char *world_membership(const char *workspace, const char *name)
{
    return world_text("SELECT id FROM memberships WHERE workspace_id = '%s' AND user_id = '%s'",
                      workspace, world_user(name));
}

const char *world_invite(const char *workspace, const char *by, const char *name, saas_role role)
{
    saas_invitation *invitation =
        invite(world_session(by), workspace, name, role, SAAS_DELIVERY_LINK);
    const char *token = world_keep(saas_invitation_token(invitation));

    saas_invitation_free(invitation);
    return token;
}

void world_invite_by_mail(const char *workspace, const char *by, const char *name, saas_role role)
{
    saas_invitation_free(invite(world_session(by), workspace, name, role, SAAS_DELIVERY_MAIL));
}

const char *world_project(const char *workspace, const char *name)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;
    const char *id;

    params.workspace_id = workspace;
    params.name = name;
    assert_ok(saas_project_create(world_system(), &params, &project, &err), &err);
    id = world_keep(saas_project_id(project));
    saas_project_free(project);
    return id;
}

const char *world_task(const char *project, const char *title)
{
    saas_task_params params = SAAS_TASK_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;
    const char *id;

    params.project_id = project;
    params.title = title;
    assert_ok(saas_task_create(world_system(), &params, &task, &err), &err);
    id = world_keep(saas_task_id(task));
    saas_task_free(task);
    return id;
}

/* ---- letters ---- */

/* Runs the worker until no mail is due. */
static void deliver(const char *folder)
{
    saas_mailer_options options = SAAS_MAILER_OPTIONS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_mailer *mailer = NULL;
    saas_worker *worker = NULL;

    options.directory = folder;
    options.from = "Saas <noreply@example.test>";
    options.app_url = "https://app.example.test";
    assert_ok(saas_mailer_new(world.client, &options, &mailer, &err), &err);
    assert_ok(saas_worker_new(world.client, NULL, &worker, &err), &err);
    assert_ok(saas_mailer_register(mailer, worker, &err), &err);
    assert_ok(saas_worker_run_due(worker, NULL, &err), &err);
    saas_worker_free(worker);
    saas_mailer_free(mailer);
}

static const char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = calloc(1, 65536);

    cr_assert(file && text, "%s cannot be read", path);
    text[fread(text, 1, 65535, file)] = '\0';
    fclose(file);
    return own(text, free);
}

const char *world_letter(const char *name)
{
    const char *folder = keep_format("%s/mail", world.folder);
    const char *to = keep_format("\r\nTo: %s@example.test\r\n", name);
    const char *found = NULL;
    struct dirent *entry;
    DIR *directory;

    deliver(folder);
    directory = opendir(folder);
    cr_assert_not_null(directory);
    while (!found && (entry = readdir(directory))) {
        const char *path = keep_format("%s/%s", folder, entry->d_name);
        const char *text = strstr(entry->d_name, ".eml") ? read_file(path) : NULL;

        if (text && strstr(text, to)) {
            found = text;
            remove(path);
        }
    }
    closedir(directory);
    return found;
}

const char *world_letter_token(const char *name)
{
    const char *letter = world_letter(name);
    const char *token = letter ? strstr(letter, "token=") : NULL;

    if (!token)
        return NULL;
    token += strlen("token=");
    return keep_format("%.*s", (int)strcspn(token, "\r\n"), token);
}

/* ---- loops ---- */

saas_loop *world_loop(void)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_loop *loop = NULL;

    assert_ok(saas_loop_new(world.client, &loop, &err), &err);
    return own(loop, give_back_loop);
}

void world_on_done(void *done, saas_status status)
{
    struct world_done *told = done;

    told->calls++;
    told->status = status;
}

saas_session *world_attached(saas_loop *loop, const char *name, struct world_done *done)
{
    saas_session *session = name ? world_session(name) : world_system();
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_session_attach(session, loop, world_on_done, done, &err), &err);
    return session;
}

void world_finish(saas_loop *loop)
{
    saas_error err = SAAS_ERROR_INIT;

    while (saas_loop_pending(loop) > 0)
        assert_ok(saas_loop_wait(loop, STEP_MS, &err), &err);
}

/* ---- threads ---- */

struct crowd {
    pthread_barrier_t barrier;
    void (*run)(unsigned index, void *context);
    void *context;
};

struct one {
    struct crowd *crowd;
    unsigned index;
    pthread_t thread;
};

static void *run_one(void *context)
{
    struct one *one = context;

    pthread_barrier_wait(&one->crowd->barrier);
    one->crowd->run(one->index, one->crowd->context);
    return NULL;
}

void world_together(unsigned count, void (*run)(unsigned index, void *context), void *context)
{
    struct crowd crowd = {.run = run, .context = context};
    struct one *ones = calloc(count, sizeof(*ones));

    cr_assert_not_null(ones);
    pthread_barrier_init(&crowd.barrier, NULL, count);
    for (unsigned i = 0; i < count; i++) {
        ones[i].crowd = &crowd;
        ones[i].index = i;
        cr_assert_eq(pthread_create(&ones[i].thread, NULL, run_one, &ones[i]), 0);
    }
    for (unsigned i = 0; i < count; i++)
        pthread_join(ones[i].thread, NULL);
    pthread_barrier_destroy(&crowd.barrier);
    free(ones);
}

/* ---- the rows ---- */

static sqlite3 *view(void)
{
    const char *path = world.url + strlen("sqlite:");

    if (world.view)
        return world.view;
    cr_assert_eq(sqlite3_open_v2(path, &world.view, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    sqlite3_busy_timeout(world.view, STEP_MS);
    sqlite3_exec(world.view, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    return world.view;
}

static const char *query(const char *sql)
{
    sqlite3_stmt *statement = NULL;
    const char *text = NULL;
    int code;

    cr_assert_eq(sqlite3_prepare_v2(view(), sql, -1, &statement, NULL), SQLITE_OK, "%s: %s", sql,
                 sqlite3_errmsg(view()));
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        text = world_keep((const char *)sqlite3_column_text(statement, 0));
    cr_assert(code == SQLITE_ROW || code == SQLITE_DONE, "%s: %s", sql, sqlite3_errmsg(view()));
    sqlite3_finalize(statement);
    return text;
}

long world_count(const char *from)
{
    return strtol(query(keep_format("SELECT COUNT(*) FROM %s", from)), NULL, 10);
}

const char *world_text(const char *sql, ...)
{
    va_list arguments;
    char *text = NULL;
    int length;

    va_start(arguments, sql);
    length = vasprintf(&text, sql, arguments);
    va_end(arguments);
    cr_assert_geq(length, 0);
    return query(own(text, free));
}

void world_exec(const char *sql, ...)
{
    va_list arguments;
    char *message = NULL;
    char *text = NULL;
    int length;

    va_start(arguments, sql);
    length = vasprintf(&text, sql, arguments);
    va_end(arguments);
    cr_assert_geq(length, 0);
    sqlite3_exec(view(), own(text, free), NULL, NULL, &message);
    cr_assert_null(message, "%s: %s", text, message);
}

/* Adds a table's rows to the file. */
static void dump_table(FILE *file, const char *table)
{
    const char *sql = keep_format("SELECT * FROM %s ORDER BY 1", table);
    sqlite3_stmt *statement = NULL;

    cr_assert_eq(sqlite3_prepare_v2(view(), sql, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        fputs(table, file);
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *text = (const char *)sqlite3_column_text(statement, i);

            fprintf(file, "|%s", text ? text : "");
        }
        fputc('\n', file);
    }
    sqlite3_finalize(statement);
}

const char *world_dump(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    sqlite3_stmt *tables = NULL;

    cr_assert_not_null(file);
    cr_assert_eq(sqlite3_prepare_v2(view(),
                                    "SELECT name FROM sqlite_master WHERE type = 'table' "
                                    "ORDER BY name",
                                    -1, &tables, NULL),
                 SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW)
        dump_table(file, (const char *)sqlite3_column_text(tables, 0));
    sqlite3_finalize(tables);
    fclose(file);
    return own(text, free);
}

/* The bytes of a file; NULL when it is not there. */
static const unsigned char *read_bytes(const char *path, size_t *size)
{
    FILE *file = fopen(path, "re");
    unsigned char *bytes;

    *size = 0;
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    bytes = own(malloc(*size + 1), free);
    *size = fread(bytes, 1, *size, file);
    fclose(file);
    return bytes;
}

static bool file_holds(const char *suffix, const char *text)
{
    size_t size;
    const unsigned char *bytes =
        read_bytes(keep_format("%s%s", world.url + strlen("sqlite:"), suffix), &size);

    return bytes && memmem(bytes, size, text, strlen(text));
}

bool world_holds(const char *text)
{
    return strstr(world_dump(), text) || file_holds("", text) || file_holds("-wal", text);
}

static unsigned long big_endian(const unsigned char *bytes)
{
    return (unsigned long)bytes[0] << 24 | (unsigned long)bytes[1] << 16 |
           (unsigned long)bytes[2] << 8 | bytes[3];
}

/* In the write-ahead log the last frame of a commit says how many pages the database then has
 * (SQLite's file format, 4.1). */
long world_commits(void)
{
    enum { HEADER = 32, FRAME = 24 };
    size_t size;
    const unsigned char *log =
        read_bytes(keep_format("%s-wal", world.url + strlen("sqlite:")), &size);
    size_t page = size > HEADER ? big_endian(log + 8) : 0;
    long commits = 0;

    for (size_t at = HEADER; page && at + FRAME + page <= size; at += FRAME + page)
        commits += memcmp(log + at + 8, log + 16, 8) == 0 && big_endian(log + at + 4) != 0;
    return commits;
}
