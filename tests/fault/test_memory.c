/* SPDX-License-Identifier: MIT */
/*
 * Every public operation with its 1st, 2nd, nth allocation failing, until it succeeds: each time a
 * clean error, `out` untouched, nothing of it in the database, no leak, and the session goes on.
 *
 * A row of tries keeps its client, whose connections are open and forget their statements after
 * each try. A cold row opens a client a try, and opens the connections while memory is short.
 */
#include <stdlib.h>

#include "fault/faults.h"
#include "fault/operations.h"
#include "support/test.h"

enum { TRIES_MAX = 50000, REPEATS = 3, DENSE = 20 /* each of the first is tried */ };

enum place { COLD, WARM, ON_A_LOOP, IN_A_TRANSACTION };

/* A row of tries: an operation, in a place, while memory is short. */
struct series {
    const struct operation *op;
    enum place place;
    enum shortage shortage;
    unsigned long stride;
    uint64_t digest; /* of the database before each try */
    bool is_open;
};

static char nowhere; /* what `out` points at before the call */

/* ---- what tries run on ---- */

static void warm_up(void)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_session *session = NULL;

    assert_ok(saas_session_system(world.client, &session, &err), &err);
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(saas_session_rollback(session, &err), &err);
    saas_session_free(session);
}

static void restore(const struct operation *op)
{
    if (op->restore)
        op->restore();
    else
        world_restore();
}

static void open_handles(struct series *series)
{
    const struct operation *op = series->op;

    restore(op);
    if (!op->no_client)
        world_client();
    if (series->place != COLD)
        warm_up();
    if (!op->no_client && !op->no_session)
        world_session(op->actor);
    if (series->place == ON_A_LOOP)
        world_attach();
    series->is_open = true;
}

static void close_handles(struct series *series)
{
    world_unwatch();
    world_free_handles();
    series->is_open = false;
}

static void open_try(struct series *series)
{
    if (!series->is_open)
        open_handles(series);
    if (series->op->prepare)
        series->op->prepare();
    if (series->op->prepare && !series->op->ends_alone)
        series->digest = world_digest(); /* preparing wrote */
    world_watch();
}

/* What a try wrote is undone by starting anew. */
static void close_try(struct series *series)
{
    if (series->op->clean_up)
        series->op->clean_up();
    if (series->place == COLD || series->op->may_write || world_has_commits())
        close_handles(series);
    else
        world_forget_statements();
}

/* ---- a try ---- */

static saas_status begin(void)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_status status = world_finish(saas_session_begin(world.session, &err));

    cr_assert_eq(status, SAAS_OK, "begin: %s: %s", err.code, err.message);
    return status;
}

/* A transaction in which something failed can be ended; a backend may have lost it. */
static void commit(void)
{
    saas_error err = SAAS_ERROR_INIT;

    if (world_finish(saas_session_commit(world.session, &err)) != SAAS_OK)
        cr_assert_str_eq(err.code, "transaction_lost", "%s: %s", err.code, err.message);
}

static saas_status run(const struct series *series, void **out, saas_error *err)
{
    *out = &nowhere;
    return world_finish(series->op->run(out, err));
}

static void give_back(const struct operation *op, void *out)
{
    if (op->free)
        op->free(out);
}

/* The failure says that memory was short, not that the caller did something wrong. */
static void check_failure(const struct series *series, unsigned long nth, saas_status status,
                          const saas_error *err, const void *out)
{
    const char *name = series->op->name;

    cr_assert(status == SAAS_ERR_NO_MEMORY || status == SAAS_ERR_UNAVAILABLE,
              "%s, allocation %lu: %s: %s: %s", name, nth, saas_status_name(status), err->code,
              err->message);
    cr_assert(out == &nowhere, "%s, allocation %lu: out was written", name, nth);
    if (!series->op->only_null)
        cr_assert_eq(err->status, status, "%s, allocation %lu: the error is %s", name, nth,
                     saas_status_name(err->status));
}

static void check_database(const struct series *series, unsigned long nth, saas_status status)
{
    const struct operation *op = series->op;
    bool changed;

    if (op->may_write || op->no_client)
        return;
    changed = world_has_commits() && world_digest() != series->digest;
    if (status == SAAS_OK)
        cr_assert_eq(changed, op->writes, "%s, allocation %lu: it says done, and wrote %s",
                     op->name, nth, changed ? "something" : "nothing");
    else
        cr_assert(!changed, "%s, allocation %lu: it failed and left something", op->name, nth);
}

/* With memory again, the same operation succeeds on the same session. */
static void check_recovery(const struct series *series, unsigned long nth)
{
    const struct operation *op = series->op;
    bool in_transaction = op->writes && !op->no_session;
    saas_error err = SAAS_ERROR_INIT;
    saas_status status;
    void *out;

    if (op->ends_alone || op->may_write)
        return;
    if (in_transaction)
        begin();
    status = run(series, &out, &err);
    cr_assert_eq(status, SAAS_OK, "%s, after allocation %lu: %s: %s", op->name, nth, err.code,
                 err.message);
    give_back(op, out);
    if (in_transaction)
        cr_assert_eq(world_finish(saas_session_rollback(world.session, &err)), SAAS_OK);
}

/* One try; true when no allocation failed any more. */
static bool try_nth(struct series *series, unsigned long nth)
{
    saas_error err = SAAS_ERROR_INIT;
    unsigned long failures;
    saas_status status;
    void *out;

    open_try(series);
    if (series->place == IN_A_TRANSACTION)
        begin();
    faults_arm(nth, series->shortage);
    status = run(series, &out, &err);
    failures = faults_disarm();

    if (status == SAAS_OK)
        give_back(series->op, out);
    else
        check_failure(series, nth, status, &err, out);
    if (series->place == IN_A_TRANSACTION)
        commit();
    check_database(series, nth, status);
    if (status != SAAS_OK)
        check_recovery(series, nth);
    close_try(series);
    cr_assert(failures > 0 || status == SAAS_OK, "%s fails without a reason: %s", series->op->name,
              err.message);
    return failures == 0;
}

/* ---- a row of them ---- */

static void try_row(struct series *series)
{
    unsigned long nth = 1;

    while (!try_nth(series, nth)) {
        nth += nth < DENSE ? 1 : series->stride;
        cr_assert(nth < TRIES_MAX, "%s comes to no end", series->op->name);
    }
    if (series->is_open)
        close_handles(series);
}

/* Each n where an operation runs plainly; elsewhere, and where there are thousands, every few.
 * SAAS_FAULT_THIN=k: k times fewer. SAAS_FAULT_EVERY=1: each n everywhere, which takes minutes. */
static unsigned long stride_of(const struct operation *op, enum place place, enum shortage shortage)
{
    bool plain = place != ON_A_LOOP && place != IN_A_TRANSACTION && shortage == FAULT_ONCE;
    const char *thin = getenv("SAAS_FAULT_THIN");
    unsigned long stride = op->stride ? op->stride : plain ? 1 : 3;

    if (getenv("SAAS_FAULT_EVERY"))
        return 1;
    return thin ? stride * strtoul(thin, NULL, 10) : stride;
}

/* A row may leave what some library makes once, but not each time. */
static void try_all(const struct operation *op, enum place place, enum shortage shortage)
{
    struct series series = {.op = op, .place = place, .shortage = shortage};
    long before = 0;
    long after = 1;

    series.stride = stride_of(op, place, shortage);
    restore(op);
    series.digest = world_digest();
    for (int i = 0; i < REPEATS && after > before; i++) {
        before = faults_live();
        try_row(&series);
        after = faults_live();
    }
    cr_assert(after <= before, "%s: %ld allocations are not given back", op->name, after - before);
}

TestSuite(memory_fails_on_new_connections, .init = world_open, .fini = world_close);
TestSuite(memory_fails_once, .init = world_open, .fini = world_close);
TestSuite(memory_is_short, .init = world_open, .fini = world_close);
TestSuite(memory_fails_on_a_loop, .init = world_open, .fini = world_close);
TestSuite(memory_fails_in_a_transaction, .init = world_open, .fini = world_close);
TestSuite(memory_is_short_in_a_transaction, .init = world_open, .fini = world_close);

#define TRY(suite, name, place, shortage)                                                          \
    Test(suite, name##_fails_cleanly)                                                              \
    {                                                                                              \
        try_all(&operation_##name, place, shortage);                                               \
    }

#define TRY_COLD(name) TRY(memory_fails_on_new_connections, name, COLD, FAULT_ONCE)
#define TRY_ONCE(name) TRY(memory_fails_once, name, WARM, FAULT_ONCE)
#define TRY_LASTING(name) TRY(memory_is_short, name, WARM, FAULT_LASTING)
#define TRY_LOOP(name) TRY(memory_fails_on_a_loop, name, ON_A_LOOP, FAULT_ONCE)
#define TRY_TX(name) TRY(memory_fails_in_a_transaction, name, IN_A_TRANSACTION, FAULT_ONCE)
#define TRY_TX_LASTING(name)                                                                       \
    TRY(memory_is_short_in_a_transaction, name, IN_A_TRANSACTION, FAULT_LASTING)
#define TRY_JSON(noun) TRY_ONCE(noun##_to_json)

TRY_COLD(invitation_create)
TRY_COLD(member_list)
TRY_COLD(session_authenticate)
TRY_COLD(session_from_token)
FAULT_HANDLE_OPERATIONS(TRY_COLD)
FAULT_OPERATIONS(TRY_ONCE)
TRY_ONCE(account_sign_up)
TRY_ONCE(account_sign_in)
FAULT_JSON_NOUNS(TRY_JSON)
FAULT_OPERATIONS(TRY_LASTING)
FAULT_OPERATIONS(TRY_LOOP)
TRY_LOOP(account_sign_up)
TRY_LOOP(account_sign_in)
FAULT_OPERATIONS(TRY_TX)
FAULT_OPERATIONS(TRY_TX_LASTING)
