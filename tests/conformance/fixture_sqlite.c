/* SPDX-License-Identifier: MIT */
/* The fixture on SQLite: a file in a folder of its own. */
#include <endian.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance/fixture.h"
#include "support/test.h"

enum { PATH_SIZE = 4096, WAL_HEADER = 32, FRAME_HEADER = 24 };

static struct {
    char folder[PATH_SIZE];
    char path[PATH_SIZE];
    char url[PATH_SIZE];
    struct saas_env env;
    struct saas_storage *storage;
    pid_t rival;
    int to_rival;
    int from_rival;
} fixture;

void fixture_open(void)
{
    const saas_client_options options = SAAS_CLIENT_OPTIONS_INIT;
    const char *backend = getenv("SAAS_TEST_BACKEND");
    const char *tmp = getenv("TMPDIR");

    cr_assert(!backend || strcmp(backend, "sqlite") == 0, "there is no backend %s", backend);
    snprintf(fixture.folder, PATH_SIZE, "%s/saas-conformance-XXXXXX", tmp ? tmp : "/tmp");
    cr_assert_not_null(mkdtemp(fixture.folder));
    snprintf(fixture.path, PATH_SIZE, "%.4000s/test.db", fixture.folder);
    snprintf(fixture.url, PATH_SIZE, "sqlite:%.4000s/test.db", fixture.folder);
    saas__env_init(&fixture.env, &options, NULL);
}

static void stop_rival(void)
{
    if (!fixture.rival)
        return;
    close(fixture.to_rival);
    close(fixture.from_rival);
    waitpid(fixture.rival, NULL, 0);
    fixture.rival = 0;
}

static void remove_database(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char path[PATH_SIZE + 16];

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", fixture.path, suffixes[i]);
        unlink(path);
    }
}

void fixture_close(void)
{
    if (fixture.storage)
        fixture.storage->ops->close(fixture.storage);
    fixture.storage = NULL;
    stop_rival();
    remove_database();
    rmdir(fixture.folder);
}

saas_status fixture_try_open(struct saas_storage **out, saas_error *err)
{
    return saas__storage_open(fixture.url, &fixture.env, out, err);
}

struct saas_storage *fixture_another(void)
{
    saas_error err = SAAS_ERROR_INIT;
    struct saas_storage *storage = NULL;

    assert_ok(fixture_try_open(&storage, &err), &err);
    return storage;
}

struct saas_storage *fixture_storage(void)
{
    saas_error err = SAAS_ERROR_INIT;

    if (!fixture.storage) {
        fixture.storage = fixture_another();
        assert_ok(saas__migrate(fixture.storage, 20000000, &err), &err);
    }
    return fixture.storage;
}

/* ---- past the library ---- */

static sqlite3 *open_eye(void)
{
    sqlite3 *db = NULL;

    cr_assert_eq(sqlite3_open(fixture.path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 20000);
    return db;
}

long fixture_number(const char *sql)
{
    sqlite3 *db = open_eye();
    sqlite3_stmt *row = NULL;
    long number;

    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(row), SQLITE_ROW, "%s: %s", sql, sqlite3_errmsg(db));
    number = (long)sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(db);
    return number;
}

void fixture_execute(const char *sql)
{
    sqlite3 *db = open_eye();

    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

bool fixture_is_intact(void)
{
    return fixture_number("SELECT integrity_check = 'ok' FROM pragma_integrity_check") == 1 &&
           fixture_number("SELECT COUNT(*) FROM pragma_foreign_key_check") == 0;
}

static uint32_t number_at(const unsigned char *bytes)
{
    uint32_t number;

    memcpy(&number, bytes, sizeof(number));
    return be32toh(number);
}

/* A commit is a frame of the log that says how large the database is (sqlite.org/fileformat2.html,
 * 4.1); frames of an earlier round of the log have other salts. */
long fixture_commits(void)
{
    unsigned char header[WAL_HEADER];
    unsigned char frame[FRAME_HEADER];
    char path[PATH_SIZE + 16];
    long commits = 0;
    FILE *log;

    snprintf(path, sizeof(path), "%s-wal", fixture.path);
    log = fopen(path, "rb");
    cr_assert_not_null(log);
    cr_assert_eq(fread(header, sizeof(header), 1, log), 1);
    while (fread(frame, sizeof(frame), 1, log) == 1 && memcmp(frame + 8, header + 16, 8) == 0) {
        commits += number_at(frame + 4) != 0;
        fseek(log, number_at(header + 8), SEEK_CUR);
    }
    fclose(log);
    return commits;
}

static unsigned long mix_file(unsigned long digest, const char *suffix)
{
    char path[PATH_SIZE + 16];
    FILE *file;
    int byte;

    snprintf(path, sizeof(path), "%s%s", fixture.path, suffix);
    file = fopen(path, "rb");
    while (file && (byte = fgetc(file)) != EOF)
        digest = (digest ^ (unsigned long)byte) * 0x100000001b3; /* FNV-1a */
    if (file)
        fclose(file);
    return digest;
}

unsigned long fixture_digest(void)
{
    return mix_file(mix_file(0xcbf29ce484222325, ""), "-wal");
}

void fixture_defer_references(struct saas_storage *storage, struct saas_tx *tx)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(storage->ops->script(storage, tx, "PRAGMA defer_foreign_keys = ON", &err), &err);
}

void fixture_limit_disk(unsigned long bytes)
{
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes ? bytes : limit.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* ---- the rival ---- */

static void rival_main(int commands, int answers)
{
    sqlite3 *db = NULL;
    char command;

    while (read(commands, &command, 1) == 1) {
        if (!db && sqlite3_open(fixture.path, &db) != SQLITE_OK)
            _exit(1);
        sqlite3_busy_timeout(db, 20000);
        if (sqlite3_exec(db, command == 'l' ? "BEGIN IMMEDIATE" : "COMMIT", NULL, NULL, NULL) !=
            SQLITE_OK)
            _exit(1);
        if (write(answers, &command, 1) != 1)
            _exit(1);
    }
    sqlite3_close(db);
    _exit(0);
}

void fixture_rival_start(void)
{
    int commands[2];
    int answers[2];

    cr_assert(!fixture.storage, "the rival comes before the storage");
    cr_assert(pipe(commands) == 0 && pipe(answers) == 0);
    fixture.rival = fork();
    cr_assert(fixture.rival >= 0);
    if (fixture.rival == 0) {
        close(commands[1]);
        close(answers[0]);
        rival_main(commands[0], answers[1]);
    }
    close(commands[0]);
    close(answers[1]);
    fixture.to_rival = commands[1];
    fixture.from_rival = answers[0];
}

static void tell_rival(char command)
{
    char answer = 0;

    cr_assert_eq(write(fixture.to_rival, &command, 1), 1);
    cr_assert_eq(read(fixture.from_rival, &answer, 1), 1);
    cr_assert_eq(answer, command);
}

void fixture_rival_lock(void)
{
    tell_rival('l');
}

void fixture_rival_unlock(void)
{
    tell_rival('u');
}
