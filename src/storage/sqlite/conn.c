/* SPDX-License-Identifier: MIT */
/* SQLite connections: opening, running statements, translating errors. */
#include "storage/sqlite/conn.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

enum {
    PROGRESS_STEPS = 2000, /* virtual machine steps between two looks at the ticket */
    READ_BUSY_MS = 2000    /* readers wait only for a recovery or a checkpoint's end */
};

static const char *const words[SAAS_CONN_WORDS] = {
    [SAAS_CONN_BEGIN_READ] = "BEGIN",
    [SAAS_CONN_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [SAAS_CONN_COMMIT] = "COMMIT",
    [SAAS_CONN_ROLLBACK] = "ROLLBACK",
    [SAAS_CONN_SAVEPOINT] = "SAVEPOINT batch",
    [SAAS_CONN_RELEASE] = "RELEASE batch",
    [SAAS_CONN_ROLLBACK_TO] = "ROLLBACK TO batch",
};

/* synchronous=FULL: in WAL mode each commit is on disk before it is answered. */
static const char settings[] = "PRAGMA foreign_keys = ON;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA wal_autocheckpoint = 10000;"; /* 40 MiB */

static int prepare(struct saas_conn *conn, const char *sql, sqlite3_stmt **out)
{
    return sqlite3_prepare_v3(conn->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
}

/* At once, so that a rollback never lacks the memory to be prepared. */
static saas_status prepare_words(struct saas_conn *conn, saas_error *err)
{
    int code = SQLITE_OK;

    for (size_t i = 0; code == SQLITE_OK && i < SAAS_COUNT(words); i++)
        code = prepare(conn, words[i], &conn->words[i]);
    return code == SQLITE_OK ? SAAS_OK : saas__conn_fail(conn, code, err);
}

static int on_progress(void *context)
{
    struct saas_conn *conn = context;

    return conn->ticket && (atomic_load_explicit(&conn->ticket->aborted, memory_order_relaxed) ||
                            conn->ticket->deadline_us <= saas__monotonic_us());
}

saas_status saas__conn_open(const char *path, struct saas_conn **out, saas_error *err)
{
    struct saas_conn *conn = saas__alloc(sizeof(*conn));
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    saas_status status;
    int code;

    if (!conn)
        return saas__fail_memory(err);
    code = sqlite3_open_v2(path, &conn->db, flags, NULL);
    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(conn->db, 1);
        sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        saas__conn_be_patient(conn);
        sqlite3_progress_handler(conn->db, PROGRESS_STEPS, on_progress, conn);
        status = saas__conn_script(conn, settings, err);
        if (status == SAAS_OK)
            status = prepare_words(conn, err);
    } else {
        status = saas__conn_fail(conn, code, err);
    }
    if (status != SAAS_OK)
        saas__conn_close(conn);
    else
        *out = conn;
    return status;
}

void saas__conn_be_patient(struct saas_conn *conn)
{
    sqlite3_busy_timeout(conn->db, READ_BUSY_MS);
}

void saas__conn_close(struct saas_conn *conn)
{
    if (!conn)
        return;
    for (size_t i = 0; i < SAAS_COUNT(conn->words); i++)
        sqlite3_finalize(conn->words[i]);
    for (size_t i = 0; i < SAAS_COUNT(conn->statements); i++)
        sqlite3_finalize(conn->statements[i]);
    sqlite3_close(conn->db);
    saas__free(conn);
}

static saas_status fail_constraint(int code, saas_error *err)
{
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        return saas__fail(err, SAAS_ERR_CONFLICT, "unique", "It is there already.");
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
        return saas__fail(err, SAAS_ERR_CONFLICT, "reference", "What it belongs to is gone.");
    return saas__fail(err, SAAS_ERR_INTERNAL, "constraint", "The database refused a value.");
}

/* Some failures for want of memory come under another code. */
static bool is_no_memory(const struct saas_conn *conn, int code)
{
    return code == SQLITE_IOERR_NOMEM || !conn->db ||
           (sqlite3_errcode(conn->db) & 0xFF) == SQLITE_NOMEM;
}

saas_status saas__conn_fail(const struct saas_conn *conn, int code, saas_error *err)
{
    if (is_no_memory(conn, code))
        return saas__fail_memory(err);
    switch (code & 0xFF) {
    case SQLITE_NOMEM:
        return saas__fail_memory(err);
    case SQLITE_CONSTRAINT:
        return fail_constraint(code, err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "busy", "The database is busy; try again.");
    case SQLITE_FULL:
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "disk_full", "The database's disk is full.");
    case SQLITE_READONLY:
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "read_only",
                          "The database is read-only: its file and its folder have to be "
                          "writable.");
    case SQLITE_CANTOPEN:
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "cannot_open",
                          "The database file cannot be opened: is its folder there and writable?");
    case SQLITE_NOTADB:
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "not_a_database",
                          "The file is no SQLite database.");
    case SQLITE_CORRUPT:
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "damaged", "The database file is damaged.");
    case SQLITE_IOERR:
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "io_error",
                          "The database's disk reports an error.");
    default:
        return saas__fail(err, SAAS_ERR_INTERNAL, "database", "The database failed: %s.",
                          sqlite3_errmsg(conn->db));
    }
}

int saas__conn_say(struct saas_conn *conn, enum saas_conn_word word)
{
    struct saas_ticket *ticket = conn->ticket;
    int code;

    conn->ticket = NULL; /* a commit or a rollback is not to be interrupted */
    sqlite3_step(conn->words[word]);
    code = sqlite3_reset(conn->words[word]);
    conn->ticket = ticket;
    return code;
}

saas_status saas__conn_script(struct saas_conn *conn, const char *sql, saas_error *err)
{
    int code = sqlite3_exec(conn->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? SAAS_OK : saas__conn_fail(conn, code, err);
}

saas_status saas__conn_number(struct saas_conn *conn, const char *sql, int *number, saas_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW)
            *number = sqlite3_column_int(statement, 0);
        code = sqlite3_finalize(statement);
    }
    return code == SQLITE_OK ? SAAS_OK : saas__conn_fail(conn, code, err);
}

/* Prepares a statement of the catalogue when the connection sees it for the first time. */
static int prepare_statement(struct saas_conn *conn, enum saas_statement_id id)
{
    const struct saas_statement_text *text = &saas__statements[id];
    int code;

    if (conn->statements[id])
        return SQLITE_OK;
    code = prepare(conn, text->sql, &conn->statements[id]);
    for (unsigned i = 0; code == SQLITE_OK && i < text->param_count; i++) {
        char name[16];

        snprintf(name, sizeof(name), "$%u", i + 1);
        conn->params[id][i] =
            (unsigned char)sqlite3_bind_parameter_index(conn->statements[id], name);
    }
    return code;
}

static int bind(struct saas_conn *conn, const struct saas_statement *statement)
{
    sqlite3_stmt *prepared = conn->statements[statement->id];
    int code = SQLITE_OK;

    for (unsigned i = 0; code == SQLITE_OK && i < statement->bound; i++) {
        const struct saas_value *value = &statement->params[i];
        int index = conn->params[statement->id][i];

        if (value->type == SAAS_NULL)
            code = sqlite3_bind_null(prepared, index);
        else if (value->type == SAAS_TEXT)
            code = sqlite3_bind_text(prepared, index, value->text, -1, SQLITE_STATIC);
        else
            code = sqlite3_bind_int64(prepared, index, value->number);
    }
    return code;
}

/* Copies the row under the cursor; false without memory. */
static bool copy_row(struct saas_batch *batch, struct saas_statement *statement,
                     sqlite3_stmt *prepared)
{
    unsigned count = (unsigned)sqlite3_column_count(prepared);
    struct saas_row *row = saas__batch_add_row(batch, statement, count);

    for (unsigned i = 0; row && i < count; i++) {
        struct saas_value *value = &row->values[i];
        const char *text;

        switch (sqlite3_column_type(prepared, (int)i)) {
        case SQLITE_NULL:
            break;
        case SQLITE_INTEGER:
            value->type = SAAS_INT;
            value->number = sqlite3_column_int64(prepared, (int)i);
            break;
        default:
            text = (const char *)sqlite3_column_text(prepared, (int)i);
            value->type = SAAS_TEXT;
            value->text = text ? saas__arena_strndup(batch->arena, text,
                                                     (size_t)sqlite3_column_bytes(prepared, (int)i))
                               : NULL;
            if (!value->text)
                return false;
            break;
        }
    }
    return row != NULL;
}

static saas_status run_statement(struct saas_conn *conn, struct saas_ticket *ticket,
                                 struct saas_statement *statement)
{
    sqlite3_stmt *prepared;
    bool copied = true;
    int code = prepare_statement(conn, statement->id);

    if (code != SQLITE_OK)
        return saas__conn_fail(conn, code, ticket->error);
    prepared = conn->statements[statement->id];
    code = bind(conn, statement);
    while (code == SQLITE_OK && copied && sqlite3_step(prepared) == SQLITE_ROW)
        copied = copy_row(ticket->batch, statement, prepared);
    if (code == SQLITE_OK)
        code = sqlite3_reset(prepared);
    else
        sqlite3_reset(prepared);
    sqlite3_clear_bindings(prepared); /* the values are the batch's and go with it */

    if (!copied)
        return saas__fail_memory(ticket->error);
    if ((code & 0xFF) == SQLITE_INTERRUPT && saas__ticket_check(ticket) != SAAS_OK)
        return ticket->error->status;
    return code == SQLITE_OK ? SAAS_OK : saas__conn_fail(conn, code, ticket->error);
}

saas_status saas__conn_run(struct saas_conn *conn, struct saas_ticket *ticket)
{
    struct saas_batch *batch = ticket->batch;
    saas_status status = saas__ticket_check(ticket);

    saas__batch_reset_rows(batch);
    conn->ticket = ticket;
    for (unsigned i = 0; status == SAAS_OK && i < batch->count; i++)
        status = run_statement(conn, ticket, &batch->statements[i]);
    conn->ticket = NULL;
    return status;
}

/* Undoes what the savepoint saw; when even that fails, the whole transaction. */
static void undo_nested(struct saas_conn *conn)
{
    if (!saas__conn_in_transaction(conn))
        return;
    if (saas__conn_say(conn, SAAS_CONN_ROLLBACK_TO) != SQLITE_OK ||
        saas__conn_say(conn, SAAS_CONN_RELEASE) != SQLITE_OK)
        saas__conn_say(conn, SAAS_CONN_ROLLBACK);
}

saas_status saas__conn_run_nested(struct saas_conn *conn, struct saas_ticket *ticket)
{
    saas_status status;
    int code = saas__conn_say(conn, SAAS_CONN_SAVEPOINT);

    if (code != SQLITE_OK)
        return saas__conn_fail(conn, code, ticket->error);
    status = saas__conn_run(conn, ticket);
    if (status == SAAS_OK) {
        code = saas__conn_say(conn, SAAS_CONN_RELEASE);
        if (code != SQLITE_OK)
            status = saas__conn_fail(conn, code, ticket->error);
    }
    if (status != SAAS_OK)
        undo_nested(conn);
    return status;
}

bool saas__conn_in_transaction(const struct saas_conn *conn)
{
    return !sqlite3_get_autocommit(conn->db);
}
