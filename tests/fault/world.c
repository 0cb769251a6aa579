/* SPDX-License-Identifier: MIT */
/* The template, its copies, and looking at them past the library. */
#include "fault/world.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "client/client.h"
#include "fault/disk.h"
#include "fault/faults.h"
#include "storage/sqlite/engine.h"
#include "support/test.h"

enum { LOOP_WAIT_MS = 20000 };

struct world world;

/* ---- the template ---- */

static void keep(char to[WORLD_ID_MAX], const char *text)
{
    snprintf(to, WORLD_ID_MAX, "%s", text);
}

static void add_user(const char *name, char id[WORLD_ID_MAX])
{
    saas_user_params params = SAAS_USER_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;
    char email[WORLD_ID_MAX];

    snprintf(email, sizeof(email), "%s@example.test", name);
    params.auth_id = name;
    params.name = name;
    params.email = email;
    params.email_verified = true;
    assert_ok(saas_user_create(world.session, &params, &user, &err), &err);
    keep(id, saas_user_id(user));
    saas_user_free(user);
}

static void add_people(void)
{
    world_session(ACTOR_SYSTEM);
    add_user("admin", world.id.admin);
    add_user("member", world.id.member);
    add_user("invited", world.id.invited);
    saas_session_free(world.session);
}

static void add_workspace(void)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_workspace *workspace = NULL;

    params.name = "Acme";
    assert_ok(saas_workspace_create(world.session, &params, &workspace, &err), &err);
    keep(world.id.workspace, saas_workspace_id(workspace));
    keep(world.id.slug, saas_workspace_slug(workspace));
    saas_workspace_free(workspace);
}

static void invite(const char *email, saas_delivery delivery)
{
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *invitation = NULL;

    params.workspace_id = world.id.workspace;
    params.email = email;
    params.delivery = delivery;
    assert_ok(saas_invitation_create(world.session, &params, &invitation, &err), &err);
    keep(world.id.invitation, saas_invitation_id(invitation));
    if (delivery == SAAS_DELIVERY_LINK)
        keep(world.id.token, saas_invitation_token(invitation));
    saas_invitation_free(invitation);
}

static void add_member(void)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_session *admin = world.session;
    saas_member *member = NULL;

    invite("member@example.test", SAAS_DELIVERY_LINK);
    world_session(ACTOR_MEMBER);
    assert_ok(saas_invitation_accept(world.session, world.id.token, &member, &err), &err);
    keep(world.id.membership, saas_member_id(member));
    saas_member_free(member);
    saas_session_free(world.session);
    world.session = admin;
}

static void add_projects(void)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;
    saas_task_params task_params = SAAS_TASK_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;
    saas_task *task = NULL;

    params.workspace_id = world.id.workspace;
    params.name = "Launch";
    assert_ok(saas_project_create(world.session, &params, &project, &err), &err);
    keep(world.id.project, saas_project_id(project));
    task_params.project_id = world.id.project;
    task_params.title = "Write the announcement";
    assert_ok(saas_task_create(world.session, &task_params, &task, &err), &err);
    keep(world.id.task, saas_task_id(task));
    saas_task_free(task);
    saas_project_free(project);
}

static void add_account(void)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;

    params.email = "account@example.test";
    params.password = WORLD_PASSWORD;
    assert_ok(saas_account_sign_up(world.session, &params, &world.tokens, &err), &err);
}

static void make_template(void)
{
    saas_error err = SAAS_ERROR_INIT;

    world_client();
    assert_ok(saas_client_migrate(world.client, &err), &err);
    add_people();
    world_session(ACTOR_ADMIN);
    add_workspace();
    add_member();
    invite("invited@example.test", SAAS_DELIVERY_LINK);
    add_projects();
    add_account();
    world_free_handles();
    cr_assert(rename(world.path, world.template) == 0);
    world_restore();
}

static void make_folder(void)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(world.folder, sizeof(world.folder), "%s/saas-fault-XXXXXX", tmp ? tmp : "/tmp");
    cr_assert_not_null(mkdtemp(world.folder));
    snprintf(world.template, sizeof(world.template), "%.4000s/template.db", world.folder);
    snprintf(world.path, sizeof(world.path), "%.4000s/case.db", world.folder);
    snprintf(world.url, sizeof(world.url), "sqlite:%.4000s/case.db", world.folder);
    snprintf(world.mail_folder, sizeof(world.mail_folder), "%.4000s/mail", world.folder);
}

void world_open(void)
{
    faults_install();
    disk_install();
    disk_sync_for_real(false);
    make_folder();
    make_template();
}

static void remove_files(const char *folder)
{
    DIR *files = opendir(folder);
    struct dirent *file;

    while (files && (file = readdir(files)))
        unlinkat(dirfd(files), file->d_name, 0);
    if (files)
        closedir(files);
    rmdir(folder);
}

void world_close(void)
{
    faults_disarm();
    world_unwatch();
    world_free_handles();
    saas_tokens_free(world.tokens);
    remove_files(world.mail_folder);
    remove_files(world.folder);
}

/* ---- its copies ---- */

void world_remove(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char path[WORLD_PATH_MAX + 16];

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", world.path, suffixes[i]);
        unlink(path);
    }
}

void world_restore(void)
{
    int from = open(world.template, O_RDONLY | O_CLOEXEC);
    struct stat info;
    int to;

    world_remove();
    to = open(world.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    cr_assert(from >= 0 && to >= 0 && fstat(from, &info) == 0);
    cr_assert(copy_file_range(from, NULL, to, NULL, (size_t)info.st_size, 0) == info.st_size);
    close(from);
    close(to);
}

/* ---- handles ---- */

saas_client_options world_options(void)
{
    saas_client_options options = SAAS_CLIENT_OPTIONS_INIT;

    options.database_url = world.url;
    options.secret = WORLD_SECRET;
    return options;
}

void world_client(void)
{
    saas_client_options options = world_options();
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_client_open(&options, &world.client, &err), &err);
}

static const char *user_of(enum actor actor)
{
    switch (actor) {
    case ACTOR_ADMIN:
        return world.id.admin;
    case ACTOR_MEMBER:
        return world.id.member;
    default:
        return world.id.invited;
    }
}

void world_session(enum actor actor)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_status status;

    if (actor == ACTOR_NOBODY)
        status = saas_session_new(world.client, &world.session, &err);
    else if (actor == ACTOR_SYSTEM)
        status = saas_session_system(world.client, &world.session, &err);
    else
        status = saas_session_for_user(world.client, user_of(actor), &world.session, &err);
    assert_ok(status, &err);
}

static void on_done(void *context, saas_status status)
{
    (void)context;
    world.done = true;
    world.done_status = status;
}

void world_attach(void)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_loop_new(world.client, &world.loop, &err), &err);
    assert_ok(saas_session_attach(world.session, world.loop, on_done, NULL, &err), &err);
}

saas_status world_finish(saas_status status)
{
    saas_error err = SAAS_ERROR_INIT;

    if (status != SAAS_PENDING)
        return status;
    while (!world.done)
        assert_ok(saas_loop_wait(world.loop, LOOP_WAIT_MS, &err), &err);
    world.done = false;
    return world.done_status;
}

void world_free_handles(void)
{
    saas_session_free(world.session);
    saas_loop_free(world.loop);
    saas_client_free(world.client);
    world.session = NULL;
    world.loop = NULL;
    world.client = NULL;
}

static void forget_statements(struct saas_conn *conn)
{
    for (size_t i = 0; i < SAAS_COUNT(conn->statements); i++)
        sqlite3_finalize(SAAS_TAKE(conn->statements[i]));
}

void world_forget_statements(void)
{
    struct saas_sqlite *engine = (struct saas_sqlite *)world.client->storage;

    if (engine->writer.conn)
        forget_statements(engine->writer.conn);
    for (struct saas_conn *conn = engine->readers.idle; conn; conn = conn->next)
        forget_statements(conn);
}

/* ---- looking at the database ---- */

static uint64_t mix(uint64_t digest, const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;

    for (size_t i = 0; i < count; i++)
        digest = (digest ^ byte[i]) * 0x100000001b3; /* FNV-1a, 64 bits */
    return digest;
}

static uint64_t mix_row(uint64_t digest, sqlite3_stmt *row)
{
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        int type = sqlite3_column_type(row, i);
        const void *bytes = sqlite3_column_blob(row, i);

        digest = mix(digest, &type, sizeof(type));
        digest = mix(digest, bytes, (size_t)sqlite3_column_bytes(row, i));
    }
    return digest;
}

static uint64_t mix_query(uint64_t digest, sqlite3 *db, const char *sql)
{
    sqlite3_stmt *row = NULL;

    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    while (sqlite3_step(row) == SQLITE_ROW)
        digest = mix_row(digest, row);
    cr_assert_eq(sqlite3_finalize(row), SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
    return digest;
}

static sqlite3 *open_eye(void)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3 *db = NULL;

    cr_assert_eq(sqlite3_open_v2(world.path, &db, flags, NULL), SQLITE_OK);
    return db;
}

static sqlite3 *watcher;
static long watched_version;

static long query_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *row = NULL;
    long number;

    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(row), SQLITE_ROW, "%s: %s", sql, sqlite3_errmsg(db));
    number = (long)sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return number;
}

static long data_version(void)
{
    query_number(watcher, "SELECT COUNT(*) FROM sqlite_master"); /* looks at the file */
    return query_number(watcher, "PRAGMA data_version");
}

void world_watch(void)
{
    if (!watcher)
        watcher = open_eye();
    watched_version = data_version();
}

bool world_has_commits(void)
{
    return data_version() != watched_version;
}

void world_unwatch(void)
{
    sqlite3_close(watcher);
    watcher = NULL;
}

uint64_t world_digest(void)
{
    static const char tables[] = "SELECT name, sql FROM sqlite_master ORDER BY name";
    sqlite3 *db = open_eye();
    uint64_t digest = mix_query(0xcbf29ce484222325, db, tables);
    sqlite3_stmt *names = NULL;
    char sql[256];

    sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'table'", -1, &names, NULL);
    while (sqlite3_step(names) == SQLITE_ROW) {
        snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\" ORDER BY 1",
                 (const char *)sqlite3_column_text(names, 0));
        digest = mix_query(digest, db, sql);
    }
    sqlite3_finalize(names);
    sqlite3_close(db);
    return digest;
}

long world_number(const char *sql)
{
    sqlite3 *db = open_eye();
    long number = query_number(db, sql);

    sqlite3_close(db);
    return number;
}
