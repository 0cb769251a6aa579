/* SPDX-License-Identifier: MIT */
/* The pool of reading connections: as many as threads read at once, a few kept. */
#include "storage/sqlite/engine.h"

enum { IDLE_MAX = 32 };

void saas__readers_init(struct saas_readers *readers)
{
    *readers = (struct saas_readers){.lock = PTHREAD_MUTEX_INITIALIZER};
}

void saas__readers_clear(struct saas_readers *readers)
{
    while (readers->idle) {
        struct saas_conn *conn = readers->idle;

        readers->idle = conn->next;
        saas__conn_close(conn);
    }
    pthread_mutex_destroy(&readers->lock);
}

saas_status saas__reader_take(struct saas_sqlite *engine, struct saas_conn **out, saas_error *err)
{
    struct saas_readers *readers = &engine->readers;
    struct saas_conn *conn;

    pthread_mutex_lock(&readers->lock);
    conn = readers->idle;
    if (conn) {
        readers->idle = conn->next;
        readers->idle_count--;
    }
    pthread_mutex_unlock(&readers->lock);
    if (conn) {
        *out = conn;
        return SAAS_OK;
    }
    return saas__conn_open(engine->path, out, err);
}

void saas__reader_give(struct saas_sqlite *engine, struct saas_conn *conn)
{
    struct saas_readers *readers = &engine->readers;
    bool clean = !saas__conn_in_transaction(conn); /* else it would read an old state for ever */
    bool keep;

    pthread_mutex_lock(&readers->lock);
    keep = clean && readers->idle_count < IDLE_MAX;
    if (keep) {
        conn->next = readers->idle;
        readers->idle = conn;
        readers->idle_count++;
    }
    pthread_mutex_unlock(&readers->lock);
    if (!keep)
        saas__conn_close(conn);
}

/* Several statements have to see the same state, so they share a transaction. */
static saas_status run_snapshot(struct saas_conn *conn, struct saas_ticket *ticket)
{
    saas_status status;
    int code = saas__conn_say(conn, SAAS_CONN_BEGIN_READ);

    if (code != SQLITE_OK)
        return saas__conn_fail(conn, code, ticket->error);
    status = saas__conn_run(conn, ticket);
    if (saas__conn_in_transaction(conn))
        saas__conn_say(conn, SAAS_CONN_COMMIT);
    return status;
}

saas_status saas__reader_run(struct saas_sqlite *engine, struct saas_ticket *ticket)
{
    struct saas_conn *conn = NULL;
    saas_status status = saas__reader_take(engine, &conn, ticket->error);

    if (status != SAAS_OK)
        return status;
    status = ticket->batch->count > 1 ? run_snapshot(conn, ticket) : saas__conn_run(conn, ticket);
    saas__reader_give(engine, conn);
    return status;
}
