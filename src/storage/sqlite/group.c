/* SPDX-License-Identifier: MIT */
/* Group commit: several batches, each all or nothing, made durable by one commit. */
#include "storage/sqlite/engine.h"

/* The switch to WAL is written into the file, so it waits for the first write: a database
 * that is only looked at, and refused, stays as it is. */
static int ensure_wal(struct saas_sqlite *engine)
{
    struct saas_writer *writer = &engine->writer;

    if (!writer->wal) {
        int code = sqlite3_exec(writer->conn->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);

        if (code != SQLITE_OK)
            return code;
        writer->wal = true;
    }
    return SQLITE_OK;
}

int saas__group_begin(struct saas_sqlite *engine)
{
    int code = ensure_wal(engine);

    return code == SQLITE_OK ? saas__conn_say(engine->writer.conn, SAAS_CONN_BEGIN_WRITE) : code;
}

static bool is_busy(int code)
{
    return (code & 0xFF) == SQLITE_BUSY;
}

static void fail_all(struct saas_conn *conn, struct saas_ticket *group, int code)
{
    for (struct saas_ticket *ticket = group; ticket; ticket = ticket->next)
        ticket->status = saas__conn_fail(conn, code, ticket->error);
}

/* Commits, or undoes everything and says why. */
static int commit(struct saas_conn *conn)
{
    int code = saas__conn_say(conn, SAAS_CONN_COMMIT);

    if (code != SQLITE_OK && saas__conn_in_transaction(conn))
        saas__conn_say(conn, SAAS_CONN_ROLLBACK);
    return code;
}

/* Runs a ticket in a transaction that is its own and has begun. */
static void run_alone(struct saas_conn *conn, struct saas_ticket *ticket)
{
    int code;

    ticket->status = saas__conn_run(conn, ticket);
    if (ticket->status != SAAS_OK) {
        if (saas__conn_in_transaction(conn))
            saas__conn_say(conn, SAAS_CONN_ROLLBACK);
        return;
    }
    code = commit(conn);
    if (code != SQLITE_OK)
        ticket->status = saas__conn_fail(conn, code, ticket->error);
}

/* False: a fault took the whole transaction, and what was done in it. */
static bool run_together(struct saas_conn *conn, struct saas_ticket *group)
{
    for (struct saas_ticket *ticket = group; ticket; ticket = ticket->next) {
        ticket->status = saas__conn_run_nested(conn, ticket);
        if (!saas__conn_in_transaction(conn))
            return false;
    }
    return commit(conn) == SQLITE_OK;
}

/* What failed together is tried one by one, so that one ticket's fault (a full disk for a
 * large row, a reference that does not hold at commit) is not another's. */
static void run_each(struct saas_sqlite *engine, struct saas_ticket *group)
{
    for (struct saas_ticket *ticket = group; ticket; ticket = ticket->next) {
        int code = saas__group_begin(engine);

        if (code == SQLITE_OK)
            run_alone(engine->writer.conn, ticket);
        else
            ticket->status = saas__conn_fail(engine->writer.conn, code, ticket->error);
    }
}

bool saas__group_run(struct saas_sqlite *engine, struct saas_ticket *group)
{
    struct saas_conn *conn = engine->writer.conn;
    int code = saas__group_begin(engine);

    if (is_busy(code))
        return false;
    if (code != SQLITE_OK)
        fail_all(conn, group, code);
    else if (!group->next)
        run_alone(conn, group);
    else if (!run_together(conn, group))
        run_each(engine, group);
    return true;
}
