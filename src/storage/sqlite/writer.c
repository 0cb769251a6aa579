/* SPDX-License-Identifier: MIT */
/* The one writer: its queue, who leads, and transactions that own it. See engine.h. */
#include <assert.h>
#include <sched.h>
#include <time.h>

#include "storage/sqlite/engine.h"

enum {
    GROUP_MAX = 256,        /* tickets that share a commit */
    YIELDS_MAX = 16,        /* before a thread leads */
    BUSY_WAIT_MIN_US = 500, /* between two tries while another process writes */
    BUSY_WAIT_MAX_US = 20000
};

/* A thread that waits for its ticket. It has a lock of its own, so that those whose tickets
 * shared a commit do not all meet at the writer's. */
struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool finished; /* the ticket is over */
    bool nudged;   /* look at the writer again */
};

static void wake(struct waiter *waiter, bool *reason)
{
    pthread_mutex_lock(&waiter->lock);
    *reason = true;
    pthread_cond_signal(&waiter->wake);
    pthread_mutex_unlock(&waiter->lock);
}

static void nudge(const struct saas_ticket *ticket)
{
    struct waiter *waiter = ticket->waiter;

    wake(waiter, &waiter->nudged);
}

/* Until it is finished, nudged, or late; whether it is finished. */
static bool wait_until(struct waiter *waiter, int64_t deadline_us)
{
    struct timespec until = {.tv_sec = deadline_us / 1000000,
                             .tv_nsec = deadline_us % 1000000 * 1000};
    bool finished;
    int code = 0;

    pthread_mutex_lock(&waiter->lock);
    while (!waiter->finished && !waiter->nudged && code == 0)
        code = pthread_cond_clockwait(&waiter->wake, &waiter->lock, CLOCK_MONOTONIC, &until);
    waiter->nudged = false;
    finished = waiter->finished;
    pthread_mutex_unlock(&waiter->lock);
    return finished;
}

void saas__writer_init(struct saas_writer *writer)
{
    *writer = (struct saas_writer){.lock = PTHREAD_MUTEX_INITIALIZER};
    writer->tail = &writer->head;
}

void saas__writer_clear(struct saas_writer *writer)
{
    assert(!writer->head && writer->state == SAAS_WRITER_IDLE);
    saas__conn_close(writer->conn);
    pthread_mutex_destroy(&writer->lock);
}

static void enqueue(struct saas_writer *writer, struct saas_ticket *ticket)
{
    ticket->next = NULL;
    ticket->queued = true;
    *writer->tail = ticket;
    writer->tail = &ticket->next;
    writer->length++;
}

static void unlink_ticket(struct saas_writer *writer, struct saas_ticket *ticket)
{
    struct saas_ticket **place = &writer->head;

    while (*place != ticket)
        place = &(*place)->next;
    *place = ticket->next;
    if (writer->tail == &ticket->next)
        writer->tail = place;
    ticket->next = NULL;
    ticket->queued = false;
    writer->length--;
}

/* Puts tickets that could not be run back to the front, in their order. */
static void put_back(struct saas_writer *writer, struct saas_ticket *group)
{
    struct saas_ticket **end = &group;

    while (*end) {
        (*end)->queued = true;
        writer->length++;
        end = &(*end)->next;
    }
    *end = writer->head;
    if (!writer->head)
        writer->tail = end;
    writer->head = group;
}

/* The tickets that may share the next commit; a BEGIN comes alone. */
static struct saas_ticket *take_group(struct saas_writer *writer)
{
    struct saas_ticket *group = writer->head;
    struct saas_ticket **end = &writer->head;
    unsigned max = group->kind == SAAS_TICKET_BEGIN ? 1 : GROUP_MAX;
    unsigned count = 0;

    while (*end && count < max && (count == 0 || (*end)->kind != SAAS_TICKET_BEGIN)) {
        (*end)->queued = false;
        end = &(*end)->next;
        count++;
    }
    writer->head = *end;
    if (!writer->head)
        writer->tail = &writer->head;
    *end = NULL;
    writer->length -= count;
    writer->last_group = count;
    return group;
}

/* Tells the owner of a ticket that it is over; the ticket is not ours from then on. */
static void answer(struct saas_ticket *ticket)
{
    struct waiter *waiter = ticket->waiter;

    if (waiter)
        wake(waiter, &waiter->finished);
    else
        ticket->done(ticket);
}

static void answer_all(struct saas_ticket *group)
{
    while (group) {
        struct saas_ticket *ticket = group;

        group = ticket->next;
        ticket->next = NULL;
        answer(ticket);
    }
}

/* Lets a thread that waits for its ticket lead; false: only loops wait. */
static bool wake_waiter(struct saas_writer *writer)
{
    for (struct saas_ticket *ticket = writer->head; ticket; ticket = ticket->next) {
        if (ticket->waiter) {
            nudge(ticket);
            return true;
        }
    }
    return false;
}

/* Lets all threads that wait look at their deadlines again. */
static void wake_waiters(struct saas_writer *writer)
{
    for (struct saas_ticket *ticket = writer->head; ticket; ticket = ticket->next)
        if (ticket->waiter)
            nudge(ticket);
}

/* Somebody has to lead what waits: a thread that waits for it, or else a loop. */
static void hand_over(struct saas_writer *writer)
{
    if (writer->state != SAAS_WRITER_IDLE || wake_waiter(writer))
        return;
    for (struct saas_ticket *ticket = writer->head; ticket; ticket = ticket->next)
        ticket->port->wake(ticket->port->context);
}

/* Opens the writer's connection when it is used first. */
static saas_status ensure_conn(struct saas_sqlite *engine, struct saas_ticket *ticket)
{
    struct saas_writer *writer = &engine->writer;
    saas_status status;

    if (writer->conn)
        return SAAS_OK;
    status = saas__conn_open(engine->path, &writer->conn, ticket->error);
    if (status != SAAS_OK)
        return status;
    sqlite3_busy_timeout(writer->conn->db, 0); /* who leads decides whether to wait */
    return saas__conn_script(writer->conn, "PRAGMA cache_size = -16384", ticket->error);
}

/* Runs what was taken; false: another process writes, nothing was done. */
static bool run_group(struct saas_sqlite *engine, struct saas_ticket *group)
{
    int code;

    assert(group);
    for (struct saas_ticket *ticket = group; ticket && !engine->writer.conn; ticket = ticket->next)
        ticket->status = ensure_conn(engine, ticket);
    if (!engine->writer.conn)
        return true;
    if (group->kind == SAAS_TICKET_BATCH)
        return saas__group_run(engine, group);

    code = saas__group_begin(engine);
    if ((code & 0xFF) == SQLITE_BUSY)
        return false;
    group->status =
        code == SQLITE_OK ? SAAS_OK : saas__conn_fail(engine->writer.conn, code, group->error);
    if (code == SQLITE_OK) {
        engine->writer.tx.lost = false;
        group->tx = &engine->writer.tx;
    }
    return true;
}

/* Takes out of the group whose time is over or who was cancelled, and answers them. */
static struct saas_ticket *drop_late(struct saas_writer *writer, struct saas_ticket *group)
{
    struct saas_ticket **place = &group;

    pthread_mutex_lock(&writer->lock);
    while (*place) {
        struct saas_ticket *ticket = *place;

        ticket->status = saas__ticket_check(ticket);
        if (ticket->status == SAAS_OK) {
            place = &ticket->next;
            continue;
        }
        *place = ticket->next;
        ticket->next = NULL;
        answer(ticket);
    }
    pthread_mutex_unlock(&writer->lock);
    return group;
}

static void pause_us(long us)
{
    struct timespec time = {.tv_nsec = us * 1000};

    nanosleep(&time, NULL);
}

/* Runs the group, waiting for another process that writes. What is left was run. */
static struct saas_ticket *run_patiently(struct saas_sqlite *engine, struct saas_ticket *group)
{
    long wait_us = BUSY_WAIT_MIN_US;

    group = drop_late(&engine->writer, group);
    while (group && !run_group(engine, group)) {
        pause_us(wait_us);
        if (wait_us < BUSY_WAIT_MAX_US)
            wait_us *= 2;
        group = drop_late(&engine->writer, group);
    }
    return group;
}

/* Leads one group. Called with the lock held, the writer idle and tickets waiting; false:
 * another process writes, and who leads would not wait for it. */
static bool lead(struct saas_sqlite *engine, bool patient)
{
    struct saas_writer *writer = &engine->writer;
    struct saas_ticket *group = take_group(writer);
    bool ran = true;

    writer->state = SAAS_WRITER_LEADING;
    pthread_mutex_unlock(&writer->lock);
    if (patient)
        group = run_patiently(engine, group);
    else if (!run_group(engine, group)) {
        group = drop_late(writer, group); /* an abort found them neither queued nor running */
        ran = !group;
    }
    pthread_mutex_lock(&writer->lock);

    writer->state = SAAS_WRITER_IDLE;
    if (!ran) {
        put_back(writer, group);
        wake_waiters(writer); /* a loop comes back by its timer */
        return false;
    }
    if (group && group->kind == SAAS_TICKET_BEGIN && group->status == SAAS_OK)
        writer->state = SAAS_WRITER_OWNED;
    hand_over(writer);
    pthread_mutex_unlock(&writer->lock);
    answer_all(group);
    pthread_mutex_lock(&writer->lock);
    return true;
}

/* Where the last commit was shared, its other threads are about to come with their next
 * tickets: lets them, as long as some come, so that the next commit is shared as well. */
static void let_others_come(struct saas_writer *writer)
{
    unsigned before;

    for (int i = 0; i < YIELDS_MAX && writer->last_group > 1; i++) {
        before = writer->length;
        pthread_mutex_unlock(&writer->lock);
        sched_yield();
        pthread_mutex_lock(&writer->lock);
        if (writer->state != SAAS_WRITER_IDLE || (i > 0 && writer->length == before))
            return;
    }
}

/* A ticket that is late or cancelled before its turn leaves the queue. */
static bool leave_if_late(struct saas_writer *writer, struct saas_ticket *ticket)
{
    if (!ticket->queued)
        return false;
    ticket->status = saas__ticket_check(ticket);
    if (ticket->status == SAAS_OK)
        return false;
    unlink_ticket(writer, ticket);
    hand_over(writer); /* the nudge may have been meant for who leads */
    return true;
}

saas_status saas__writer_run(struct saas_sqlite *engine, struct saas_ticket *ticket)
{
    struct saas_writer *writer = &engine->writer;
    struct waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};
    bool finished = false;

    ticket->waiter = &waiter;
    pthread_mutex_lock(&writer->lock);
    enqueue(writer, ticket);
    while (!finished && !leave_if_late(writer, ticket)) {
        int64_t deadline_us = ticket->queued ? ticket->deadline_us : INT64_MAX;

        if (writer->state == SAAS_WRITER_IDLE && writer->head) {
            let_others_come(writer);
            if (writer->state == SAAS_WRITER_IDLE && writer->head)
                lead(engine, true);
            deadline_us = 0; /* only look whether it is finished */
        }
        pthread_mutex_unlock(&writer->lock);
        finished = wait_until(&waiter, deadline_us);
        if (!finished)
            pthread_mutex_lock(&writer->lock);
    }
    if (!finished)
        pthread_mutex_unlock(&writer->lock);
    pthread_cond_destroy(&waiter.wake);
    pthread_mutex_destroy(&waiter.lock);
    ticket->waiter = NULL;
    return ticket->status;
}

void saas__writer_submit(struct saas_sqlite *engine, struct saas_ticket *ticket)
{
    struct saas_writer *writer = &engine->writer;

    ticket->waiter = NULL;
    pthread_mutex_lock(&writer->lock);
    enqueue(writer, ticket);
    pthread_mutex_unlock(&writer->lock);
    ticket->port->wake(ticket->port->context);
}

int64_t saas__writer_step(struct saas_sqlite *engine)
{
    struct saas_writer *writer = &engine->writer;
    bool busy = false;

    pthread_mutex_lock(&writer->lock);
    if (writer->state == SAAS_WRITER_IDLE && writer->head)
        busy = !lead(engine, false);
    pthread_mutex_unlock(&writer->lock);
    return busy ? BUSY_WAIT_MIN_US : -1;
}

void saas__writer_abort(struct saas_sqlite *engine, struct saas_ticket *ticket)
{
    struct saas_writer *writer = &engine->writer;

    pthread_mutex_lock(&writer->lock);
    if (ticket->queued && ticket->waiter) {
        nudge(ticket);
    } else if (ticket->queued) {
        unlink_ticket(writer, ticket);
        ticket->status = saas__ticket_check(ticket);
        answer(ticket);
    }
    pthread_mutex_unlock(&writer->lock);
}

/* Ends the transaction, and lets the next ticket have the writer. */
static saas_status end_owned(struct saas_sqlite *engine, struct saas_ticket *ticket)
{
    struct saas_writer *writer = &engine->writer;
    struct saas_conn *conn = writer->conn;
    bool commits = ticket->kind == SAAS_TICKET_COMMIT;
    int code = SQLITE_OK;

    ticket->status = SAAS_OK;
    if (commits && writer->tx.lost)
        ticket->status = saas__fail(ticket->error, SAAS_ERR_UNAVAILABLE, "transaction_lost",
                                    "The database rolled the transaction back after an error.");
    else if (commits && (ticket->status = saas__ticket_check(ticket)) == SAAS_OK)
        code = saas__conn_say(conn, SAAS_CONN_COMMIT);
    if (code != SQLITE_OK)
        ticket->status = saas__conn_fail(conn, code, ticket->error);
    saas__group_end(engine);

    pthread_mutex_lock(&writer->lock);
    writer->state = SAAS_WRITER_IDLE;
    hand_over(writer);
    pthread_mutex_unlock(&writer->lock);
    ticket->tx = NULL;
    return ticket->status;
}

saas_status saas__writer_run_owned(struct saas_sqlite *engine, struct saas_ticket *ticket)
{
    struct saas_writer *writer = &engine->writer;

    assert(writer->state == SAAS_WRITER_OWNED && ticket->tx == &writer->tx);
    if (ticket->kind != SAAS_TICKET_BATCH)
        return end_owned(engine, ticket);
    if (writer->tx.lost)
        return saas__fail(ticket->error, SAAS_ERR_UNAVAILABLE, "transaction_lost",
                          "The database rolled the transaction back after an error.");
    ticket->status = saas__conn_run_nested(writer->conn, ticket);
    if (!saas__conn_in_transaction(writer->conn))
        writer->tx.lost = true;
    return ticket->status;
}
