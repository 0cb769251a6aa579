/* SPDX-License-Identifier: MIT */
/* Clients and sessions: deadlines, cancelling, whose a session is, options, fork(), closing. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "operations.h"
#include "support/test.h"
#include "support/world.h"

TestSuite(session, .init = world_open, .fini = world_close);

static const char *acme;

static saas_status add_project(saas_session *session, const char *name, saas_error *err)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;
    saas_project *project = NULL;
    saas_status status;

    params.workspace_id = acme;
    params.name = name;
    status = saas_project_create(session, &params, &project, err);
    saas_project_free(project);
    return status;
}

static saas_status read_projects(saas_session *session, saas_error *err)
{
    saas_page *page = NULL;
    saas_status status = saas_project_list(session, acme, NULL, &page, err);

    saas_page_free(page);
    return status;
}

/* A session whose transaction holds the writer. */
static saas_session *hold_writer(void)
{
    saas_session *holder = world_system();
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_session_begin(holder, &err), &err);
    return holder;
}

/* ---- until when ---- */

Test(session, that_waits_for_the_writer_too_long_times_out_and_writes_nothing_later)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder;

    acme = world_workspace("Acme", "ada");
    holder = hold_writer();
    saas_session_set_timeout(session, 20);
    assert_status(add_project(session, "Late", &err), SAAS_ERR_TIMEOUT, &err);
    cr_assert_str_eq(err.code, "timeout");
    assert_ok(saas_session_commit(holder, &err), &err);
    saas_session_set_timeout(session, 0);
    assert_ok(add_project(session, "In time", &err), &err);
    cr_assert_eq(world_count("projects"), 1);
    cr_assert_str_eq(world_text("SELECT name FROM projects"), "In time");
}

Test(session, whose_deadline_is_past_times_out_at_once)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    acme = world_workspace("Acme", "ada");
    before = world_dump();
    saas_session_set_deadline(session, world_now() - 1);
    assert_status(add_project(session, "Late", &err), SAAS_ERR_TIMEOUT, &err);
    assert_status(read_projects(session, &err), SAAS_ERR_TIMEOUT, &err);
    assert_status(saas_session_begin(session, &err), SAAS_ERR_TIMEOUT, &err);
    cr_assert_str_eq(world_dump(), before);
    saas_session_set_deadline(session, 0);
    assert_ok(read_projects(session, &err), &err);
}

Test(session, has_its_deadline_by_the_clients_clock)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    saas_session_set_deadline(session, world_now() + WORLD_HOUR);
    assert_ok(add_project(session, "In time", &err), &err);
    world_advance(WORLD_HOUR);
    assert_status(add_project(session, "Late", &err), SAAS_ERR_TIMEOUT, &err);
    assert_status(read_projects(session, &err), SAAS_ERR_TIMEOUT, &err);
    world_advance(-WORLD_MINUTE);
    assert_ok(read_projects(session, &err), &err);
    cr_assert_eq(world_count("projects"), 1);
}

Test(session, obeys_the_earlier_of_its_timeout_and_its_deadline)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder;

    acme = world_workspace("Acme", "ada");
    holder = hold_writer();
    saas_session_set_deadline(session, world_now() + WORLD_HOUR);
    saas_session_set_timeout(session, 20);
    assert_status(add_project(session, "Late", &err), SAAS_ERR_TIMEOUT, &err);
    saas_session_set_deadline(session, world_now() + 20000);
    saas_session_set_timeout(session, 3600 * 1000);
    assert_status(add_project(session, "Late", &err), SAAS_ERR_TIMEOUT, &err);
    assert_ok(saas_session_rollback(holder, &err), &err);
    cr_assert_eq(world_count("projects"), 0);
}

static void be_impatient(saas_client_options *options)
{
    options->timeout_ms = 20;
}

Test(session, waits_as_long_as_its_client_says)
{
    saas_session *session = world_session_on(world_client_with(be_impatient), "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder;

    acme = world_workspace("Acme", "ada");
    holder = hold_writer();
    assert_status(add_project(session, "Late", &err), SAAS_ERR_TIMEOUT, &err);
    assert_ok(saas_session_rollback(holder, &err), &err);
    cr_assert_eq(world_count("projects"), 0);
}

/* ---- cancelling ---- */

struct waiting {
    saas_session *session;
    saas_status status;
    saas_error err;
    atomic_bool over;
};

static void *write_in_a_thread(void *context)
{
    struct waiting *waiting = context;

    waiting->err = (saas_error)SAAS_ERROR_INIT;
    waiting->status = add_project(waiting->session, "Never", &waiting->err);
    atomic_store(&waiting->over, true);
    return NULL;
}

/* Cancels the write until it has met it: nobody sees from outside when a call gets under way. */
static void cancel_write(struct waiting *waiting)
{
    pthread_t thread;

    cr_assert_eq(pthread_create(&thread, NULL, write_in_a_thread, waiting), 0);
    while (!atomic_load(&waiting->over)) {
        saas_session_cancel(waiting->session);
        sched_yield();
    }
    pthread_join(thread, NULL);
}

Test(session, that_is_cancelled_while_it_waits_for_the_writer_writes_nothing_later)
{
    struct waiting waiting = {.session = world_session("ada")};
    saas_error err = SAAS_ERROR_INIT;
    saas_session *holder;

    acme = world_workspace("Acme", "ada");
    holder = hold_writer();
    cancel_write(&waiting);
    assert_status(waiting.status, SAAS_ERR_CANCELLED, &waiting.err);
    cr_assert_str_eq(waiting.err.code, "cancelled");
    assert_ok(saas_session_commit(holder, &err), &err);
    assert_ok(add_project(waiting.session, "Next", &err), &err);
    cr_assert_str_eq(world_text("SELECT group_concat(name) FROM projects"), "Next");
}

Test(session, that_is_cancelled_with_nothing_under_way_goes_on)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    saas_session_cancel(session);
    assert_ok(add_project(session, "One", &err), &err);
    saas_session_cancel(session);
    saas_session_cancel(session);
    assert_ok(saas_session_begin(session, &err), &err);
    saas_session_cancel(session);
    assert_ok(add_project(session, "Two", &err), &err);
    saas_session_cancel(session);
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_eq(world_count("projects"), 2);
}

/* ---- whose it is ---- */

static saas_status nobody_creates_a_workspace(saas_session *session, saas_error *err)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_workspace *workspace = NULL;

    params.name = "Nobody's";
    return saas_workspace_create(session, &params, &workspace, err);
}

static saas_status nobody_creates_a_user(saas_session *session, saas_error *err)
{
    saas_user_params params = SAAS_USER_PARAMS_INIT;
    saas_user *user = NULL;

    params.auth_id = "provider|nobody";
    return saas_user_create(session, &params, &user, err);
}

static saas_status nobody_renames_a_user(saas_session *session, saas_error *err)
{
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;

    params.name = "Nobody";
    return saas_user_update(session, world_user("ada"), &params, NULL, err);
}

static saas_status nobody_enqueues(saas_session *session, saas_error *err)
{
    saas_job_params params = SAAS_JOB_PARAMS_INIT;

    params.queue = "work";
    params.name = "announce";
    return saas_job_enqueue(session, &params, NULL, err);
}

static void assert_unauthenticated(saas_status status, const saas_error *err)
{
    assert_status(status, SAAS_ERR_UNAUTHENTICATED, err);
    cr_assert_str_eq(err->code, "unauthenticated");
}

Test(session, of_nobody_is_told_to_sign_in_by_every_call)
{
    saas_session *nobody = world_nobody();
    const char *ada = world_user("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;
    saas_user *user = NULL;
    const char *before;

    acme = world_workspace("Acme", "ada");
    before = world_dump();
    assert_unauthenticated(nobody_creates_a_workspace(nobody, &err), &err);
    assert_unauthenticated(saas_workspace_list(nobody, NULL, &page, &err), &err);
    assert_unauthenticated(nobody_creates_a_user(nobody, &err), &err);
    assert_unauthenticated(nobody_renames_a_user(nobody, &err), &err);
    assert_unauthenticated(saas_user_get(nobody, ada, &user, &err), &err);
    assert_unauthenticated(saas_user_get_by_auth_id(nobody, "provider|ada", &user, &err), &err);
    assert_unauthenticated(saas_user_delete(nobody, ada, &err), &err);
    assert_unauthenticated(saas_member_leave(nobody, acme, &err), &err);
    assert_unauthenticated(saas_invitation_accept(nobody, "no-token", NULL, &err), &err);
    assert_unauthenticated(saas_invitation_decline(nobody, "no-token", &err), &err);
    assert_unauthenticated(saas_invitation_list_mine(nobody, NULL, &page, &err), &err);
    assert_unauthenticated(nobody_enqueues(nobody, &err), &err);
    cr_assert_str_eq(world_dump(), before);
}

Test(session, of_nobody_is_told_to_sign_in_by_every_operation_in_a_workspace)
{
    struct tenant tenant = tenant_new("acme");
    saas_session *nobody = world_nobody();
    const char *before = world_dump();

    for (size_t i = 0; i < operation_count; i++) {
        saas_error err = SAAS_ERROR_INIT;

        assert_unauthenticated(operations[i].run(nobody, &tenant, &err), &err);
    }
    cr_assert_str_eq(world_dump(), before);
}

Test(session, tells_whose_it_is)
{
    cr_assert_str_eq(saas_session_user_id(world_session("ada")), world_user("ada"));
    cr_assert_null(saas_session_user_id(world_nobody()));
    cr_assert_null(saas_session_user_id(world_system()));
    cr_assert_null(saas_session_user_id(NULL));
}

Test(session, is_not_made_for_an_id_that_is_no_users)
{
    static const char *const ids[] = {"",
                                      "ada",
                                      "user_",
                                      WORLD_NO_WORKSPACE,
                                      "user_0000000000000000000000000",
                                      "user_000000000000000000000000000",
                                      "user_0000000000000000000000000U",
                                      "USER_00000000000000000000000000"};

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        saas_session *session = NULL;
        saas_error err = SAAS_ERROR_INIT;

        assert_status(saas_session_for_user(world_client(), ids[i], &session, &err),
                      SAAS_ERR_INVALID, &err);
        cr_assert_null(session);
    }
}

Test(session, of_a_user_who_is_not_there_may_nothing)
{
    saas_session *session = NULL;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_for_user(world_client(), WORLD_NO_USER, &session, &err), &err);
    assert_status(read_projects(session, &err), SAAS_ERR_FORBIDDEN, &err);
    assert_status(add_project(session, "Never", &err), SAAS_ERR_FORBIDDEN, &err);
    saas_session_free(session);
    cr_assert_eq(world_count("projects"), 0);
}

Test(session, of_the_system_may_everything_but_is_no_user)
{
    saas_session *system = world_system();
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(add_project(system, "One", &err), &err);
    assert_ok(read_projects(system, &err), &err);
    assert_status(saas_invitation_accept(system, "no-token", NULL, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "needs_user");
    assert_status(saas_member_leave(system, acme, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "needs_user");
}

Test(session, with_a_token_that_is_not_valid_is_nobodys)
{
    saas_session *session = world_session("ada");
    saas_session *other = NULL;
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_session_from_token(world_client(), "a.b.c", &other, &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_null(other);
    assert_status(saas_session_authenticate(session, "a.b.c", &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    cr_assert_null(saas_session_user_id(session));
    assert_unauthenticated(saas_user_delete(session, world_user("ada"), &err), &err);
}

/* ---- out and err ---- */

Test(session, leaves_out_as_it_was_on_failure)
{
    saas_client_options options = SAAS_CLIENT_OPTIONS_INIT;
    char here;
    saas_client *client = (saas_client *)&here;
    saas_session *session = (saas_session *)&here;
    saas_workspace *workspace = (saas_workspace *)&here;
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_client_open(&options, &client, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_session_for_user(world_client(), "x", &session, &err), SAAS_ERR_INVALID,
                  &err);
    assert_status(saas_session_from_token(world_client(), "x", &session, &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
    assert_status(saas_workspace_get(world_system(), WORLD_NO_WORKSPACE, &workspace, &err),
                  SAAS_ERR_NOT_FOUND, &err);
    cr_assert_eq((char *)client, &here);
    cr_assert_eq((char *)session, &here);
    cr_assert_eq((char *)workspace, &here);
}

Test(session, leaves_err_as_it_was_on_success)
{
    saas_session *session = NULL;
    saas_error err;
    saas_error before;

    acme = world_workspace("Acme", "ada");
    memset(&err, 'x', sizeof(err));
    err.struct_size = sizeof(err);
    before = err;
    assert_ok(saas_session_for_user(world_client(), world_user("ada"), &session, &err), NULL);
    assert_ok(saas_session_begin(session, &err), NULL);
    assert_ok(add_project(session, "One", &err), NULL);
    assert_ok(saas_session_commit(session, &err), NULL);
    assert_ok(read_projects(session, &err), NULL);
    assert_ok(saas_client_ping(world_client(), &err), NULL);
    assert_ok(saas_client_migrate(world_client(), &err), NULL);
    saas_session_free(session);
    cr_assert_eq(memcmp(&err, &before, sizeof(err)), 0);
}

Test(session, needs_no_err)
{
    saas_client_options options = SAAS_CLIENT_OPTIONS_INIT;
    saas_session *session = world_session("ada");
    saas_client *client = NULL;
    saas_session *other = NULL;

    acme = world_workspace("Acme", "bob");
    assert_status(saas_client_open(&options, &client, NULL), SAAS_ERR_INVALID, NULL);
    assert_status(saas_client_open(NULL, &client, NULL), SAAS_ERR_INVALID, NULL);
    assert_status(saas_session_for_user(world_client(), "x", &other, NULL), SAAS_ERR_INVALID, NULL);
    assert_status(saas_session_commit(session, NULL), SAAS_ERR_INVALID, NULL);
    assert_status(saas_session_rollback(session, NULL), SAAS_ERR_INVALID, NULL);
    assert_status(add_project(session, "Never", NULL), SAAS_ERR_FORBIDDEN, NULL);
    assert_status(add_project(session, "", NULL), SAAS_ERR_INVALID, NULL);
    assert_status(saas_session_authenticate(session, "x", NULL), SAAS_ERR_UNAUTHENTICATED, NULL);
}

Test(session, refuses_what_is_missing)
{
    saas_session *session = NULL;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    assert_status(saas_session_new(NULL, &session, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_session_new(world_client(), NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_session_for_user(world_client(), NULL, &session, &err), SAAS_ERR_INVALID,
                  &err);
    assert_status(saas_session_from_token(world_client(), NULL, &session, &err), SAAS_ERR_INVALID,
                  &err);
    assert_status(saas_session_begin(NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_workspace_list(NULL, NULL, &page, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_workspace_list(world_system(), NULL, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_client_ping(NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_loop_step(NULL, &err), SAAS_ERR_INVALID, &err);
}

/* ---- closing ---- */

struct handles {
    saas_client *client;
    saas_session *session;
    saas_session *attached;
    saas_loop *loop;
    saas_workspace *workspace;
    saas_project *project; /* of the attached session's call */
};

static void open_all(struct handles *handles, struct world_done *done)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_client_options options;
    saas_error err = SAAS_ERROR_INIT;

    world_options(&options);
    params.name = "Acme";
    assert_ok(saas_client_open(&options, &handles->client, &err), &err);
    assert_ok(saas_session_for_user(handles->client, world_user("ada"), &handles->session, &err),
              &err);
    assert_ok(saas_session_system(handles->client, &handles->attached, &err), &err);
    assert_ok(saas_loop_new(handles->client, &handles->loop, &err), &err);
    assert_ok(saas_session_attach(handles->attached, handles->loop, world_on_done, done, &err),
              &err);
    assert_ok(saas_workspace_create(handles->session, &params, &handles->workspace, &err), &err);
}

/* Lets the attached session begin to create a project. */
static void assert_pending(struct handles *handles)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;

    params.workspace_id = acme;
    params.name = "Pending";
    assert_status(saas_project_create(handles->attached, &params, &handles->project, NULL),
                  SAAS_PENDING, NULL);
}

/* Gives back the handle that the letter names. */
static void give_back(struct handles *handles, char letter)
{
    switch (letter) {
    case 'c':
        saas_client_free(handles->client);
        break;
    case 's':
        saas_session_free(handles->session);
        break;
    case 'a':
        saas_session_free(handles->attached);
        break;
    case 'l':
        saas_loop_free(handles->loop);
        break;
    default:
        cr_assert_str_eq(saas_workspace_name(handles->workspace), "Acme");
        saas_workspace_free(handles->workspace);
        saas_project_free(handles->project);
    }
}

Test(session, client_loop_and_records_are_freed_in_any_order)
{
    static const char *const orders[] = {"cslaw", "wlasc", "lcasw", "salcw",
                                         "clsaw", "acwls", "wclas", "lascw"};

    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        struct handles handles = {0};
        struct world_done done = {0};

        open_all(&handles, &done);
        for (const char *letter = orders[i]; *letter; letter++)
            give_back(&handles, *letter);
        cr_assert_eq(done.calls, 0);
    }
    cr_assert_eq(world_count("workspaces"), 8);
}

Test(session, goes_on_when_its_client_was_freed)
{
    struct handles handles = {0};
    struct world_done done = {0};
    saas_error err = SAAS_ERROR_INIT;

    open_all(&handles, &done);
    acme = world_keep(saas_workspace_id(handles.workspace));
    saas_client_free(handles.client);
    assert_ok(add_project(handles.session, "One", &err), &err);
    assert_pending(&handles);
    world_finish(handles.loop);
    assert_ok(done.status, NULL);
    cr_assert_eq(world_count("projects"), 2);
    saas_session_free(handles.session);
    saas_session_free(handles.attached);
    saas_loop_free(handles.loop);
    saas_workspace_free(handles.workspace);
    saas_project_free(handles.project);
}

Test(session, and_all_other_handles_may_be_null_when_freed)
{
    saas_client_free(NULL);
    saas_session_free(NULL);
    saas_loop_free(NULL);
    saas_page_free(NULL);
    saas_workspace_free(NULL);
    saas_member_free(NULL);
    saas_invitation_free(NULL);
    saas_project_free(NULL);
    saas_task_free(NULL);
    saas_user_free(NULL);
    saas_tokens_free(NULL);
    saas_job_free(NULL);
    saas_text_free(NULL);
}

Test(session, that_is_freed_in_a_transaction_takes_it_back_and_lets_others_write)
{
    saas_session *session = NULL;
    saas_session *other = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_system(world_client(), &session, &err), &err);
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(add_project(session, "Never", &err), &err);
    saas_session_free(session);
    saas_session_set_timeout(other, 2000);
    assert_ok(add_project(other, "One", &err), &err);
    cr_assert_str_eq(world_text("SELECT group_concat(name) FROM projects"), "One");
}

/* ---- fork() ---- */

/* How many checks failed in a child of fork(). */
static int failures_in_child(int (*run)(void *context), void *context)
{
    pid_t child;
    int status = 0;

    fflush(NULL);
    child = fork();
    if (child == 0)
        _exit(run(context));
    cr_assert_gt(child, 0);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status), "the child ended by signal %d", WTERMSIG(status));
    return WEXITSTATUS(status);
}

static bool is_forked(saas_status status, const saas_error *err)
{
    return status == SAAS_ERR_INTERNAL && strcmp(err->code, "forked") == 0;
}

static int use_all(void *context)
{
    struct handles *handles = context;
    saas_session *fresh = NULL;
    saas_error err = SAAS_ERROR_INIT;
    int failures = 0;

    failures += !is_forked(add_project(handles->session, "Never", &err), &err);
    failures += !is_forked(read_projects(handles->session, &err), &err);
    failures += !is_forked(saas_session_commit(handles->session, &err), &err);
    failures += !is_forked(saas_session_authenticate(handles->attached, "a.b.c", &err), &err);
    failures += !is_forked(read_projects(handles->attached, &err), &err);
    failures += !is_forked(saas_loop_step(handles->loop, &err), &err);
    failures += !is_forked(saas_loop_wait(handles->loop, 0, &err), &err);
    failures += !is_forked(saas_client_ping(handles->client, &err), &err);
    failures += !is_forked(saas_client_migrate(handles->client, &err), &err);
    if (saas_session_system(handles->client, &fresh, &err) == SAAS_OK)
        failures += !is_forked(read_projects(fresh, &err), &err);
    saas_session_free(fresh);
    for (const char *letter = "sawlc"; *letter; letter++)
        give_back(handles, *letter);
    return failures;
}

Test(session, loop_and_client_say_forked_in_a_child_and_the_parent_goes_on)
{
    struct handles handles = {0};
    struct world_done done = {0};
    saas_error err = SAAS_ERROR_INIT;

    open_all(&handles, &done);
    acme = world_keep(saas_workspace_id(handles.workspace));
    assert_ok(saas_session_begin(handles.session, &err), &err);
    assert_ok(add_project(handles.session, "One", &err), &err);
    cr_assert_eq(failures_in_child(use_all, &handles), 0);
    assert_ok(add_project(handles.session, "Two", &err), &err);
    assert_ok(saas_session_commit(handles.session, &err), &err);
    assert_pending(&handles);
    world_finish(handles.loop);
    assert_ok(saas_client_ping(handles.client, &err), &err);
    cr_assert_eq(world_count("projects"), 3);
    for (const char *letter = "sawlc"; *letter; letter++)
        give_back(&handles, *letter);
}

static int step_and_free(void *context)
{
    struct handles *handles = context;
    saas_error err = SAAS_ERROR_INIT;
    int failures = !is_forked(saas_loop_step(handles->loop, &err), &err);

    saas_session_free(handles->attached);
    saas_loop_free(handles->loop);
    return failures;
}

Test(session, with_a_call_pending_writes_it_in_the_parent_of_a_fork_only)
{
    struct handles handles = {0};
    struct world_done done = {0};

    open_all(&handles, &done);
    acme = world_keep(saas_workspace_id(handles.workspace));
    assert_pending(&handles);
    cr_assert_eq(failures_in_child(step_and_free, &handles), 0);
    cr_assert_eq(world_count("projects"), 0);
    world_finish(handles.loop);
    cr_assert_eq(done.calls, 1);
    cr_assert_eq(world_count("projects"), 1);
    for (const char *letter = "sawlc"; *letter; letter++)
        give_back(&handles, *letter);
}

static int open_anew(void *context)
{
    saas_client_options options;
    saas_client *client = NULL;
    saas_session *session = NULL;
    int failures = 0;

    (void)context;
    world_options(&options);
    failures += saas_client_open(&options, &client, NULL) != SAAS_OK;
    failures += saas_session_system(client, &session, NULL) != SAAS_OK;
    failures += add_project(session, "The child's", NULL) != SAAS_OK;
    saas_session_free(session);
    saas_client_free(client);
    return failures;
}

Test(session, of_a_client_that_a_child_opens_for_itself_works)
{
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    cr_assert_eq(failures_in_child(open_anew, NULL), 0);
    assert_ok(add_project(world_system(), "The parent's", &err), &err);
    cr_assert_eq(world_count("projects"), 2);
}
