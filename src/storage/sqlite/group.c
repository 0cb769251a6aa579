/* SPDX-License-Identifier: MIT */
/* Group commit: several batches, each all or nothing, made durable by one commit. */
#include "base/alloc.h"
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

/* The hopeful way: without savepoints, which copy each page that a batch
 * touches. False: something failed, and everything is undone. A ticket whose time is over
 * is no failure: it has not begun. */
static bool run_plainly(struct saas_conn *conn, struct saas_ticket *group)
{
    for (struct saas_ticket *ticket = group; ticket; ticket = ticket->next) {
        ticket->status = saas__ticket_check(ticket);
        if (ticket->status == SAAS_OK && saas__conn_run(conn, ticket) != SAAS_OK) {
            if (saas__conn_in_transaction(conn))
                saas__conn_say(conn, SAAS_CONN_ROLLBACK);
            return false;
        }
    }
    return commit(conn) == SQLITE_OK;
}

/* Each in its savepoint, so that one's failure leaves the others. False: a fault took the
 * whole transaction, and what was done in it. */
static bool run_nested(struct saas_conn *conn, struct saas_ticket *group)
{
    for (struct saas_ticket *ticket = group; ticket; ticket = ticket->next) {
        ticket->status = saas__conn_run_nested(conn, ticket);
        if (!saas__conn_in_transaction(conn))
            return false;
    }
    return commit(conn) == SQLITE_OK;
}

/* What fails at the commit (a full disk, a reference that does not hold) is tried one by
 * one, so that one ticket's fault is not another's. */
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

/* A connection that could not even roll back is closed, which does it for certain. */
void saas__group_end(struct saas_sqlite *engine)
{
    struct saas_writer *writer = &engine->writer;

    if (writer->conn && saas__conn_in_transaction(writer->conn))
        saas__conn_say(writer->conn, SAAS_CONN_ROLLBACK);
    if (writer->conn && saas__conn_in_transaction(writer->conn))
        saas__conn_close(SAAS_TAKE(writer->conn));
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
    else if (!run_plainly(conn, group)) {
        code = saas__group_begin(engine);
        if (is_busy(code))
            return false; /* another process was faster; all of it is undone */
        if (code != SQLITE_OK || !run_nested(conn, group))
            run_each(engine, group);
    }
    saas__group_end(engine);
    return true;
}
