/* SPDX-License-Identifier: MIT */
/* Loops: calls that are pending, and what becomes of them. */
#include <poll.h>
#include <pthread.h>

#include "support/test.h"
#include "support/world.h"

TestSuite(loop, .init = world_open, .fini = world_close);

enum { WAIT_MS = 20000, MANY = 64, CHAIN = 50, LOOPS = 4, THREADS = 8, ROUNDS = 25 };

static const char *acme;

/* A call, and what it leads to. */
struct request {
    saas_session *session;
    saas_project *project;
    saas_error err;
    struct world_done done;
};

static saas_status create(saas_session *session, const char *name, saas_project **out,
                          saas_error *err)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;

    params.workspace_id = acme;
    params.name = name;
    return saas_project_create(session, &params, out, err);
}

/* The same, at once. */
static saas_status create_now(saas_session *session, const char *name, saas_error *err)
{
    saas_project *project = NULL;
    saas_status status = create(session, name, &project, err);

    saas_project_free(project);
    return status;
}

/* A session of the system that the test frees. */
static void open_session(struct request *request, saas_loop *loop)
{
    *request = (struct request){.err = SAAS_ERROR_INIT};
    assert_ok(saas_session_system(world_client(), &request->session, &request->err), &request->err);
    assert_ok(
        saas_session_attach(request->session, loop, world_on_done, &request->done, &request->err),
        &request->err);
}

/* Begins to create a project. */
static void ask(struct request *request, saas_loop *loop, const char *name)
{
    open_session(request, loop);
    assert_status(create(request->session, name, &request->project, &request->err), SAAS_PENDING,
                  &request->err);
}

static void close_request(struct request *request)
{
    saas_session_free(request->session);
    saas_project_free(request->project);
}

static void wait_readable(saas_loop *loop)
{
    struct pollfd ready = {.fd = saas_loop_fd(loop), .events = POLLIN};

    cr_assert_eq(poll(&ready, 1, WAIT_MS), 1, "the descriptor is not readable");
}

/* Steps whenever the descriptor is readable, until on_done was called. */
static void step_until_done(saas_loop *loop, const struct world_done *done)
{
    saas_error err = SAAS_ERROR_INIT;

    while (done->calls == 0) {
        wait_readable(loop);
        assert_ok(saas_loop_step(loop, &err), &err);
    }
}

static saas_session *hold_writer(void)
{
    saas_session *holder = world_system();
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_session_begin(holder, &err), &err);
    return holder;
}

static void assert_writer_is_free(void)
{
    saas_session *session = world_system();
    saas_error err = SAAS_ERROR_INIT;

    saas_session_set_timeout(session, WAIT_MS);
    assert_ok(create_now(session, "Somebody else's", &err), &err);
}

/* ---- calls ---- */

Test(loop, does_reads_at_once)
{
    struct world_done done = {0};
    saas_loop *loop = world_loop();
    saas_session *session = world_attached(loop, "ada", &done);
    saas_workspace *workspace = NULL;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_workspace_get(session, acme, &workspace, &err), &err);
    assert_ok(saas_project_list(session, acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_loop_pending(loop), 0);
    assert_ok(saas_loop_step(loop, &err), &err);
    cr_assert_eq(done.calls, 0);
    saas_workspace_free(workspace);
    saas_page_free(page);
}

Test(loop, refuses_bad_input_at_once)
{
    struct world_done done = {0};
    saas_loop *loop = world_loop();
    saas_session *session = world_attached(loop, "ada", &done);
    saas_project *project = NULL;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_status(create(session, "", &project, &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(saas_loop_pending(loop), 0);
    assert_ok(saas_loop_step(loop, &err), &err);
    cr_assert_eq(done.calls, 0);
}

Test(loop, finishes_many_pending_calls_each_exactly_once)
{
    static struct request requests[MANY];
    saas_loop *loop = world_loop();
    char name[32];

    acme = world_workspace("Acme", "ada");
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "number %d", i);
        ask(&requests[i], loop, name);
        cr_assert_eq(saas_loop_pending(loop), (size_t)i + 1);
    }
    cr_assert_eq(world_count("projects"), 0);
    world_finish(loop);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "number %d", i);
        cr_assert_eq(requests[i].done.calls, 1);
        assert_ok(requests[i].done.status, &requests[i].err);
        cr_assert_str_eq(saas_project_name(requests[i].project), name);
        close_request(&requests[i]);
    }
    cr_assert_eq(saas_loop_pending(loop), 0);
    cr_assert_eq(world_count("projects"), MANY);
}

Test(loop, fills_err_of_the_calls_that_fail_among_others)
{
    static struct request requests[MANY];
    saas_loop *loop = world_loop();

    for (int i = 0; i < MANY; i++) {
        acme = i % 4 == 0 ? WORLD_NO_WORKSPACE : world_workspace("Acme", "ada");
        ask(&requests[i], loop, "One of many");
    }
    world_finish(loop);
    for (int i = 0; i < MANY; i++) {
        saas_status expected = i % 4 == 0 ? SAAS_ERR_NOT_FOUND : SAAS_OK;

        cr_assert_eq(requests[i].done.calls, 1);
        cr_assert_eq(requests[i].done.status, expected);
        cr_assert_eq(requests[i].err.status, expected);
        cr_assert_eq(requests[i].project == NULL, i % 4 == 0);
        close_request(&requests[i]);
    }
    cr_assert_eq(world_count("projects"), MANY - MANY / 4);
}

Test(loop, copies_the_parameters_of_a_pending_call)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;
    saas_loop *loop = world_loop();
    struct request request;
    char workspace[64];
    char name[] = "Launch";

    acme = world_workspace("Acme", "ada");
    snprintf(workspace, sizeof(workspace), "%s", acme);
    open_session(&request, loop);
    params.workspace_id = workspace;
    params.name = name;
    assert_status(saas_project_create(request.session, &params, &request.project, &request.err),
                  SAAS_PENDING, &request.err);
    memset(workspace, 'x', sizeof(workspace) - 1);
    memset(name, 'x', sizeof(name) - 1);
    memset(&params, 'x', sizeof(params));
    world_finish(loop);
    assert_ok(request.done.status, &request.err);
    cr_assert_str_eq(saas_project_name(request.project), "Launch");
    cr_assert_str_eq(saas_project_workspace_id(request.project), acme);
    close_request(&request);
}

Test(loop, refuses_a_second_call_of_a_session_while_one_is_pending)
{
    saas_loop *loop = world_loop();
    struct request request;
    saas_project *second = NULL;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    acme = world_workspace("Acme", "ada");
    ask(&request, loop, "First");
    assert_status(create(request.session, "Second", &second, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "call_pending");
    assert_status(saas_project_list(request.session, acme, NULL, &page, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_str_eq(err.code, "call_pending");
    assert_status(saas_session_begin(request.session, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "call_pending");
    world_finish(loop);
    cr_assert_eq(request.done.calls, 1);
    assert_ok(request.done.status, &request.err);
    cr_assert_str_eq(world_text("SELECT group_concat(name) FROM projects"), "First");
    close_request(&request);
}

/* ---- what on_done may do ---- */

struct chain {
    saas_session *session;
    saas_project *project;
    int links;
    saas_status failed;
};

static void add_link(void *context, saas_status status)
{
    struct chain *chain = context;

    saas_project_free(chain->project);
    chain->project = NULL;
    chain->links++;
    if (status == SAAS_OK && chain->links < CHAIN)
        status = create(chain->session, "Link", &chain->project, NULL);
    if (status != SAAS_OK && status != SAAS_PENDING)
        chain->failed = status;
}

Test(loop, lets_on_done_make_the_next_call)
{
    struct chain chain = {.failed = SAAS_OK};
    saas_loop *loop = world_loop();
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    chain.session = world_system();
    assert_ok(saas_session_attach(chain.session, loop, add_link, &chain, &err), &err);
    assert_status(create(chain.session, "Link", &chain.project, &err), SAAS_PENDING, &err);
    world_finish(loop);
    cr_assert_eq(chain.links, CHAIN);
    assert_ok(chain.failed, NULL);
    cr_assert_eq(world_count("projects"), CHAIN);
}

static void free_session(void *context, saas_status status)
{
    struct chain *chain = context;

    chain->links++;
    chain->failed = status;
    saas_session_free(chain->session);
}

Test(loop, lets_on_done_free_its_session)
{
    struct chain chains[3];
    saas_loop *loop = world_loop();
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    for (int i = 0; i < 3; i++) {
        chains[i] = (struct chain){0};
        assert_ok(saas_session_system(world_client(), &chains[i].session, &err), &err);
        assert_ok(saas_session_attach(chains[i].session, loop, free_session, &chains[i], &err),
                  &err);
        assert_status(create(chains[i].session, "One", &chains[i].project, &err), SAAS_PENDING,
                      &err);
    }
    world_finish(loop);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(chains[i].links, 1);
        assert_ok(chains[i].failed, NULL);
        saas_project_free(chains[i].project);
    }
}

struct pair {
    saas_session *other;
    unsigned calls;
};

static void free_other_session(void *context, saas_status status)
{
    struct pair *pair = context;

    (void)status;
    pair->calls++;
    saas_session_free(pair->other);
    pair->other = NULL;
}

Test(loop, lets_on_done_free_another_session_whose_call_ends_in_the_same_step)
{
    struct request request;
    struct request first;
    struct pair pair = {0};
    saas_loop *loop = world_loop();
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    open_session(&first, loop);
    assert_ok(saas_session_attach(first.session, loop, free_other_session, &pair, &err), &err);
    assert_status(create(first.session, "One", &first.project, &err), SAAS_PENDING, &err);
    ask(&request, loop, "Two");
    pair.other = request.session;
    world_finish(loop);
    cr_assert_eq(pair.calls, 1);
    cr_assert_eq(request.done.calls, 0);
    saas_project_free(request.project);
    close_request(&first);
}

struct inner_step {
    saas_loop *loop;
    saas_status step;
    saas_status wait;
    saas_error err;
};

static void step_within(void *context, saas_status status)
{
    struct inner_step *inner = context;

    (void)status;
    inner->wait = saas_loop_wait(inner->loop, 0, NULL);
    inner->step = saas_loop_step(inner->loop, &inner->err);
}

Test(loop, refuses_a_step_from_within_on_done)
{
    struct inner_step inner = {.loop = world_loop(), .err = SAAS_ERROR_INIT};
    saas_session *session = world_system();
    saas_project *project = NULL;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_attach(session, inner.loop, step_within, &inner, &err), &err);
    assert_status(create(session, "One", &project, &err), SAAS_PENDING, &err);
    world_finish(inner.loop);
    assert_status(inner.step, SAAS_ERR_INVALID, &inner.err);
    cr_assert_str_eq(inner.err.code, "in_step");
    cr_assert_neq(inner.wait, SAAS_OK);
    saas_project_free(project);
}

/* ---- deadlines and cancelling ---- */

Test(loop, ends_a_pending_call_at_its_deadline_by_its_own_timer)
{
    saas_loop *loop = world_loop();
    saas_error err = SAAS_ERROR_INIT;
    struct request request;
    saas_session *holder;

    acme = world_workspace("Acme", "ada");
    holder = hold_writer();
    open_session(&request, loop);
    saas_session_set_timeout(request.session, 30);
    assert_status(create(request.session, "Late", &request.project, &request.err), SAAS_PENDING,
                  &request.err);
    step_until_done(loop, &request.done);
    assert_status(request.done.status, SAAS_ERR_TIMEOUT, &request.err);
    cr_assert_str_eq(request.err.code, "timeout");
    assert_ok(saas_session_commit(holder, &err), &err);
    world_finish(loop);
    assert_writer_is_free();
    cr_assert_eq(request.done.calls, 1);
    cr_assert_eq(world_count("projects WHERE name = 'Late'"), 0);
    close_request(&request);
}

Test(loop, ends_pending_calls_in_the_order_of_their_deadlines)
{
    static const unsigned timeouts_ms[] = {60000, 30, 90};
    struct request requests[3];
    saas_loop *loop = world_loop();
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder;

    acme = world_workspace("Acme", "ada");
    holder = hold_writer();
    for (int i = 0; i < 3; i++) {
        open_session(&requests[i], loop);
        saas_session_set_timeout(requests[i].session, timeouts_ms[i]);
        assert_status(create(requests[i].session, "Late", &requests[i].project, &requests[i].err),
                      SAAS_PENDING, &requests[i].err);
    }
    step_until_done(loop, &requests[2].done);
    cr_assert_eq(requests[1].done.status, SAAS_ERR_TIMEOUT);
    cr_assert_eq(requests[2].done.status, SAAS_ERR_TIMEOUT);
    cr_assert_eq(requests[0].done.calls, 0);
    assert_ok(saas_session_commit(holder, &err), &err);
    world_finish(loop);
    assert_ok(requests[0].done.status, &requests[0].err);
    for (int i = 0; i < 3; i++)
        close_request(&requests[i]);
}

Test(loop, refuses_a_call_at_once_whose_deadline_is_past)
{
    struct world_done done = {0};
    saas_loop *loop = world_loop();
    saas_session *session = world_attached(loop, "ada", &done);
    saas_project *project = NULL;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    saas_session_set_deadline(session, world_now() - WORLD_SECOND);
    assert_status(create(session, "Late", &project, &err), SAAS_ERR_TIMEOUT, &err);
    cr_assert_eq(saas_loop_pending(loop), 0);
    world_finish(loop);
    cr_assert_eq(done.calls, 0);
    cr_assert_eq(world_count("projects"), 0);
}

static void *cancel(void *session)
{
    saas_session_cancel(session);
    return NULL;
}

static void cancel_from_a_thread(saas_session *session)
{
    pthread_t thread;

    cr_assert_eq(pthread_create(&thread, NULL, cancel, session), 0);
    pthread_join(thread, NULL);
}

Test(loop, ends_a_pending_call_that_another_thread_cancels)
{
    saas_loop *loop = world_loop();
    struct request request;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    ask(&request, loop, "Never");
    cancel_from_a_thread(request.session);
    cancel_from_a_thread(request.session);
    cr_assert_eq(request.done.calls, 0);
    step_until_done(loop, &request.done);
    assert_ok(saas_loop_step(loop, &err), &err);
    cr_assert_eq(request.done.calls, 1);
    assert_status(request.done.status, SAAS_ERR_CANCELLED, &request.err);
    cr_assert_str_eq(request.err.code, "cancelled");
    cr_assert_null(request.project);
    assert_writer_is_free();
    cr_assert_eq(world_count("projects WHERE name = 'Never'"), 0);
    close_request(&request);
}

Test(loop, ends_a_cancelled_call_that_waits_for_the_writer)
{
    saas_loop *loop = world_loop();
    struct request request;
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder;

    acme = world_workspace("Acme", "ada");
    holder = hold_writer();
    ask(&request, loop, "Never");
    assert_ok(saas_loop_step(loop, &err), &err);
    cancel_from_a_thread(request.session);
    step_until_done(loop, &request.done);
    assert_status(request.done.status, SAAS_ERR_CANCELLED, &request.err);
    assert_ok(saas_session_commit(holder, &err), &err);
    assert_status(create(request.session, "Next", &request.project, &err), SAAS_PENDING, &err);
    world_finish(loop);
    cr_assert_eq(request.done.calls, 2);
    assert_ok(request.done.status, &err);
    cr_assert_str_eq(world_text("SELECT group_concat(name) FROM projects"), "Next");
    close_request(&request);
}

/* ---- closing ---- */

Test(loop, says_nothing_of_a_session_that_was_freed_and_writes_nothing)
{
    saas_loop *loop = world_loop();
    struct request freed;
    struct request other;

    acme = world_workspace("Acme", "ada");
    ask(&freed, loop, "Never");
    ask(&other, loop, "One");
    saas_session_free(freed.session);
    world_finish(loop);
    cr_assert_eq(freed.done.calls, 0);
    cr_assert_null(freed.project);
    cr_assert_eq(freed.err.status, SAAS_OK);
    assert_ok(other.done.status, &other.err);
    cr_assert_str_eq(world_text("SELECT group_concat(name) FROM projects"), "One");
    close_request(&other);
}

Test(loop, that_is_freed_says_nothing_and_its_sessions_are_closed)
{
    struct request requests[3];
    saas_loop *loop = NULL;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_loop_new(world_client(), &loop, &err), &err);
    for (int i = 0; i < 3; i++)
        ask(&requests[i], loop, "Never");
    saas_loop_free(loop);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(requests[i].done.calls, 0);
        cr_assert_null(requests[i].project);
        assert_status(create_now(requests[i].session, "Never", &err), SAAS_ERR_INVALID, &err);
        cr_assert_str_eq(err.code, "loop_closed");
        assert_status(saas_project_list(requests[i].session, acme, NULL, &page, &err),
                      SAAS_ERR_INVALID, &err);
        cr_assert_str_eq(err.code, "loop_closed");
        close_request(&requests[i]);
    }
    assert_writer_is_free();
    cr_assert_eq(world_count("projects WHERE name = 'Never'"), 0);
}

Test(loop, that_was_freed_gives_its_sessions_to_another_one)
{
    saas_loop *loop = NULL;
    saas_loop *next = world_loop();
    struct request request;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_loop_new(world_client(), &loop, &err), &err);
    open_session(&request, loop);
    saas_loop_free(loop);
    assert_ok(saas_session_attach(request.session, next, world_on_done, &request.done, &err), &err);
    assert_status(create(request.session, "One", &request.project, &err), SAAS_PENDING, &err);
    world_finish(next);
    assert_ok(request.done.status, &err);
    close_request(&request);
}

/* ---- transactions ---- */

Test(loop, lets_two_transactions_have_the_writer_one_after_the_other)
{
    saas_loop *loop = world_loop();
    struct request first;
    struct request second;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    open_session(&first, loop);
    open_session(&second, loop);
    assert_status(saas_session_begin(first.session, &err), SAAS_PENDING, &err);
    assert_status(saas_session_begin(second.session, &err), SAAS_PENDING, &err);
    step_until_done(loop, &first.done);
    assert_ok(saas_loop_step(loop, &err), &err);
    cr_assert_eq(second.done.calls, 0);
    assert_ok(create_now(first.session, "One", &err), &err);
    assert_ok(saas_session_commit(first.session, &err), &err);
    step_until_done(loop, &second.done);
    assert_ok(create_now(second.session, "Two", &err), &err);
    assert_ok(saas_session_rollback(second.session, &err), &err);
    assert_ok(first.done.status, &err);
    assert_ok(second.done.status, &err);
    cr_assert_str_eq(world_text("SELECT group_concat(name) FROM projects"), "One");
    close_request(&first);
    close_request(&second);
}

Test(loop, ends_a_begin_that_waits_too_long)
{
    saas_loop *loop = world_loop();
    struct request request;
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder = hold_writer();

    open_session(&request, loop);
    saas_session_set_timeout(request.session, 30);
    assert_status(saas_session_begin(request.session, &request.err), SAAS_PENDING, &request.err);
    step_until_done(loop, &request.done);
    assert_status(request.done.status, SAAS_ERR_TIMEOUT, &request.err);
    assert_status(saas_session_commit(request.session, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "no_transaction");
    assert_ok(saas_session_commit(holder, &err), &err);
    close_request(&request);
}

Test(loop, takes_the_writer_for_nobody_when_a_session_was_freed_that_waited_for_it)
{
    saas_loop *loop = world_loop();
    struct request request;
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder;

    acme = world_workspace("Acme", "ada");
    holder = hold_writer();
    open_session(&request, loop);
    assert_status(saas_session_begin(request.session, &err), SAAS_PENDING, &err);
    assert_ok(saas_loop_step(loop, &err), &err);
    saas_session_free(request.session);
    assert_ok(saas_session_commit(holder, &err), &err);
    world_finish(loop);
    cr_assert_eq(request.done.calls, 0);
    assert_writer_is_free();
}

/* ---- attaching and waiting ---- */

static void change_nothing(saas_client_options *options)
{
    (void)options;
}

Test(loop, takes_no_session_of_another_client)
{
    saas_session *session = world_session_on(world_client_with(change_nothing), "ada");
    struct world_done done = {0};
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_status(saas_session_attach(session, world_loop(), world_on_done, &done, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "other_client");
    assert_ok(create_now(session, "Blocking still", &err), &err);
}

Test(loop, takes_no_session_that_is_in_a_transaction_or_has_a_call_pending)
{
    saas_loop *loop = world_loop();
    struct request request;
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder;

    acme = world_workspace("Acme", "ada");
    ask(&request, loop, "One");
    assert_status(saas_session_attach(request.session, loop, world_on_done, &request.done, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "call_pending");
    world_finish(loop);
    holder = hold_writer();
    assert_status(saas_session_attach(holder, loop, world_on_done, &request.done, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "in_transaction");
    assert_ok(saas_session_commit(holder, &err), &err);
    close_request(&request);
}

Test(loop, takes_no_session_without_an_on_done)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_session_attach(world_system(), world_loop(), NULL, NULL, &err),
                  SAAS_ERR_INVALID, &err);
    assert_status(saas_session_attach(world_system(), NULL, world_on_done, NULL, &err),
                  SAAS_ERR_INVALID, &err);
}

Test(loop, waits_no_longer_than_it_was_told)
{
    struct world_done done = {0};
    saas_loop *loop = world_loop();
    saas_error err = SAAS_ERROR_INIT;

    world_attached(loop, "ada", &done);
    assert_status(saas_loop_wait(loop, 0, &err), SAAS_ERR_TIMEOUT, &err);
    assert_status(saas_loop_wait(loop, 20, &err), SAAS_ERR_TIMEOUT, &err);
    assert_ok(saas_loop_step(loop, &err), &err);
    cr_assert_eq(done.calls, 0);
}

static void *commit(void *session)
{
    return saas_session_commit(session, NULL) == SAAS_OK ? session : NULL;
}

Test(loop, is_woken_when_the_writer_becomes_free)
{
    saas_loop *loop = world_loop();
    struct request request;
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder;
    pthread_t thread;
    void *committed = NULL;

    acme = world_workspace("Acme", "ada");
    holder = hold_writer();
    ask(&request, loop, "One");
    assert_ok(saas_loop_step(loop, &err), &err);
    cr_assert_eq(pthread_create(&thread, NULL, commit, holder), 0);
    while (request.done.calls == 0)
        assert_ok(saas_loop_wait(loop, -1, &err), &err);
    pthread_join(thread, &committed);
    cr_assert_not_null(committed);
    assert_ok(request.done.status, &request.err);
    close_request(&request);
}

/* ---- everybody at once ---- */

struct crowd {
    saas_client *client;
    saas_status statuses[THREADS];
};

static saas_status write_on_a_loop(saas_client *client)
{
    struct chain chain = {.links = CHAIN - ROUNDS};
    saas_session *session = NULL;
    saas_loop *loop = NULL;
    saas_status status = saas_loop_new(client, &loop, NULL);

    if (status == SAAS_OK)
        status = saas_session_system(client, &session, NULL);
    if (status == SAAS_OK)
        status = saas_session_attach(session, loop, add_link, &chain, NULL);
    chain.session = session;
    if (status == SAAS_OK && create(session, "On a loop", &chain.project, NULL) != SAAS_PENDING)
        status = SAAS_ERR_INTERNAL;
    while (status == SAAS_OK && saas_loop_pending(loop) > 0)
        status = saas_loop_wait(loop, WAIT_MS, NULL);
    saas_session_free(session);
    saas_loop_free(loop);
    return status == SAAS_OK && chain.links == CHAIN ? chain.failed : SAAS_ERR_INTERNAL;
}

static saas_status write_blocking(saas_client *client)
{
    saas_session *session = NULL;
    saas_status status = saas_session_system(client, &session, NULL);

    for (int i = 0; status == SAAS_OK && i < ROUNDS; i++)
        status = create_now(session, "Blocking", NULL);
    saas_session_free(session);
    return status;
}

static void write_somehow(unsigned index, void *context)
{
    struct crowd *crowd = context;

    crowd->statuses[index] =
        index < LOOPS ? write_on_a_loop(crowd->client) : write_blocking(crowd->client);
}

Test(loop, shares_the_writer_with_other_loops_and_blocking_threads)
{
    struct crowd crowd = {.client = world_client()};

    acme = world_workspace("Acme", "ada");
    world_together(THREADS, write_somehow, &crowd);
    for (int i = 0; i < THREADS; i++)
        assert_ok(crowd.statuses[i], NULL);
    cr_assert_eq(world_count("projects WHERE name IN ('On a loop', 'Link')"), LOOPS * ROUNDS);
    cr_assert_eq(world_count("projects WHERE name = 'Blocking'"), (THREADS - LOOPS) * ROUNDS);
}
