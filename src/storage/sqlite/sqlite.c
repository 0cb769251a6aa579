/* SPDX-License-Identifier: MIT */
/* The SQLite backend: "sqlite:app.db". What is behind it is in engine.h. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "storage/migrate.h"
#include "storage/sqlite/engine.h"

static struct saas_sqlite *engine_of(struct saas_storage *storage)
{
    return (struct saas_sqlite *)storage;
}

static void engine_close(struct saas_storage *storage)
{
    struct saas_sqlite *engine = engine_of(storage);

    saas__readers_clear(&engine->readers);
    saas__writer_clear(&engine->writer);
    saas__free(engine->path);
    saas__free(engine);
}

static saas_status read_version(struct saas_conn *conn, int *version, saas_error *err)
{
    int tables = 0;
    saas_status status = saas__conn_number(
        conn,
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'saas_migrations'",
        &tables, err);

    *version = 0;
    if (status == SAAS_OK && tables)
        status = saas__conn_number(conn, "SELECT COALESCE(MAX(version), 0) FROM saas_migrations",
                                   version, err);
    return status;
}

static saas_status engine_schema_version(struct saas_storage *storage, int *version,
                                         saas_error *err)
{
    struct saas_conn *conn = NULL;
    saas_status status = saas__reader_take(engine_of(storage), &conn, err);

    if (status != SAAS_OK)
        return status;
    status = read_version(conn, version, err);
    saas__reader_give(engine_of(storage), conn);
    return status;
}

/* Writes a value that is there back: only a write shows a full disk or a read-only file. */
static int write_something(struct saas_conn *conn)
{
    char pragma[64];
    int version = 0;

    if (saas__conn_number(conn, "PRAGMA user_version", &version, NULL) != SAAS_OK)
        return SQLITE_ERROR;
    snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", version);
    return sqlite3_exec(conn->db, pragma, NULL, NULL, NULL);
}

/* A database of another schema is left alone, and one that is busy is in good health. */
static saas_status check_writable(struct saas_conn *conn, saas_error *err)
{
    int version = 0;
    int code;
    saas_status status = read_version(conn, &version, err);

    if (status != SAAS_OK)
        return status;
    if (sqlite3_db_readonly(conn->db, "main") == 1)
        return saas__conn_fail(conn, SQLITE_READONLY, err);
    if (version != saas__migration_count)
        return SAAS_OK;
    sqlite3_busy_timeout(conn->db, 0);
    code = saas__conn_say(conn, SAAS_CONN_BEGIN_WRITE);
    saas__conn_be_patient(conn);
    if ((code & 0xFF) == SQLITE_BUSY)
        return SAAS_OK;
    if (code == SQLITE_OK)
        code = write_something(conn);
    if (code == SQLITE_OK)
        code = saas__conn_say(conn, SAAS_CONN_COMMIT);
    status = code == SQLITE_OK ? SAAS_OK : saas__conn_fail(conn, code, err);
    if (saas__conn_in_transaction(conn))
        saas__conn_say(conn, SAAS_CONN_ROLLBACK);
    return status;
}

/* Puts the file's name before a failure to open it: the caller named it. */
static saas_status name_file(const char *path, saas_status status, saas_error *err)
{
    saas_error cause = SAAS_ERROR_INIT;

    if (!err || status == SAAS_ERR_NO_MEMORY)
        return status;
    saas__error_copy(&cause, err);
    return saas__fail(err, status, cause.code, "%s: %s", path, cause.message);
}

static saas_status engine_open(const char *url, const struct saas_env *env,
                               struct saas_storage **out, saas_error *err)
{
    const char *path = url + strlen("sqlite:");
    struct saas_sqlite *engine;
    struct saas_conn *conn = NULL;
    saas_status status;

    if (!*path || strcmp(path, ":memory:") == 0)
        return saas__fail(err, SAAS_ERR_INVALID, "bad_database_url",
                          "The database URL has to name a file, as \"sqlite:app.db\".");
    engine = saas__alloc(sizeof(*engine));
    if (!engine)
        return saas__fail_memory(err);
    engine->base = (struct saas_storage){&saas__storage_sqlite, env};
    saas__readers_init(&engine->readers);
    saas__writer_init(&engine->writer);
    engine->path = saas__strdup(path);

    status = engine->path ? saas__reader_take(engine, &conn, err) : saas__fail_memory(err);
    if (status == SAAS_OK && conn) {
        status = check_writable(conn, err);
        saas__reader_give(engine, conn);
    }
    if (status != SAAS_OK) {
        engine_close(&engine->base);
        return name_file(path, status, err);
    }
    *out = &engine->base;
    return SAAS_OK;
}

static saas_status engine_script(struct saas_storage *storage, struct saas_tx *tx, const char *sql,
                                 saas_error *err)
{
    (void)tx;
    return saas__conn_script(engine_of(storage)->writer.conn, sql, err);
}

/* What can be done in the calling thread without waiting for the writer. */
static bool is_immediate(const struct saas_ticket *ticket)
{
    return ticket->tx || (ticket->kind == SAAS_TICKET_BATCH && !ticket->batch->writes);
}

static saas_status run_immediate(struct saas_sqlite *engine, struct saas_ticket *ticket)
{
    return ticket->tx ? saas__writer_run_owned(engine, ticket) : saas__reader_run(engine, ticket);
}

static saas_status engine_run(struct saas_storage *storage, struct saas_ticket *ticket)
{
    struct saas_sqlite *engine = engine_of(storage);

    if (is_immediate(ticket))
        return run_immediate(engine, ticket);
    return saas__writer_run(engine, ticket);
}

static struct saas_port *engine_port_new(struct saas_storage *storage, void (*wake)(void *context),
                                         void *context)
{
    struct saas_port *port = saas__alloc(sizeof(*port));

    if (port)
        *port = (struct saas_port){storage, wake, context};
    return port;
}

static void engine_port_free(struct saas_port *port)
{
    saas__free(port);
}

static saas_status engine_submit(struct saas_port *port, struct saas_ticket *ticket)
{
    struct saas_sqlite *engine = engine_of(port->storage);

    if (is_immediate(ticket))
        return run_immediate(engine, ticket);
    ticket->port = port;
    saas__writer_submit(engine, ticket);
    return SAAS_PENDING;
}

static int64_t engine_step(struct saas_port *port)
{
    return saas__writer_step(engine_of(port->storage));
}

static void engine_abort(struct saas_storage *storage, struct saas_ticket *ticket)
{
    saas__writer_abort(engine_of(storage), ticket);
}

const struct saas_storage_ops saas__storage_sqlite = {
    .scheme = "sqlite",
    .id_type = "text",
    .by_key = "WITHOUT ROWID",
    .open = engine_open,
    .close = engine_close,
    .schema_version = engine_schema_version,
    .script = engine_script,
    .run = engine_run,
    .port_new = engine_port_new,
    .port_free = engine_port_free,
    .submit = engine_submit,
    .step = engine_step,
    .abort = engine_abort,
};
