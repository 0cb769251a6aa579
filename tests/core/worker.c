/* SPDX-License-Identifier: MIT */
/* Workers: running jobs, retrying them, stopping. Those that die are in dead_worker.c. */
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "work.h"

TestSuite(worker, .init = world_open, .fini = world_close);

enum { ATTEMPTS = 25, DATA_MAX = 64 * 1024 };

Test(worker, runs_what_is_due_in_the_order_of_coming)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);

    for (int i = 0; i < 5; i++) {
        char data[8];

        snprintf(data, sizeof(data), "%d", i);
        add(data);
        world_advance(WORLD_SECOND);
    }
    cr_assert_eq(run_due(worker), 5);
    cr_assert_str_eq(notes.order, "0 1 2 3 4 ");
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED'"), 5);
    cr_assert_eq(run_due(worker), 0);
    cr_assert_eq(notes.calls, 5);
    saas_worker_free(worker);
}

Test(worker, runs_what_came_at_one_moment_in_the_order_of_coming_too)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);

    for (int i = 0; i < 5; i++) {
        char data[8];

        snprintf(data, sizeof(data), "%d", i);
        add(data);
    }
    cr_assert_eq(run_due(worker), 5);
    cr_assert_str_eq(notes.order, "0 1 2 3 4 ");
    saas_worker_free(worker);
}

Test(worker, tells_the_handler_which_job_it_is)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);

    add("{\"a\":1}");
    cr_assert_eq(run_due(worker), 1);
    cr_assert_str_eq(notes.order, "{\"a\":1} ");
    cr_assert_eq(notes.attempt, 1);
    saas_worker_free(worker);
}

Test(worker, counts_only_if_it_is_asked)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);
    saas_error err = SAAS_ERROR_INIT;

    add(NULL);
    assert_ok(saas_worker_run_due(worker, NULL, &err), &err);
    cr_assert_eq(notes.calls, 1);
    saas_worker_free(worker);
}

Test(worker, gets_64_kib_of_data_whole)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);
    static char most[DATA_MAX + 1] = "\"";

    memset(most + 1, 'x', DATA_MAX - 2);
    most[DATA_MAX - 1] = '"';
    add(most);
    cr_assert_eq(run_due(worker), 1);
    cr_assert_eq(notes.data_length, DATA_MAX);
    saas_worker_free(worker);
}

Test(worker, notes_when_a_job_was_done)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);

    add(NULL);
    world_advance(WORLD_HOUR);
    cr_assert_eq(run_due(worker), 1);
    cr_assert_str_eq(state(), "COMPLETED");
    cr_assert_str_eq(world_text("SELECT finished_at - created_at FROM jobs"), "3600000000");
    cr_assert_null(world_text("SELECT lease_token FROM jobs"));
    saas_worker_free(worker);
}

Test(worker, leaves_the_jobs_of_other_queues_alone)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(enqueue(world_system(), "other", "note", NULL, &err), &err);
    cr_assert_eq(run_due(worker), 0);
    cr_assert_str_eq(state(), "WAITING");
    cr_assert_str_eq(world_text("SELECT attempt FROM jobs"), "0");
    saas_worker_free(worker);
}

Test(worker, serves_several_queues_and_names)
{
    struct notes notes = {0};
    struct notes others = {0};
    saas_worker *worker = worker_with(note, &notes);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_worker_handle(worker, "other", "note", note, &others, &err), &err);
    assert_ok(saas_worker_handle(worker, "work", "else", note, &others, &err), &err);
    add("1");
    assert_ok(enqueue(world_system(), "other", "note", "2", &err), &err);
    assert_ok(enqueue(world_system(), "work", "else", "3", &err), &err);
    cr_assert_eq(run_due(worker), 3);
    cr_assert_str_eq(notes.order, "1 ");
    cr_assert_eq(others.calls, 2);
    saas_worker_free(worker);
}

/* Microseconds until the only job is due. */
static saas_time pause_of_job(void)
{
    return strtoll(world_text("SELECT run_at FROM jobs"), NULL, 10) - world_now();
}

Test(worker, runs_a_failed_job_again_after_a_growing_pause)
{
    struct notes notes = {.answer = SAAS_ERR_UNAVAILABLE, .message = "The printer is away."};
    saas_worker *worker = worker_with(note, &notes);

    add(NULL);
    for (int attempt = 1; attempt <= 10; attempt++) {
        saas_time pause;

        cr_assert_eq(run_due(worker), 1, "attempt %d", attempt);
        cr_assert_eq(notes.attempt, attempt);
        cr_assert_str_eq(state(), "WAITING");
        cr_assert_str_eq(world_text("SELECT error FROM jobs"), "The printer is away.");
        pause = pause_of_job();
        cr_assert_geq(pause, WORLD_SECOND);
        cr_assert_leq(pause, WORLD_SECOND << attempt);
        world_advance(pause - 1);
        cr_assert_eq(run_due(worker), 0, "a microsecond too early");
        world_advance(1);
    }
    notes = (struct notes){.answer = SAAS_OK};
    cr_assert_eq(run_due(worker), 1);
    cr_assert_str_eq(state(), "COMPLETED");
    cr_assert_null(world_text("SELECT error FROM jobs"));
    cr_assert_eq(run_due(worker), 0);
    saas_worker_free(worker);
}

Test(worker, lets_others_pass_a_job_that_waits_for_its_next_attempt)
{
    struct notes notes = {.answer = SAAS_ERR_UNAVAILABLE};
    saas_worker *worker = worker_with(note, &notes);

    add("1");
    cr_assert_eq(run_due(worker), 1);
    notes.answer = SAAS_OK;
    add("2");
    cr_assert_eq(run_due(worker), 1);
    cr_assert_str_eq(notes.order, "1 2 ");
    cr_assert_eq(world_count("jobs WHERE state = 'WAITING' AND data = '1'"), 1);
    saas_worker_free(worker);
}

Test(worker, gives_a_job_up_when_its_attempts_are_used_up)
{
    struct notes notes = {.answer = SAAS_ERR_TIMEOUT, .message = "Too slow."};
    saas_worker *worker = worker_with(note, &notes);

    add(NULL);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        cr_assert_str_eq(state(), "WAITING", "attempt %d", attempt);
        cr_assert_eq(run_due(worker), 1, "attempt %d", attempt);
        world_advance(WORLD_HOUR);
    }
    cr_assert_str_eq(state(), "FAILED");
    cr_assert_str_eq(world_text("SELECT error FROM jobs"), "Too slow.");
    cr_assert_eq(notes.attempt, ATTEMPTS);
    world_advance(30 * WORLD_DAY);
    cr_assert_eq(run_due(worker), 0);
    cr_assert_eq(notes.calls, ATTEMPTS);
    saas_worker_free(worker);
}

Test(worker, gives_a_job_up_whose_workers_died_at_every_attempt)
{
    struct notes notes = {.answer = SAAS_OK};
    saas_worker *worker = worker_with(note, &notes);

    add(NULL);
    world_exec("UPDATE jobs SET state = 'ACTIVE', attempt = max_attempts, lease_token = 'gone', "
               "lease_until = run_at");
    cr_assert_eq(run_due(worker), 1);
    cr_assert_eq(notes.calls, 0);
    cr_assert_str_eq(state(), "FAILED");
    saas_worker_free(worker);
}

/* A job whose handler answers this is in that state afterwards. */
static void assert_ends_as(saas_status answer, const char *expected)
{
    struct notes notes = {.answer = answer, .message = "So it is."};
    saas_worker *worker = worker_with(note, &notes);

    world_exec("DELETE FROM jobs");
    add(NULL);
    cr_assert_eq(run_due(worker), 1);
    cr_assert_str_eq(state(), expected, "%s leads to %s", saas_status_name(answer), state());
    saas_worker_free(worker);
}

Test(worker, does_not_try_again_what_no_retry_can_mend)
{
    assert_ends_as(SAAS_ERR_INVALID, "FAILED");
    cr_assert_str_eq(world_text("SELECT error FROM jobs"), "So it is.");
    cr_assert_str_eq(world_text("SELECT attempt FROM jobs"), "1");
    assert_ends_as(SAAS_ERR_NOT_FOUND, "FAILED");
}

Test(worker, takes_what_is_over_as_done)
{
    assert_ends_as(SAAS_ERR_GONE, "COMPLETED");
    cr_assert_null(world_text("SELECT error FROM jobs"));
}

Test(worker, tries_again_whatever_else_went_wrong)
{
    static const saas_status others[] = {
        SAAS_ERR_UNAUTHENTICATED, SAAS_ERR_FORBIDDEN, SAAS_ERR_CONFLICT,  SAAS_ERR_RATE_LIMITED,
        SAAS_ERR_UNAVAILABLE,     SAAS_ERR_TIMEOUT,   SAAS_ERR_CANCELLED, SAAS_ERR_NO_MEMORY,
        SAAS_ERR_INTERNAL,        SAAS_PENDING,       (saas_status)-99,
    };

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_ends_as(others[i], "WAITING");
}

Test(worker, keeps_a_job_that_it_has_no_handler_for)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(enqueue(world_system(), "work", "later", NULL, &err), &err);
    cr_assert_eq(run_due(worker), 1);
    cr_assert_eq(notes.calls, 0);
    cr_assert_str_eq(state(), "WAITING");
    cr_assert_not_null(strstr(world_text("SELECT error FROM jobs"), "later"));
    assert_ok(saas_worker_handle(worker, "work", "later", note, &notes, &err), &err);
    world_advance(WORLD_HOUR);
    cr_assert_eq(run_due(worker), 1);
    cr_assert_eq(notes.attempt, 2);
    cr_assert_str_eq(state(), "COMPLETED");
    saas_worker_free(worker);
}

Test(worker, has_one_handler_for_a_name_of_a_queue)
{
    struct notes first = {0};
    struct notes second = {0};
    saas_worker *worker = worker_with(note, &first);
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_worker_handle(worker, "work", "note", note, &second, &err),
                  SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "handler_taken");
    add(NULL);
    cr_assert_eq(run_due(worker), 1);
    cr_assert_eq(first.calls, 1);
    cr_assert_eq(second.calls, 0);
    saas_worker_free(worker);
}

Test(worker, copies_the_names_it_is_given)
{
    struct notes notes = {0};
    char queue[] = "work";
    char name[] = "note";
    saas_error err = SAAS_ERROR_INIT;
    saas_worker *worker = NULL;

    assert_ok(saas_worker_new(world_client(), NULL, &worker, &err), &err);
    assert_ok(saas_worker_handle(worker, queue, name, note, &notes, &err), &err);
    memset(queue, 'x', 4);
    memset(name, 'x', 4);
    add(NULL);
    cr_assert_eq(run_due(worker), 1);
    cr_assert_eq(notes.calls, 1);
    saas_worker_free(worker);
}

Test(worker, without_a_handler_does_not_run)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_worker *worker = NULL;
    size_t count = 99;

    assert_ok(saas_worker_new(world_client(), NULL, &worker, &err), &err);
    add(NULL);
    assert_status(saas_worker_run(worker, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_worker_run_due(worker, &count, &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(count, 99);
    cr_assert_str_eq(state(), "WAITING");
    saas_worker_free(worker);
}

Test(worker, call_without_an_argument_it_needs_is_invalid)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);
    saas_worker *other = NULL;
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_worker_new(NULL, NULL, &other, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_worker_new(world_client(), NULL, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_worker_handle(worker, NULL, "a", note, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_worker_handle(worker, "a", NULL, note, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_worker_handle(worker, "a", "a", NULL, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_worker_run(NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_worker_run_due(NULL, NULL, &err), SAAS_ERR_INVALID, &err);
    cr_assert_null(other);
    saas_worker_free(worker);
    saas_worker_free(NULL);
}

Test(worker, outlives_its_client)
{
    struct notes notes = {0};
    saas_client_options options;
    saas_client *client = NULL;
    saas_worker *worker = NULL;
    saas_error err = SAAS_ERROR_INIT;

    world_options(&options);
    assert_ok(saas_client_open(&options, &client, &err), &err);
    assert_ok(saas_worker_new(client, NULL, &worker, &err), &err);
    saas_client_free(client);
    assert_ok(saas_worker_handle(worker, "work", "note", note, &notes, &err), &err);
    add(NULL);
    cr_assert_eq(run_due(worker), 1);
    saas_worker_free(worker);
}

/* ---- handlers that do more ---- */

/* Adds a job as long as the number in its own is above zero. */
static saas_status count_down(void *context, const saas_job *job, saas_error *err)
{
    long number = strtol(saas_job_data(job), NULL, 10);
    char data[32];

    snprintf(data, sizeof(data), "%ld", number - 1);
    return number > 0 ? enqueue(context, "work", "note", data, err) : SAAS_OK;
}

Test(worker, runs_what_its_handler_adds)
{
    saas_worker *worker = worker_with(count_down, world_system());

    add("3");
    cr_assert_eq(run_due(worker), 4);
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED'"), 4);
    saas_worker_free(worker);
}

struct slow {
    saas_worker *other;
    saas_status other_status;
    saas_status answer;
    size_t ran;
};

/* Takes longer than its lease, and another worker takes the job meanwhile. */
static saas_status take_too_long(void *context, const saas_job *job, saas_error *err)
{
    struct slow *slow = context;

    (void)job;
    world_advance(LEASE);
    slow->other_status = saas_worker_run_due(slow->other, &slow->ran, err);
    return slow->answer;
}

Test(worker, that_was_too_slow_does_not_end_the_run_of_another)
{
    static const saas_status answers[] = {SAAS_OK, SAAS_ERR_UNAVAILABLE, SAAS_ERR_INVALID};

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        struct notes notes = {.answer = SAAS_ERR_CONFLICT, .message = "Not yet."};
        struct slow slow = {.other = worker_with(note, &notes), .answer = answers[i]};
        saas_worker *worker = worker_with(take_too_long, &slow);

        world_exec("DELETE FROM jobs");
        add(NULL);
        cr_assert_eq(run_due(worker), 1);
        assert_ok(slow.other_status, NULL);
        cr_assert_eq(slow.ran, 1);
        cr_assert_eq(notes.attempt, 2);
        cr_assert_str_eq(state(), "WAITING");
        cr_assert_str_eq(world_text("SELECT error FROM jobs"), "Not yet.");
        saas_worker_free(worker);
        saas_worker_free(slow.other);
    }
}

/* ---- stopping ---- */

static saas_status stop_here(void *context, const saas_job *job, saas_error *err)
{
    (void)job;
    (void)err;
    saas_worker_stop(*(saas_worker **)context);
    return SAAS_OK;
}

Test(worker, that_is_stopped_by_its_handler_returns_after_the_job)
{
    saas_worker *worker = NULL;
    saas_error err = SAAS_ERROR_INIT;

    worker = worker_with(stop_here, &worker);
    add(NULL);
    add(NULL);
    assert_ok(saas_worker_run(worker, &err), &err);
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED'"), 1);
    cr_assert_eq(world_count("jobs WHERE state = 'WAITING' AND attempt = 0"), 1);
    saas_worker_free(worker);
}

Test(worker, that_was_stopped_before_it_ran_runs_nothing)
{
    struct notes notes = {0};
    saas_worker *worker = worker_with(note, &notes);
    saas_error err = SAAS_ERROR_INIT;

    add(NULL);
    saas_worker_stop(worker);
    saas_worker_stop(worker);
    assert_ok(saas_worker_run(worker, &err), &err);
    cr_assert_eq(notes.calls, 0);
    cr_assert_str_eq(state(), "WAITING");
    saas_worker_free(worker);
}

/* A worker in one thread, and another thread that stops it. */
struct meeting {
    saas_worker *worker;
    sem_t started;
    sem_t go_on;
    saas_status status;
};

static saas_status wait_for_the_other(void *context, const saas_job *job, saas_error *err)
{
    struct meeting *meeting = context;

    (void)job;
    (void)err;
    sem_post(&meeting->started);
    while (sem_wait(&meeting->go_on) != 0)
        ;
    return SAAS_OK;
}

static void run_or_stop(unsigned index, void *context)
{
    struct meeting *meeting = context;

    if (index == 0) {
        meeting->status = saas_worker_run(meeting->worker, NULL);
        return;
    }
    while (sem_wait(&meeting->started) != 0)
        ;
    saas_worker_stop(meeting->worker);
    sem_post(&meeting->go_on);
}

Test(worker, that_is_stopped_by_another_thread_returns_after_the_job)
{
    struct meeting meeting = {0};

    sem_init(&meeting.started, 0, 0);
    sem_init(&meeting.go_on, 0, 0);
    meeting.worker = worker_with(wait_for_the_other, &meeting);
    add(NULL);
    add(NULL);
    world_together(2, run_or_stop, &meeting);
    assert_ok(meeting.status, NULL);
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED'"), 1);
    cr_assert_eq(world_count("jobs WHERE state = 'WAITING' AND attempt = 0"), 1);
    saas_worker_free(meeting.worker);
    sem_destroy(&meeting.started);
    sem_destroy(&meeting.go_on);
}

static saas_status tell_the_other(void *context, const saas_job *job, saas_error *err)
{
    struct meeting *meeting = context;

    (void)job;
    (void)err;
    sem_post(&meeting->started);
    return SAAS_OK;
}

Test(worker, that_is_stopped_does_not_wait_for_the_next_look)
{
    saas_worker_options options = SAAS_WORKER_OPTIONS_INIT;
    struct meeting meeting = {0};
    saas_error err = SAAS_ERROR_INIT;

    options.poll_interval_ms = 3600000;
    sem_init(&meeting.started, 0, 0);
    sem_init(&meeting.go_on, 0, 0);
    assert_ok(saas_worker_new(world_client(), &options, &meeting.worker, &err), &err);
    assert_ok(saas_worker_handle(meeting.worker, "work", "note", tell_the_other, &meeting, &err),
              &err);
    add(NULL);
    world_together(2, run_or_stop, &meeting);
    assert_ok(meeting.status, NULL);
    cr_assert_str_eq(state(), "COMPLETED");
    saas_worker_free(meeting.worker);
    sem_destroy(&meeting.started);
    sem_destroy(&meeting.go_on);
}

/* The second job comes when the worker has run the first and looks about for more. */
static void run_or_add(unsigned index, void *context)
{
    struct meeting *meeting = context;
    saas_session *session = NULL;

    if (index == 0) {
        run_or_stop(0, context);
        return;
    }
    while (sem_wait(&meeting->started) != 0)
        ;
    if (saas_session_system(world_client(), &session, NULL) != SAAS_OK ||
        enqueue(session, "work", "stop", NULL, NULL) != SAAS_OK)
        saas_worker_stop(meeting->worker);
    saas_session_free(session);
}

Test(worker, finds_what_comes_while_it_runs)
{
    saas_worker_options options = SAAS_WORKER_OPTIONS_INIT;
    struct meeting meeting = {0};
    saas_error err = SAAS_ERROR_INIT;

    options.poll_interval_ms = 1;
    sem_init(&meeting.started, 0, 0);
    assert_ok(saas_worker_new(world_client(), &options, &meeting.worker, &err), &err);
    assert_ok(saas_worker_handle(meeting.worker, "work", "note", tell_the_other, &meeting, &err),
              &err);
    assert_ok(saas_worker_handle(meeting.worker, "work", "stop", stop_here, &meeting.worker, &err),
              &err);
    add(NULL);
    world_together(2, run_or_add, &meeting);
    assert_ok(meeting.status, NULL);
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED'"), 2);
    saas_worker_free(meeting.worker);
    sem_destroy(&meeting.started);
}

/* ---- several workers ---- */

enum { MANY = 200, WORKERS = 2 };

struct crew {
    atomic_int runs[MANY];
    saas_worker *workers[WORKERS];
    saas_status statuses[WORKERS];
    size_t counts[WORKERS];
};

static saas_status tick_off(void *context, const saas_job *job, saas_error *err)
{
    struct crew *crew = context;
    long number = strtol(saas_job_data(job), NULL, 10);

    (void)err;
    if (number < 0 || number >= MANY)
        return SAAS_ERR_INVALID;
    atomic_fetch_add(&crew->runs[number], 1);
    return SAAS_OK;
}

static void run_in_thread(unsigned index, void *context)
{
    struct crew *crew = context;

    crew->statuses[index] = saas_worker_run_due(crew->workers[index], &crew->counts[index], NULL);
}

/* 200 jobs and two workers, each of its own client. */
static void assert_each_once(saas_client *const clients[WORKERS])
{
    struct crew crew = {0};
    saas_error err = SAAS_ERROR_INIT;

    for (int i = 0; i < MANY; i++) {
        char data[8];

        snprintf(data, sizeof(data), "%d", i);
        add(data);
    }
    for (int i = 0; i < WORKERS; i++) {
        assert_ok(saas_worker_new(clients[i], NULL, &crew.workers[i], &err), &err);
        assert_ok(saas_worker_handle(crew.workers[i], "work", "note", tick_off, &crew, &err), &err);
    }
    world_together(WORKERS, run_in_thread, &crew);
    for (int i = 0; i < WORKERS; i++) {
        assert_ok(crew.statuses[i], NULL);
        saas_worker_free(crew.workers[i]);
    }
    cr_assert_eq(crew.counts[0] + crew.counts[1], MANY);
    for (int i = 0; i < MANY; i++)
        cr_assert_eq(atomic_load(&crew.runs[i]), 1, "job %d ran %d times", i, crew.runs[i]);
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED' AND attempt = 1"), MANY);
}

Test(worker, shares_200_jobs_with_another_and_each_is_run_once)
{
    saas_client *const clients[WORKERS] = {world_client(), world_client()};

    assert_each_once(clients);
}

Test(worker, shares_200_jobs_with_one_of_another_client_and_each_is_run_once)
{
    saas_client *const clients[WORKERS] = {world_client(), world_client_with(NULL)};

    assert_each_once(clients);
}
