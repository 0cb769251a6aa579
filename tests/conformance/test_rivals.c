/* SPDX-License-Identifier: MIT */
/* Another process that writes to the database, ports under load, and threads beside loops. */
#include <pthread.h>

#include "conformance/attempt.h"
#include "support/test.h"

TestSuite(rival, .init = fixture_open, .fini = fixture_close);
TestSuite(load, .init = fixture_open, .fini = fixture_close);

enum { SOON_US = 50000 };

Test(rival, a_write_waits_for_another_process_until_its_deadline)
{
    struct saas_storage *storage;
    struct attempt attempt;
    int64_t start;

    fixture_rival_start();
    storage = fixture_storage();
    fixture_rival_lock();
    attempt_init(&attempt);
    add_user(&attempt, 1);
    attempt_set_timeout(&attempt, SOON_US);
    start = saas__monotonic_us();
    assert_status(attempt_run(storage, &attempt), SAAS_ERR_TIMEOUT, &attempt.error);
    cr_assert_geq(saas__monotonic_us() - start, SOON_US);
    attempt_clear(&attempt);
    fixture_rival_unlock();
    cr_assert(!has_user(storage, 1));
}

Test(rival, a_read_does_not_wait_for_another_process)
{
    struct saas_storage *storage;

    fixture_rival_start();
    storage = fixture_storage();
    store_user(storage, 1);
    fixture_rival_lock();
    cr_assert(has_user(storage, 1));
    fixture_rival_unlock();
}

Test(rival, a_database_can_be_opened_while_another_process_writes)
{
    struct saas_storage *second;

    fixture_rival_start();
    fixture_storage();
    fixture_rival_lock();
    second = fixture_another();
    second->ops->close(second);
    fixture_rival_unlock();
}

Test(rival, a_loop_does_not_wait_but_comes_back)
{
    struct saas_storage *storage;
    struct attempt attempt;
    struct door door;
    int64_t retry_us;

    fixture_rival_start();
    storage = fixture_storage();
    fixture_rival_lock();
    door_open(&door, storage);
    attempt_init(&attempt);
    add_user(&attempt, 1);
    cr_assert_eq(door_submit(&door, &attempt), SAAS_PENDING);
    retry_us = storage->ops->step(door.port);
    cr_assert_gt(retry_us, 0, "step() says when to come back");
    cr_assert_eq(atomic_load(&attempt.done_count), 0);
    fixture_rival_unlock();
    door_finish(&door, &attempt, 1);
    assert_ok(attempt.ticket.status, &attempt.error);
    cr_assert(has_user(storage, 1));
    attempt_clear(&attempt);
    door_close(&door);
}

Test(rival, a_loops_ticket_can_be_cancelled_while_another_process_writes)
{
    struct saas_storage *storage;
    struct attempt attempt;
    struct door door;

    fixture_rival_start();
    storage = fixture_storage();
    fixture_rival_lock();
    door_open(&door, storage);
    attempt_init(&attempt);
    add_user(&attempt, 1);
    cr_assert_eq(door_submit(&door, &attempt), SAAS_PENDING);
    storage->ops->step(door.port);
    saas__ticket_abort(storage, &attempt.ticket, SAAS_ERR_TIMEOUT);
    cr_assert_eq(atomic_load(&attempt.done_count), 1);
    assert_status(attempt.ticket.status, SAAS_ERR_TIMEOUT, &attempt.error);
    fixture_rival_unlock();
    attempt_clear(&attempt);
    door_close(&door);
}

struct lone {
    pthread_t thread;
    struct attempt attempt;
};

static void *write_alone(void *context)
{
    struct lone *lone = context;

    attempt_run(fixture_storage(), &lone->attempt);
    return NULL;
}

/* Threads and a loop want to write; some run out of time while the rival holds on. */
Test(rival, each_of_several_waiters_keeps_its_own_deadline)
{
    enum { THREADS = 6 };
    static struct lone lone[THREADS];

    fixture_rival_start();
    fixture_storage();
    fixture_rival_lock();
    for (int i = 0; i < THREADS; i++) {
        attempt_init(&lone[i].attempt);
        add_user(&lone[i].attempt, i);
        if (i % 2)
            attempt_set_timeout(&lone[i].attempt, SOON_US);
        pthread_create(&lone[i].thread, NULL, write_alone, &lone[i]);
    }
    for (int i = 1; i < THREADS; i += 2) {
        pthread_join(lone[i].thread, NULL);
        assert_status(lone[i].attempt.ticket.status, SAAS_ERR_TIMEOUT, &lone[i].attempt.error);
    }
    fixture_rival_unlock();
    for (int i = 0; i < THREADS; i += 2) {
        pthread_join(lone[i].thread, NULL);
        assert_ok(lone[i].attempt.ticket.status, &lone[i].attempt.error);
    }
    for (int i = 0; i < THREADS; i++) {
        cr_assert_eq(has_user(fixture_storage(), i), i % 2 == 0);
        attempt_clear(&lone[i].attempt);
    }
}

/* ---- load ---- */

enum { THREADS = 16, LOOPS = 2, EACH = 30, PENDING = 10 };

struct worker {
    pthread_t thread;
    int number;
    int failures;
};

static void *write_many(void *context)
{
    struct worker *worker = context;

    for (int i = 0; i < EACH; i++) {
        struct attempt attempt;

        attempt_init(&attempt);
        add_user(&attempt, worker->number * 1000 + i);
        worker->failures += attempt_run(fixture_storage(), &attempt) != SAAS_OK;
        attempt_clear(&attempt);
    }
    return NULL;
}

static void submit_round(struct worker *worker, struct door *door, int round)
{
    struct attempt attempts[PENDING];

    for (int i = 0; i < PENDING; i++) {
        attempt_init(&attempts[i]);
        add_user(&attempts[i], worker->number * 1000 + round * PENDING + i);
        worker->failures += door_submit(door, &attempts[i]) != SAAS_PENDING;
    }
    door_finish(door, attempts, PENDING);
    for (int i = 0; i < PENDING; i++) {
        worker->failures += attempts[i].ticket.status != SAAS_OK;
        worker->failures += atomic_load(&attempts[i].done_count) != 1;
        attempt_clear(&attempts[i]);
    }
}

static void *submit_many(void *context)
{
    struct worker *worker = context;
    struct door door;

    door_open(&door, fixture_storage());
    for (int round = 0; round < EACH / PENDING; round++)
        submit_round(worker, &door, round);
    door_close(&door);
    return NULL;
}

Test(load, threads_and_loops_together_lose_nothing)
{
    static struct worker workers[THREADS + LOOPS];

    fixture_storage();
    for (int i = 0; i < THREADS + LOOPS; i++) {
        workers[i].number = i + 1;
        pthread_create(&workers[i].thread, NULL, i < THREADS ? write_many : submit_many,
                       &workers[i]);
    }
    for (int i = 0; i < THREADS + LOOPS; i++) {
        pthread_join(workers[i].thread, NULL);
        cr_assert_eq(workers[i].failures, 0, "worker %d", i);
    }
    cr_assert_eq(fixture_number("SELECT COUNT(*) FROM users"), (THREADS + LOOPS) * EACH);
    cr_assert(fixture_is_intact());
}

Test(load, a_read_on_a_port_is_answered_at_once)
{
    struct saas_storage *storage = fixture_storage();
    struct attempt attempt;
    struct door door;

    store_user(storage, 1);
    door_open(&door, storage);
    attempt_init(&attempt);
    read_user(&attempt, 1);
    assert_ok(door_submit(&door, &attempt), &attempt.error);
    cr_assert_eq(saas__batch_row_count(&attempt.batch, 0), 1);
    cr_assert_eq(atomic_load(&attempt.done_count), 0, "done() is for what was pending");
    attempt_clear(&attempt);
    door_close(&door);
}

Test(load, a_submitted_write_wakes_its_port)
{
    struct attempt attempt;
    struct door door;

    door_open(&door, fixture_storage());
    attempt_init(&attempt);
    add_user(&attempt, 1);
    cr_assert_eq(door_submit(&door, &attempt), SAAS_PENDING);
    cr_assert_geq(atomic_load(&door.wake_count), 1);
    door_finish(&door, &attempt, 1);
    assert_ok(attempt.ticket.status, &attempt.error);
    attempt_clear(&attempt);
    door_close(&door);
}
