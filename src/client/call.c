/* SPDX-License-Identifier: MIT */
/* Calls: building them, and taking them through their stages. */
#include "client/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "client/loop.h"
#include "client/session.h"

enum { TRIES_MAX = 8 }; /* of a batch that met a race; slugs need the most, four */

static struct saas_call *call_of_ticket(struct saas_ticket *ticket)
{
    return (struct saas_call *)((char *)ticket - offsetof(struct saas_call, ticket));
}

static struct saas_call *call_of_work(struct saas_work *work)
{
    return (struct saas_call *)((char *)work - offsetof(struct saas_call, work));
}

struct saas_call *saas__call_new(struct saas_session *session, saas_call_fn finish, void *out,
                                 saas_error *err)
{
    struct saas_call *call = &session->call;

    memset(call, 0, offsetof(struct saas_call, error));
    call->session = session;
    call->client = session->client;
    call->finish = finish;
    call->out = out;
    call->err = err;
    call->error.struct_size = sizeof(call->error);
    call->error.status = SAAS_OK;
    call->error.issue_count = 0;
    call->failed = SAAS_OK;
    call->tries = 0;
    call->pending = false;
    call->reserve = NULL;
    call->reserve_size = 0;
    saas__arena_init(&call->arena, call->memory, sizeof(call->memory));
    saas__batch_init(&call->batch, &call->arena);
    return call;
}

saas_status saas__call_fail(struct saas_call *call, saas_status status, const char *code,
                            const char *format, ...)
{
    char message[sizeof(call->error.message)];
    va_list arguments;

    if (call->failed != SAAS_OK)
        return call->failed;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    call->failed = status;
    return saas__fail(&call->error, status, code, "%s", message);
}

void *saas__call_alloc(struct saas_call *call, size_t size)
{
    return saas__arena_alloc(&call->arena, size);
}

void saas__call_need_somebody(struct saas_call *call)
{
    if (call->session->actor == SAAS_ACTOR_NOBODY)
        saas__call_fail(call, SAAS_ERR_UNAUTHENTICATED, "unauthenticated", "Sign in first.");
}

void saas__call_need_user(struct saas_call *call)
{
    saas__call_need_somebody(call);
    if (call->session->actor == SAAS_ACTOR_SYSTEM)
        saas__call_fail(call, SAAS_ERR_INVALID, "needs_user",
                        "Only a user can do that: use saas_session_for_user().");
}

void saas__call_bind_actor(struct saas_call *call)
{
    saas__call_need_somebody(call);
    if (call->session->actor == SAAS_ACTOR_USER)
        saas__bind_text(&call->batch, call->session->user_id);
    else
        saas__bind_null(&call->batch);
}

saas_time saas__call_now(const struct saas_call *call)
{
    return saas__now(&call->client->env);
}

void saas__call_reserve(struct saas_call *call, size_t size)
{
    call->reserve = saas__realloc(NULL, size);
    if (call->reserve)
        call->reserve_size = size;
    else if (call->failed == SAAS_OK)
        call->failed = saas__fail_memory(&call->error);
}

/* ---- stages ---- */

static void on_ticket_done(struct saas_ticket *ticket)
{
    saas__loop_post(call_of_ticket(ticket)->session->loop, call_of_ticket(ticket));
}

static saas_status start_batch(struct saas_call *call)
{
    struct saas_session *session = call->session;
    struct saas_storage *storage = call->client->storage;

    call->ticket.batch = &call->batch;
    if (call->batch.writes && !call->reserve)
        saas__call_reserve(call, SAAS_CALL_RESERVE);
    if (call->failed != SAAS_OK)
        return call->failed;
    if (session->loop)
        return storage->ops->submit(saas__loop_port(session->loop), &call->ticket);
    return storage->ops->run(storage, &call->ticket);
}

static void run_work(struct saas_work *work)
{
    struct saas_call *call = call_of_work(work);

    call->work_status = call->run_work(call);
}

static void on_work_done(struct saas_work *work)
{
    saas__loop_post(call_of_work(work)->session->loop, call_of_work(work));
}

static saas_status start_work(struct saas_call *call)
{
    struct saas_helpers *helpers = &call->client->helpers;

    call->work = (struct saas_work){.run = run_work, .done = on_work_done};
    if (call->session->loop) {
        if (saas__helpers_submit(helpers, &call->work))
            return SAAS_PENDING;
        return saas__fail(&call->error, SAAS_ERR_UNAVAILABLE, "overloaded",
                          "There is too much to do at the moment; try again.");
    }
    if (saas__helpers_run(helpers, &call->work, call->ticket.deadline_us))
        return call->work_status;
    return saas__fail(&call->error, SAAS_ERR_TIMEOUT, "timeout",
                      "There was too much to do until the deadline.");
}

static bool is_end(const struct saas_call *call)
{
    return call->ticket.kind == SAAS_TICKET_COMMIT || call->ticket.kind == SAAS_TICKET_ROLLBACK;
}

/* Starts a stage; SAAS_PENDING, or how it ended. */
static saas_status start(struct saas_call *call)
{
    if (call->arena.failed && call->failed == SAAS_OK)
        call->failed = saas__fail_memory(&call->error);
    if (call->failed != SAAS_OK)
        return call->failed;
    /* The end of a transaction goes through in any case: the backend looks at the time. */
    if (!is_end(call) && saas__ticket_check(&call->ticket) != SAAS_OK)
        return call->error.status;
    return call->run_work ? start_work(call) : start_batch(call);
}

/* A row that another transaction wrote or removed between two statements of this one:
 * running the batch again gives the answer that it would have had a moment later, unless the
 * guard, which comes first in it, saw the reason. */
static bool is_race(const struct saas_call *call, saas_status status)
{
    return status == SAAS_ERR_CONFLICT &&
           (strcmp(call->error.code, "unique") == 0 || strcmp(call->error.code, "reference") == 0);
}

/* What the end of a stage means for the call. */
static saas_status end_stage(struct saas_call *call, saas_status status)
{
    bool batch = !call->run_work && call->ticket.kind == SAAS_TICKET_BATCH;

    if (call->ticket.kind != SAAS_TICKET_BATCH)
        call->session->tx = call->ticket.tx;
    if (call->run_work && status == SAAS_OK)
        status = saas__ticket_check(&call->ticket); /* nobody looked while it ran */
    if (batch && is_race(call, status)) {
        status = call->check ? call->check(call) : SAAS_OK;
        return status == SAAS_OK ? SAAS__AGAIN : status;
    }
    if (status == SAAS_OK && batch && call->check)
        status = call->check(call);
    if (status == SAAS_OK)
        status = call->finish ? call->finish(call) : SAAS_OK;
    return status;
}

static saas_status give_up(struct saas_call *call)
{
    return saas__fail(&call->error, SAAS_ERR_CONFLICT, "contention",
                      "Others change the same things at the moment; try again.");
}

/* The call is over: hands the error out and gives back what it used. */
static saas_status complete(struct saas_call *call, saas_status status)
{
    struct saas_session *session = call->session;

    pthread_mutex_lock(&session->lock);
    session->active = false;
    pthread_mutex_unlock(&session->lock);
    if (status != SAAS_OK && !session->freed)
        saas__error_copy(call->err, &call->error);
    saas__arena_clear(&call->arena);
    saas__free(SAAS_TAKE(call->reserve));
    return status;
}

static saas_status advance(struct saas_call *call, saas_status status)
{
    for (;;) {
        status = end_stage(call, status);
        if (status == SAAS__AGAIN && ++call->tries >= TRIES_MAX)
            status = give_up(call);
        if (status != SAAS__AGAIN && status != SAAS__NEXT)
            return complete(call, status);
        status = start(call);
        if (status == SAAS_PENDING)
            return status;
    }
}

/* The earlier of the timeout and the session's deadline, on the monotonic clock. */
static int64_t deadline_us(const struct saas_session *session)
{
    unsigned timeout_ms = session->timeout_ms ? session->timeout_ms : session->client->timeout_ms;
    int64_t left = (int64_t)timeout_ms * 1000;

    if (session->deadline) {
        saas_time until = session->deadline - saas__now(&session->client->env);

        if (until < left)
            left = until;
    }
    return saas__monotonic_us() + left;
}

static void activate(struct saas_call *call)
{
    struct saas_session *session = call->session;

    call->ticket.deadline_us = deadline_us(session);
    call->ticket.tx = session->tx;
    call->ticket.error = &call->error;
    call->ticket.done = on_ticket_done;
    pthread_mutex_lock(&session->lock);
    atomic_store(&call->ticket.aborted, SAAS_OK);
    session->active = true;
    pthread_mutex_unlock(&session->lock);
}

saas_status saas__submit(struct saas_call *call)
{
    saas_status status;

    activate(call);
    status = start(call);
    if (status != SAAS_PENDING)
        status = advance(call, status);
    if (status == SAAS_PENDING)
        saas__loop_add(call->session->loop, call);
    return status;
}

saas_status saas__submit_control(struct saas_call *call, enum saas_ticket_kind kind)
{
    call->ticket.kind = kind;
    return saas__submit(call);
}

saas_status saas__call_resume(struct saas_call *call)
{
    return advance(call, call->run_work ? call->work_status : call->ticket.status);
}

saas_status saas__call_then_batch(struct saas_call *call, saas_call_fn finish)
{
    call->run_work = NULL;
    call->check = NULL;
    call->finish = finish;
    return SAAS__NEXT;
}

saas_status saas__call_then_work(struct saas_call *call, saas_call_fn work, saas_call_fn finish)
{
    saas__call_first_work(call, work, finish);
    saas__batch_init(&call->batch, &call->arena);
    return SAAS__NEXT;
}

void saas__call_first_work(struct saas_call *call, saas_call_fn work, saas_call_fn finish)
{
    call->run_work = work;
    call->finish = finish;
}

const struct saas_row *saas__call_row(const struct saas_call *call, unsigned statement)
{
    return saas__batch_row(&call->batch, statement);
}

size_t saas__call_row_count(const struct saas_call *call, unsigned statement)
{
    return saas__batch_row_count(&call->batch, statement);
}

void *saas__call_result(struct saas_call *call, size_t size)
{
    void *memory;

    if (size > call->reserve_size)
        return saas__realloc(NULL, size);
    memory = saas__realloc(call->reserve, size);
    if (!memory)
        memory = call->reserve; /* it could not be made smaller; then it stays large */
    call->reserve = NULL;
    call->reserve_size = 0;
    return memory;
}

saas_status saas__call_record(struct saas_call *call, const struct saas_record_type *type,
                              const struct saas_row *row, unsigned first_column)
{
    void *record;

    if (!call->out)
        return SAAS_OK;
    record = saas__call_result(call, saas__record_size(type, row, first_column));
    if (!record)
        return saas__fail_memory(&call->error);
    saas__record_fill(type, record, row, first_column);
    *(void **)call->out = record;
    return SAAS_OK;
}
