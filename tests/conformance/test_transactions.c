/* SPDX-License-Identifier: MIT */
/* Transactions of the caller's: begin, commit, roll back, and who waits meanwhile. */
#include <pthread.h>

#include "conformance/attempt.h"
#include "support/test.h"

TestSuite(transaction, .init = fixture_open, .fini = fixture_close);

enum { SOON_US = 50000, ENOUGH_US = 30000000 };

static struct saas_tx *begin(struct saas_storage *storage)
{
    saas_error err = SAAS_ERROR_INIT;
    struct saas_tx *tx = NULL;

    assert_ok(transaction_begin(storage, &tx, ENOUGH_US, &err), &err);
    cr_assert_not_null(tx);
    return tx;
}

static void end(struct saas_storage *storage, struct saas_tx *tx, enum saas_ticket_kind kind)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(transaction_end(storage, &tx, kind, &err), &err);
}

static void add_in(struct saas_storage *storage, struct saas_tx *tx, int number)
{
    struct attempt attempt;

    attempt_init(&attempt);
    add_user(&attempt, number);
    assert_ok(attempt_run_in(storage, &attempt, tx), &attempt.error);
    attempt_clear(&attempt);
}

static bool sees_in(struct saas_storage *storage, struct saas_tx *tx, int number)
{
    struct attempt attempt;
    bool found;

    attempt_init(&attempt);
    read_user(&attempt, number);
    assert_ok(attempt_run_in(storage, &attempt, tx), &attempt.error);
    found = saas__batch_row(&attempt.batch, 0) != NULL;
    attempt_clear(&attempt);
    return found;
}

Test(transaction, is_seen_by_others_after_the_commit_only)
{
    struct saas_storage *storage = fixture_storage();
    struct saas_tx *tx = begin(storage);

    add_in(storage, tx, 1);
    cr_assert(sees_in(storage, tx, 1));
    cr_assert(!has_user(storage, 1));
    end(storage, tx, SAAS_TICKET_COMMIT);
    cr_assert(has_user(storage, 1));
}

Test(transaction, that_is_rolled_back_leaves_nothing)
{
    struct saas_storage *storage = fixture_storage();
    struct saas_tx *tx = begin(storage);

    add_in(storage, tx, 1);
    add_in(storage, tx, 2);
    end(storage, tx, SAAS_TICKET_ROLLBACK);
    cr_assert(!has_user(storage, 1) && !has_user(storage, 2));
}

Test(transaction, goes_on_after_a_batch_that_failed)
{
    struct saas_storage *storage = fixture_storage();
    struct attempt attempt;
    struct saas_tx *tx;

    store_user(storage, 1);
    store_workspace(storage, 1, 1);
    tx = begin(storage);
    add_in(storage, tx, 2);
    attempt_init(&attempt);
    add_user(&attempt, 3);
    add_bad_reference(&attempt, 1, 1);
    assert_status(attempt_run_in(storage, &attempt, tx), SAAS_ERR_CONFLICT, &attempt.error);
    attempt_clear(&attempt);
    add_in(storage, tx, 4);
    end(storage, tx, SAAS_TICKET_COMMIT);
    cr_assert(has_user(storage, 2) && !has_user(storage, 3) && has_user(storage, 4));
}

Test(transaction, whose_references_do_not_hold_at_its_commit_is_undone)
{
    struct saas_storage *storage = fixture_storage();
    saas_error err = SAAS_ERROR_INIT;
    struct attempt attempt;
    struct saas_tx *tx;

    store_user(storage, 1);
    store_workspace(storage, 1, 1);
    tx = begin(storage);
    fixture_defer_references(storage, tx);
    attempt_init(&attempt);
    add_user(&attempt, 2);
    add_bad_reference(&attempt, 1, 1);
    assert_ok(attempt_run_in(storage, &attempt, tx), &attempt.error);
    attempt_clear(&attempt);
    assert_status(transaction_end(storage, &tx, SAAS_TICKET_COMMIT, &err), SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "reference");
    cr_assert(!has_user(storage, 2) && !has_membership(1));
    store_user(storage, 3); /* the writer is free again */
}

Test(transaction, makes_a_write_without_it_wait_until_its_deadline)
{
    struct saas_storage *storage = fixture_storage();
    struct saas_tx *tx = begin(storage);
    int64_t start = saas__monotonic_us();
    struct attempt attempt;

    attempt_init(&attempt);
    add_user(&attempt, 1);
    attempt_set_timeout(&attempt, SOON_US);
    assert_status(attempt_run(storage, &attempt), SAAS_ERR_TIMEOUT, &attempt.error);
    cr_assert_geq(saas__monotonic_us() - start, SOON_US);
    attempt_clear(&attempt);
    end(storage, tx, SAAS_TICKET_COMMIT);
    cr_assert(!has_user(storage, 1), "nothing is written later");
}

Test(transaction, makes_another_one_wait_until_its_deadline)
{
    struct saas_storage *storage = fixture_storage();
    struct saas_tx *tx = begin(storage);
    struct saas_tx *second = NULL;
    saas_error err = SAAS_ERROR_INIT;

    assert_status(transaction_begin(storage, &second, SOON_US, &err), SAAS_ERR_TIMEOUT, &err);
    end(storage, tx, SAAS_TICKET_ROLLBACK);
    end(storage, begin(storage), SAAS_TICKET_COMMIT);
}

/* ---- others go on when it ends ---- */

struct waiting {
    pthread_t thread;
    struct attempt attempt;
};

static void *wait_and_write(void *context)
{
    struct waiting *waiting = context;

    attempt_run(fixture_storage(), &waiting->attempt);
    return NULL;
}

Test(transaction, lets_all_that_wait_go_on_when_it_ends)
{
    enum { THREADS = 8, PENDING = 8 };
    static struct waiting waiting[THREADS];
    static struct attempt pending[PENDING];
    struct saas_storage *storage = fixture_storage();
    struct saas_tx *tx = begin(storage);
    struct door door;

    door_open(&door, storage);
    for (int i = 0; i < PENDING; i++) {
        attempt_init(&pending[i]);
        add_user(&pending[i], 100 + i);
        cr_assert_eq(door_submit(&door, &pending[i]), SAAS_PENDING);
    }
    cr_assert_eq(storage->ops->step(door.port), -1, "a loop does not spin meanwhile");
    for (int i = 0; i < THREADS; i++) {
        attempt_init(&waiting[i].attempt);
        add_user(&waiting[i].attempt, i);
        pthread_create(&waiting[i].thread, NULL, wait_and_write, &waiting[i]);
    }
    end(storage, tx, SAAS_TICKET_COMMIT);
    door_finish(&door, pending, PENDING);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(waiting[i].thread, NULL);
        assert_ok(waiting[i].attempt.ticket.status, &waiting[i].attempt.error);
        attempt_clear(&waiting[i].attempt);
    }
    for (int i = 0; i < PENDING; i++) {
        assert_ok(pending[i].ticket.status, &pending[i].error);
        attempt_clear(&pending[i]);
    }
    door_close(&door);
}

Test(transaction, of_a_loop_begins_when_the_one_before_it_ends)
{
    struct saas_storage *storage = fixture_storage();
    struct saas_tx *tx = begin(storage);
    struct attempt begins;
    struct door door;

    door_open(&door, storage);
    attempt_init(&begins);
    begins.ticket.kind = SAAS_TICKET_BEGIN;
    cr_assert_eq(door_submit(&door, &begins), SAAS_PENDING);
    storage->ops->step(door.port);
    cr_assert_eq(atomic_load(&begins.done_count), 0);
    end(storage, tx, SAAS_TICKET_COMMIT);
    door_finish(&door, &begins, 1);
    assert_ok(begins.ticket.status, &begins.error);
    add_in(storage, begins.ticket.tx, 1);
    end(storage, begins.ticket.tx, SAAS_TICKET_COMMIT);
    cr_assert(has_user(storage, 1));
    door_close(&door);
}

/* ---- ending what waits ---- */

Test(transaction, a_cancelled_thread_stops_waiting)
{
    static struct waiting waiting;
    struct saas_storage *storage = fixture_storage();
    struct saas_tx *tx = begin(storage);

    attempt_init(&waiting.attempt);
    add_user(&waiting.attempt, 1);
    pthread_create(&waiting.thread, NULL, wait_and_write, &waiting);
    saas__ticket_abort(storage, &waiting.attempt.ticket, SAAS_ERR_CANCELLED);
    pthread_join(waiting.thread, NULL);
    assert_status(waiting.attempt.ticket.status, SAAS_ERR_CANCELLED, &waiting.attempt.error);
    attempt_clear(&waiting.attempt);
    end(storage, tx, SAAS_TICKET_COMMIT);
    cr_assert(!has_user(storage, 1));
}

static void *cancel(void *context)
{
    struct attempt *attempt = context;

    saas__ticket_abort(fixture_storage(), &attempt->ticket, SAAS_ERR_CANCELLED);
    return NULL;
}

Test(transaction, a_cancelled_ticket_of_a_loop_is_done_at_once)
{
    struct saas_storage *storage = fixture_storage();
    struct saas_tx *tx = begin(storage);
    static struct attempt attempt;
    struct door door;
    pthread_t thread;

    door_open(&door, storage);
    attempt_init(&attempt);
    add_user(&attempt, 1);
    cr_assert_eq(door_submit(&door, &attempt), SAAS_PENDING);
    pthread_create(&thread, NULL, cancel, &attempt);
    pthread_join(thread, NULL);
    cr_assert_eq(atomic_load(&attempt.done_count), 1);
    assert_status(attempt.ticket.status, SAAS_ERR_CANCELLED, &attempt.error);
    end(storage, tx, SAAS_TICKET_COMMIT);
    storage->ops->step(door.port);
    cr_assert_eq(atomic_load(&attempt.done_count), 1);
    cr_assert(!has_user(storage, 1));
    attempt_clear(&attempt);
    door_close(&door);
}
