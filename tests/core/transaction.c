/* SPDX-License-Identifier: MIT */
/* Transactions of a session. */
#include "support/test.h"
#include "support/world.h"

TestSuite(transaction, .init = world_open, .fini = world_close);

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

/* Somebody else can write: nobody holds the writer. */
static void assert_writer_is_free(void)
{
    saas_session *session = world_system();
    saas_error err = SAAS_ERROR_INIT;

    saas_session_set_timeout(session, 2000);
    assert_ok(add_project(session, "Somebody else's", &err), &err);
}

Test(transaction, what_it_did_lasts_after_the_commit)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(add_project(session, "One", &err), &err);
    assert_ok(add_project(session, "Two", &err), &err);
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_eq(world_count("projects"), 2);
}

Test(transaction, what_it_did_is_undone_by_the_rollback)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    acme = world_workspace("Acme", "ada");
    before = world_dump();
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(add_project(session, "One", &err), &err);
    assert_ok(saas_workspace_delete(session, acme, &err), &err);
    assert_ok(saas_session_rollback(session, &err), &err);
    cr_assert_str_eq(world_dump(), before);
    assert_writer_is_free();
}

Test(transaction, nobody_else_sees_it_before_the_commit_and_it_sees_itself)
{
    saas_session *session = world_session("ada");
    saas_session *other = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(add_project(session, "One", &err), &err);
    assert_ok(saas_project_list(session, acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 1);
    saas_page_free(page);
    assert_ok(saas_project_list(other, acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 0);
    saas_page_free(page);
    assert_ok(saas_session_commit(session, &err), &err);
    assert_ok(saas_project_list(other, acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 1);
    saas_page_free(page);
}

Test(transaction, a_failed_operation_leaves_it_open_and_what_was_done_in_place)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(add_project(session, "One", &err), &err);
    assert_status(add_project(session, "", &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_project_delete(session, WORLD_NO_PROJECT, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_member_leave(session, acme, &err), SAAS_ERR_CONFLICT, &err);
    assert_ok(add_project(session, "Two", &err), &err);
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_eq(world_count("projects"), 2);
}

Test(transaction, an_operation_that_fails_half_way_leaves_no_half_in_it)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_session *gone = world_session("gone");
    saas_error err = SAAS_ERROR_INIT;
    saas_workspace *workspace = NULL;

    assert_ok(saas_user_delete(world_system(), world_user("gone"), &err), &err);
    params.name = "Acme"; /* its row would come before that of its ADMIN, who is no user */
    assert_ok(saas_session_begin(gone, &err), &err);
    assert_status(saas_workspace_create(gone, &params, &workspace, &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    assert_ok(saas_session_commit(gone, &err), &err);
    cr_assert_eq(world_count("workspaces"), 0);
    cr_assert_eq(world_count("memberships"), 0);
}

Test(transaction, a_job_exists_if_and_only_if_the_transaction_is_committed)
{
    saas_job_params params = SAAS_JOB_PARAMS_INIT;
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    params.queue = "work";
    params.name = "announce";
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(saas_job_enqueue(session, &params, NULL, &err), &err);
    assert_ok(saas_session_rollback(session, &err), &err);
    cr_assert_eq(world_count("jobs"), 0);
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(saas_job_enqueue(session, &params, NULL, &err), &err);
    cr_assert_eq(world_count("jobs"), 0);
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_eq(world_count("jobs"), 1);
}

Test(transaction, it_is_one_commit)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    long before;

    acme = world_workspace("Acme", "ada");
    before = world_commits();
    assert_ok(saas_session_begin(session, &err), &err);
    for (int i = 0; i < 20; i++)
        assert_ok(add_project(session, "One of many", &err), &err);
    cr_assert_eq(world_commits(), before);
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_eq(world_commits(), before + 1);
}

Test(transaction, a_second_begin_is_refused_and_the_first_goes_on)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(add_project(session, "One", &err), &err);
    assert_status(saas_session_begin(session, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "in_transaction");
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_eq(world_count("projects"), 1);
}

Test(transaction, there_is_no_end_without_a_beginning)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_session_commit(session, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "no_transaction");
    assert_status(saas_session_rollback(session, &err), SAAS_ERR_INVALID, &err);
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(saas_session_commit(session, &err), &err);
    assert_status(saas_session_commit(session, &err), SAAS_ERR_INVALID, &err);
}

Test(transaction, freeing_its_session_rolls_it_back_and_lets_others_write)
{
    saas_session *session = NULL;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_for_user(world_client(), world_user("ada"), &session, &err), &err);
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(add_project(session, "Never", &err), &err);
    saas_session_free(session);
    cr_assert_eq(world_count("projects"), 0);
    assert_writer_is_free();
}

Test(transaction, another_one_waits_until_its_deadline)
{
    saas_session *first = world_session("ada");
    saas_session *second = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_begin(first, &err), &err);
    saas_session_set_timeout(second, 20);
    assert_status(saas_session_begin(second, &err), SAAS_ERR_TIMEOUT, &err);
    assert_status(add_project(second, "Late", &err), SAAS_ERR_TIMEOUT, &err);
    assert_ok(saas_session_commit(first, &err), &err);
    assert_ok(saas_session_begin(second, &err), &err);
    assert_ok(add_project(second, "In time", &err), &err);
    assert_ok(saas_session_commit(second, &err), &err);
    cr_assert_eq(world_count("projects"), 1);
}

Test(transaction, a_commit_after_the_deadline_writes_nothing_and_ends_it)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(add_project(session, "Late", &err), &err);
    saas_session_set_deadline(session, world_now() - WORLD_SECOND);
    assert_status(saas_session_commit(session, &err), SAAS_ERR_TIMEOUT, &err);
    saas_session_set_deadline(session, 0);
    assert_status(saas_session_rollback(session, &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(world_count("projects"), 0);
    assert_writer_is_free();
}

Test(transaction, a_rollback_after_the_deadline_is_done_all_the_same)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_begin(session, &err), &err);
    saas_session_set_deadline(session, world_now() - WORLD_SECOND);
    assert_ok(saas_session_rollback(session, &err), &err);
    assert_writer_is_free();
}

Test(transaction, a_session_does_not_become_somebody_elses_in_it)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_session_begin(session, &err), &err);
    assert_status(saas_session_authenticate(session, "a.b.c", &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "in_transaction");
    cr_assert_str_eq(saas_session_user_id(session), world_user("ada"));
    assert_ok(saas_session_rollback(session, &err), &err);
}

Test(transaction, a_session_is_not_attached_in_it)
{
    saas_session *session = world_session("ada");
    struct world_done done = {0};
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_session_begin(session, &err), &err);
    assert_status(saas_session_attach(session, world_loop(), world_on_done, &done, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "in_transaction");
    assert_ok(saas_session_rollback(session, &err), &err);
}

Test(transaction, on_a_loop_its_begin_is_pending_and_the_rest_done_at_once)
{
    struct world_done done = {0};
    saas_loop *loop = world_loop();
    saas_session *session = world_attached(loop, "ada", &done);
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_status(saas_session_begin(session, &err), SAAS_PENDING, &err);
    world_finish(loop);
    cr_assert_eq(done.calls, 1);
    assert_ok(done.status, NULL);
    assert_ok(add_project(session, "One", &err), &err);
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_eq(world_count("projects"), 1);
    cr_assert_eq(done.calls, 1);
}

Test(transaction, on_a_loop_writes_of_others_wait_for_its_end)
{
    struct world_done done = {0};
    struct world_done other_done = {0};
    saas_loop *loop = world_loop();
    saas_session *session = world_attached(loop, "ada", &done);
    saas_session *other = world_attached(loop, "ada", &other_done);
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_status(saas_session_begin(session, &err), SAAS_PENDING, &err);
    world_finish(loop);
    assert_status(saas_workspace_delete(other, acme, &err), SAAS_PENDING, &err);
    assert_ok(saas_loop_step(loop, &err), &err);
    assert_ok(saas_loop_step(loop, &err), &err);
    cr_assert_eq(other_done.calls, 0);
    assert_ok(saas_session_commit(session, &err), &err);
    world_finish(loop);
    cr_assert_eq(other_done.calls, 1);
    cr_assert_eq(world_count("workspaces"), 0);
}

Test(transaction, is_rolled_back_when_its_session_was_freed_before_it_heard_of_the_begin)
{
    saas_session *session = NULL;
    struct world_done done = {0};
    saas_loop *loop = world_loop();
    saas_loop *leader = world_loop();
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_for_user(world_client(), world_user("ada"), &session, &err), &err);
    assert_ok(saas_session_attach(session, loop, world_on_done, &done, &err), &err);
    assert_status(saas_session_begin(session, &err), SAAS_PENDING, &err);
    assert_ok(saas_loop_step(leader, &err), &err); /* grants it, on the other loop's behalf */
    saas_session_free(session);
    assert_ok(saas_loop_step(loop, &err), &err);
    cr_assert_eq(done.calls, 0);
    assert_writer_is_free();
}

Test(transaction, is_rolled_back_when_its_loop_was_freed_before_it_heard_of_the_begin)
{
    saas_session *session = NULL;
    struct world_done done = {0};
    saas_loop *loop = NULL;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_loop_new(world_client(), &loop, &err), &err);
    assert_ok(saas_session_for_user(world_client(), world_user("ada"), &session, &err), &err);
    assert_ok(saas_session_attach(session, loop, world_on_done, &done, &err), &err);
    assert_status(saas_session_begin(session, &err), SAAS_PENDING, &err);
    assert_ok(saas_loop_step(world_loop(), &err), &err); /* grants it, on the first one's behalf */
    saas_loop_free(loop);
    saas_session_free(session);
    cr_assert_eq(done.calls, 0);
    assert_writer_is_free();
}

Test(transaction, is_rolled_back_when_its_loop_was_freed_before_its_session)
{
    saas_session *session = NULL;
    struct world_done done = {0};
    saas_loop *loop = NULL;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_loop_new(world_client(), &loop, &err), &err);
    assert_ok(saas_session_for_user(world_client(), world_user("ada"), &session, &err), &err);
    assert_ok(saas_session_attach(session, loop, world_on_done, &done, &err), &err);
    assert_status(saas_session_begin(session, &err), SAAS_PENDING, &err);
    world_finish(loop);
    assert_ok(add_project(session, "Never", &err), &err);
    saas_loop_free(loop);
    saas_session_free(session);
    assert_writer_is_free();
    cr_assert_eq(world_count("projects"), 1);
}

Test(transaction, granted_to_a_session_whose_loop_is_gone_does_not_wait_for_the_session)
{
    saas_session *session = NULL;
    struct world_done done = {0};
    saas_loop *loop = NULL;
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_loop_new(world_client(), &loop, &err), &err);
    assert_ok(saas_session_for_user(world_client(), world_user("ada"), &session, &err), &err);
    assert_ok(saas_session_attach(session, loop, world_on_done, &done, &err), &err);
    assert_status(saas_session_begin(session, &err), SAAS_PENDING, &err);
    assert_ok(saas_loop_step(world_loop(), &err), &err);
    saas_loop_free(loop);
    assert_writer_is_free();
    cr_assert_eq(done.calls, 0);
    saas_session_free(session);
}

Test(transaction, freeing_an_attached_session_rolls_it_back)
{
    saas_session *session = NULL;
    struct world_done done = {0};
    saas_loop *loop = world_loop();
    saas_error err = SAAS_ERROR_INIT;

    acme = world_workspace("Acme", "ada");
    assert_ok(saas_session_for_user(world_client(), world_user("ada"), &session, &err), &err);
    assert_ok(saas_session_attach(session, loop, world_on_done, &done, &err), &err);
    assert_status(saas_session_begin(session, &err), SAAS_PENDING, &err);
    world_finish(loop);
    assert_ok(add_project(session, "Never", &err), &err);
    saas_session_free(session);
    assert_writer_is_free();
    cr_assert_eq(world_count("projects"), 1);
}

struct counting {
    saas_client *client;
    saas_status statuses[8];
};

/* Reads how many projects there are and adds one, in one transaction. */
static void add_numbered(unsigned index, void *context)
{
    struct counting *counting = context;
    saas_session *session = NULL;
    saas_page *page = NULL;
    char name[32];
    saas_status status = saas_session_system(counting->client, &session, NULL);

    for (int i = 0; status == SAAS_OK && i < 10; i++) {
        status = saas_session_begin(session, NULL);
        if (status == SAAS_OK)
            status = saas_project_list(session, acme, NULL, &page, NULL);
        if (status == SAAS_OK) {
            snprintf(name, sizeof(name), "number %zu", saas_page_count(page));
            saas_page_free(page);
            status = add_project(session, name, NULL);
        }
        if (status == SAAS_OK)
            status = saas_session_commit(session, NULL);
    }
    counting->statuses[index] = status;
    saas_session_free(session);
}

Test(transaction, two_of_them_never_overlap)
{
    struct counting counting = {.client = world_client()};

    acme = world_workspace("Acme", "ada");
    world_together(2, add_numbered, &counting);
    assert_ok(counting.statuses[0], NULL);
    assert_ok(counting.statuses[1], NULL);
    cr_assert_eq(world_count("projects"), 20);
    cr_assert_str_eq(world_text("SELECT COUNT(DISTINCT name) FROM projects"), "20");
}
