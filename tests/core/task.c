/* SPDX-License-Identifier: MIT */
/* Tasks: made, read, changed, completed and deleted. Who may is in tenancy.c. */
#include "support/test.h"
#include "support/world.h"

TestSuite(task, .init = world_open, .fini = world_close);

static saas_status create(saas_session *session, const char *project, const char *title,
                          saas_task **out, saas_error *err)
{
    saas_task_params params = SAAS_TASK_PARAMS_INIT;

    params.project_id = project;
    params.title = title;
    return saas_task_create(session, &params, out, err);
}

static saas_status change(saas_session *session, const char *id, const char *title,
                          saas_choice is_complete, saas_task **out, saas_error *err)
{
    saas_task_update_params params = SAAS_TASK_UPDATE_PARAMS_INIT;

    params.title = title;
    params.is_complete = is_complete;
    return saas_task_update(session, id, &params, out, err);
}

static const char *launch(void)
{
    return world_project(world_workspace("Acme", "ada"), "Launch");
}

Test(task, is_created_in_its_project_and_not_yet_done)
{
    const char *project = launch();
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    assert_ok(create(world_session("ada"), project, "Write it", &task, &err), &err);
    cr_assert_eq(strncmp(saas_task_id(task), "task_", 5), 0);
    cr_assert_eq(strlen(saas_task_id(task)), strlen(WORLD_NO_TASK));
    cr_assert_str_eq(saas_task_project_id(task), project);
    cr_assert_str_eq(saas_task_title(task), "Write it");
    cr_assert_not(saas_task_is_complete(task));
    cr_assert_eq(saas_task_created_at(task), WORLD_START);
    cr_assert_eq(saas_task_updated_at(task), WORLD_START);
    saas_task_free(task);
    cr_assert_eq(world_count("tasks WHERE title = 'Write it'"), 1);
}

Test(task, is_read_as_it_was_created)
{
    const char *project = launch();
    const char *id = world_task(project, "Write it");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    world_task(project, "Another");
    world_advance(WORLD_DAY);
    assert_ok(saas_task_get(world_session("ada"), id, &task, &err), &err);
    cr_assert_str_eq(saas_task_id(task), id);
    cr_assert_str_eq(saas_task_project_id(task), project);
    cr_assert_str_eq(saas_task_title(task), "Write it");
    cr_assert_not(saas_task_is_complete(task));
    cr_assert_eq(saas_task_created_at(task), WORLD_START);
    cr_assert_eq(saas_task_updated_at(task), WORLD_START);
    saas_task_free(task);
}

Test(task, list_shows_those_of_the_project_oldest_first)
{
    static const char *const titles[] = {"Zebra", "Apple", "Mango"};
    const char *acme = world_workspace("Acme", "ada");
    const char *project = world_project(acme, "Launch");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    world_task(world_project(acme, "Other"), "Elsewhere");
    for (size_t i = 0; i < 3; i++) {
        world_task(project, titles[i]);
        world_advance(WORLD_SECOND);
    }
    assert_ok(saas_task_list(world_session("ada"), project, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 3);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_str_eq(saas_task_title(saas_page_task(page, i)), titles[i]);
        cr_assert_str_eq(saas_task_project_id(saas_page_task(page, i)), project);
    }
    saas_page_free(page);
}

Test(task, is_completed_and_keeps_its_title)
{
    const char *id = world_task(launch(), "Write it");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    world_advance(WORLD_HOUR);
    assert_ok(change(world_session("ada"), id, NULL, SAAS_YES, &task, &err), &err);
    cr_assert_str_eq(saas_task_id(task), id);
    cr_assert(saas_task_is_complete(task));
    cr_assert_str_eq(saas_task_title(task), "Write it");
    cr_assert_eq(saas_task_created_at(task), WORLD_START);
    cr_assert_eq(saas_task_updated_at(task), WORLD_START + WORLD_HOUR);
    saas_task_free(task);
}

Test(task, that_is_done_may_be_opened_again)
{
    const char *id = world_task(launch(), "Write it");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    assert_ok(change(world_session("ada"), id, NULL, SAAS_YES, NULL, &err), &err);
    assert_ok(change(world_session("ada"), id, NULL, SAAS_NO, &task, &err), &err);
    cr_assert_not(saas_task_is_complete(task));
    saas_task_free(task);
}

Test(task, gets_another_title_and_stays_as_done_as_it_was)
{
    const char *id = world_task(launch(), "Write it");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    assert_ok(change(world_session("ada"), id, NULL, SAAS_YES, NULL, &err), &err);
    world_advance(WORLD_MINUTE);
    assert_ok(change(world_session("ada"), id, "Rewrite it", SAAS_KEEP, &task, &err), &err);
    cr_assert_str_eq(saas_task_title(task), "Rewrite it");
    cr_assert(saas_task_is_complete(task));
    cr_assert_eq(saas_task_created_at(task), WORLD_START);
    cr_assert_eq(saas_task_updated_at(task), WORLD_START + WORLD_MINUTE);
    saas_task_free(task);
}

Test(task, title_and_completion_change_together)
{
    const char *id = world_task(launch(), "Write it");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    assert_ok(change(world_session("ada"), id, "Written", SAAS_YES, &task, &err), &err);
    cr_assert_str_eq(saas_task_title(task), "Written");
    cr_assert(saas_task_is_complete(task));
    saas_task_free(task);
}

Test(task, that_is_done_may_be_completed_once_more)
{
    const char *id = world_task(launch(), "Write it");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    assert_ok(change(world_session("ada"), id, NULL, SAAS_YES, NULL, &err), &err);
    assert_ok(change(world_session("ada"), id, NULL, SAAS_YES, &task, &err), &err);
    cr_assert(saas_task_is_complete(task));
    saas_task_free(task);
}

Test(task, update_touches_no_other_task)
{
    const char *project = launch();
    const char *id = world_task(project, "One");
    const char *other = world_task(project, "Two");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    world_advance(WORLD_HOUR);
    assert_ok(change(world_session("ada"), id, "Three", SAAS_YES, NULL, &err), &err);
    assert_ok(saas_task_get(world_session("ada"), other, &task, &err), &err);
    cr_assert_str_eq(saas_task_title(task), "Two");
    cr_assert_not(saas_task_is_complete(task));
    cr_assert_eq(saas_task_updated_at(task), WORLD_START);
    saas_task_free(task);
}

Test(task, update_has_to_change_something)
{
    const char *id = world_task(launch(), "Write it");
    const char *before = world_dump();
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    world_advance(WORLD_HOUR);
    assert_status(change(world_session("ada"), id, NULL, SAAS_KEEP, &task, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_eq(err.issue_count, 1);
    cr_assert_str_eq(err.issues[0].pointer, "");
    cr_assert_str_eq(err.issues[0].code, "nothing_to_change");
    cr_assert_null(task);
    cr_assert_str_eq(world_dump(), before);
}

Test(task, update_with_a_wrong_title_does_not_complete_it)
{
    const char *id = world_task(launch(), "Write it");
    const char *before = world_dump();
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    assert_status(change(world_session("ada"), id, "", SAAS_YES, &task, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_null(task);
    cr_assert_str_eq(world_dump(), before);
}

Test(task, title_is_trimmed_and_composed)
{
    const char *project = launch();
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;
    const char *id;

    assert_ok(create(world_session("ada"), project, " \t Cafe\u0301 \u3000\n", &task, &err), &err);
    cr_assert_str_eq(saas_task_title(task), "Caf\u00e9");
    id = world_keep(saas_task_id(task));
    saas_task_free(task);
    task = NULL;
    assert_ok(
        change(world_session("ada"), id, "\u00a0A\u030angstro\u0308m ", SAAS_KEEP, &task, &err),
        &err);
    cr_assert_str_eq(saas_task_title(task), "\u00c5ngstr\u00f6m");
    saas_task_free(task);
}

Test(task, that_is_deleted_is_not_found)
{
    const char *project = launch();
    const char *id = world_task(project, "Write it");
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    world_task(project, "Another");
    assert_ok(saas_task_delete(session, id, &err), &err);
    assert_status(saas_task_delete(session, id, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_task_get(session, id, &task, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(change(session, id, NULL, SAAS_YES, NULL, &err), SAAS_ERR_NOT_FOUND, &err);
    cr_assert_eq(world_count("tasks"), 1);
    cr_assert_eq(world_count("projects"), 1);
}

Test(task, of_an_empty_id_is_not_found)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;
    saas_page *page = NULL;

    world_task(launch(), "Write it");
    assert_status(saas_task_get(session, "", &task, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_task_list(session, "", NULL, &page, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(change(session, "", NULL, SAAS_YES, NULL, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_task_delete(session, "", &err), SAAS_ERR_NOT_FOUND, &err);
    cr_assert_eq(world_count("tasks"), 1);
}

Test(task, call_without_an_argument_it_needs_is_invalid)
{
    const char *project = launch();
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    assert_status(saas_task_create(session, NULL, &task, &err), SAAS_ERR_INVALID, &err);
    assert_status(create(session, project, "Write it", NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_task_get(session, NULL, &task, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_task_get(session, WORLD_NO_TASK, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_task_list(session, project, NULL, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_task_update(session, WORLD_NO_TASK, NULL, NULL, &err), SAAS_ERR_INVALID,
                  &err);
    assert_status(saas_task_delete(session, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_task_delete(NULL, WORLD_NO_TASK, &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(world_count("tasks"), 0);
    saas_task_free(NULL);
}

Test(task, that_was_created_in_a_transaction_is_gone_after_the_rollback)
{
    const char *project = launch();
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;
    saas_task *again = NULL;

    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(create(session, project, "Write it", &task, &err), &err);
    assert_ok(change(session, saas_task_id(task), NULL, SAAS_YES, &again, &err), &err);
    cr_assert(saas_task_is_complete(again));
    saas_task_free(again);
    assert_ok(saas_session_rollback(session, &err), &err);
    assert_status(saas_task_get(session, saas_task_id(task), &again, &err), SAAS_ERR_NOT_FOUND,
                  &err);
    saas_task_free(task);
    cr_assert_eq(world_count("tasks"), 0);
}

Test(task, is_created_in_the_transaction_that_created_its_project)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;
    saas_task *task = NULL;

    params.workspace_id = acme;
    params.name = "Launch";
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(saas_project_create(session, &params, &project, &err), &err);
    assert_ok(create(session, saas_project_id(project), "Write it", &task, &err), &err);
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_str_eq(saas_task_project_id(task), saas_project_id(project));
    cr_assert_eq(world_count("tasks"), 1);
    saas_task_free(task);
    saas_project_free(project);
}

Test(task, as_json_has_the_names_of_the_data_model)
{
    const char *project = launch();
    const char *id = world_task(project, "Write it");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;
    char *json;

    world_advance(90 * WORLD_SECOND + 7000);
    assert_ok(change(world_session("ada"), id, "Wr\u00efte \"it\"", SAAS_YES, &task, &err), &err);
    json = saas_task_to_json(task);
    cr_assert_str_eq(json, world_text("SELECT '{\"id\":\"%s\",\"projectId\":\"%s\","
                                      "\"title\":\"Wr\u00efte \\\"it\\\"\",\"isComplete\":true,"
                                      "\"createdAt\":\"2026-05-28T20:26:40.000Z\","
                                      "\"updatedAt\":\"2026-05-28T20:28:10.007Z\"}'",
                                      id, project));
    saas_text_free(json);
    saas_task_free(task);
}
