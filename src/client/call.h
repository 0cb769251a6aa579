/* SPDX-License-Identifier: MIT */
/*
 * A call: one public operation on its way. An operation builds it (parameters to
 * statements) and submits it; when the rows are there, `check` and `finish` make them a
 * record or an error. What stands between is the same for all operations, whether the
 * session blocks or belongs to a loop.
 *
 *     start -> batch or work -> check -> finish -> over
 *                ^                          |
 *                +---- AGAIN, NEXT ---------+
 *
 * A call remembers its first failure (no memory, nobody's session), so that building it
 * needs no check at each step. It lives in its session, which has one call at a time.
 *
 * Threads: the session's; while it is pending, whoever runs its ticket.
 */
#ifndef SAAS_CLIENT_CALL_H
#define SAAS_CLIENT_CALL_H

#include "client/helpers.h"
#include "storage/record.h"
#include "storage/storage.h"

struct saas_call;
struct saas_session;
struct saas_client;

/* What finish may answer besides a public status. */
#define SAAS__AGAIN ((saas_status)1001) /* run the same batch once more: it met a race */
#define SAAS__NEXT ((saas_status)1002)  /* another stage was set up */

typedef saas_status (*saas_call_fn)(struct saas_call *call);

enum { SAAS_CALL_MEMORY = 3072, SAAS_CALL_RESERVE = 4096 };

struct saas_call {
    struct saas_session *session;
    struct saas_client *client;
    struct saas_arena arena;
    struct saas_batch batch;
    struct saas_ticket ticket;
    struct saas_work work;
    saas_call_fn run_work; /* of a stage that is no batch; runs on any thread */
    saas_status work_status;
    saas_call_fn check; /* before finish; NULL: nothing to check */
    const void *guard;  /* what check needs, in the arena */
    saas_call_fn finish;
    void *state; /* what finish needs, in the arena */
    void *out;
    saas_error *err;  /* the caller's; may be NULL */
    saas_error error; /* ours, complete */
    saas_status failed;
    unsigned tries;
    bool pending;

    /* Memory for the result of a write, taken before it: a commit is not to be followed
     * by "no memory". */
    void *reserve;
    size_t reserve_size;

    struct saas_call *loop_next; /* the loop's list of pending calls */
    struct saas_call **loop_place;
    struct saas_call *inbox_next; /* the loop's list of those to go on with */
    char memory[SAAS_CALL_MEMORY];
};

/* Building. `out` is what finish fills, NULL for nothing. */
struct saas_call *saas__call_new(struct saas_session *session, saas_call_fn finish, void *out,
                                 saas_error *err);
saas_status saas__call_fail(struct saas_call *call, saas_status status, const char *code,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));
void *saas__call_alloc(struct saas_call *call, size_t size);
/* Whose call it is: binds the user's id, or NULL for the system. Fails nobody's call. */
void saas__call_bind_actor(struct saas_call *call);
void saas__call_need_user(struct saas_call *call); /* fails the system's and nobody's call */
void saas__call_need_somebody(struct saas_call *call);
saas_time saas__call_now(const struct saas_call *call);
/* More memory than usual for the result. */
void saas__call_reserve(struct saas_call *call, size_t size);

/* Gives it to the backend: SAAS_PENDING, or the status of the whole operation. */
saas_status saas__submit(struct saas_call *call);
/* The same for the begin or the end of the session's transaction. */
saas_status saas__submit_control(struct saas_call *call, enum saas_ticket_kind kind);

/* In finish: go on with another batch, or with work on a helper thread; return its result. */
saas_status saas__call_then_batch(struct saas_call *call, saas_call_fn finish);
saas_status saas__call_then_work(struct saas_call *call, saas_call_fn work, saas_call_fn finish);
/* As the first stage, instead of a batch. */
void saas__call_first_work(struct saas_call *call, saas_call_fn work, saas_call_fn finish);

/* In finish. */
const struct saas_row *saas__call_row(const struct saas_call *call, unsigned statement);
size_t saas__call_row_count(const struct saas_call *call, unsigned statement);
/* Memory of a result, from the reserve when it fits; the caller's. */
void *saas__call_result(struct saas_call *call, size_t size);
/* A record of the row into *out, which may be NULL. */
saas_status saas__call_record(struct saas_call *call, const struct saas_record_type *type,
                              const struct saas_row *row, unsigned first_column);

/* For the loop: goes on with a call whose ticket or work is done. SAAS_PENDING: it is
 * pending once more; else it is over, and this is its status. */
saas_status saas__call_resume(struct saas_call *call);

#endif
