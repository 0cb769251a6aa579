/* SPDX-License-Identifier: MIT */
/* Projects: made, read, renamed and deleted. Who may is in tenancy.c. */
#include "support/test.h"
#include "support/world.h"

TestSuite(project, .init = world_open, .fini = world_close);

static saas_status create(saas_session *session, const char *workspace, const char *name,
                          saas_project **out, saas_error *err)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;

    params.workspace_id = workspace;
    params.name = name;
    return saas_project_create(session, &params, out, err);
}

static saas_status rename_to(saas_session *session, const char *id, const char *name,
                             saas_project **out, saas_error *err)
{
    saas_project_update_params params = SAAS_PROJECT_UPDATE_PARAMS_INIT;

    params.name = name;
    return saas_project_update(session, id, &params, out, err);
}

Test(project, is_created_with_its_name_in_its_workspace)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;

    assert_ok(create(world_session("ada"), acme, "Launch", &project, &err), &err);
    cr_assert_eq(strncmp(saas_project_id(project), "proj_", 5), 0);
    cr_assert_eq(strlen(saas_project_id(project)), strlen(WORLD_NO_PROJECT));
    cr_assert_str_eq(saas_project_workspace_id(project), acme);
    cr_assert_str_eq(saas_project_name(project), "Launch");
    cr_assert_eq(saas_project_created_at(project), WORLD_START);
    cr_assert_eq(saas_project_updated_at(project), WORLD_START);
    cr_assert_eq(world_count("projects WHERE name = 'Launch'"), 1);
    saas_project_free(project);
}

Test(project, is_read_as_it_was_created)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *id = world_project(acme, "Launch");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;

    world_project(acme, "Another");
    world_advance(WORLD_DAY);
    assert_ok(saas_project_get(world_session("ada"), id, &project, &err), &err);
    cr_assert_str_eq(saas_project_id(project), id);
    cr_assert_str_eq(saas_project_workspace_id(project), acme);
    cr_assert_str_eq(saas_project_name(project), "Launch");
    cr_assert_eq(saas_project_created_at(project), WORLD_START);
    cr_assert_eq(saas_project_updated_at(project), WORLD_START);
    saas_project_free(project);
}

Test(project, shares_its_name_with_others)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;

    world_project(acme, "Launch");
    assert_ok(create(world_session("ada"), acme, "Launch", &project, &err), &err);
    saas_project_free(project);
    cr_assert_eq(world_count("projects WHERE name = 'Launch'"), 2);
}

Test(project, list_shows_those_of_the_workspace_oldest_first)
{
    static const char *const names[] = {"Zebra", "Apple", "Mango"};
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    world_project(world_workspace("Beta", "ada"), "Elsewhere");
    for (size_t i = 0; i < 3; i++) {
        world_project(acme, names[i]);
        world_advance(WORLD_SECOND);
    }
    assert_ok(saas_project_list(world_session("ada"), acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 3);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_str_eq(saas_project_name(saas_page_project(page, i)), names[i]);
        cr_assert_str_eq(saas_project_workspace_id(saas_page_project(page, i)), acme);
    }
    cr_assert_null(saas_page_next_cursor(page));
    saas_page_free(page);
}

Test(project, list_of_a_workspace_without_projects_is_empty)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    assert_ok(saas_project_list(world_session("ada"), acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 0);
    cr_assert_null(saas_page_project(page, 0));
    saas_page_free(page);
}

Test(project, gets_another_name_at_a_later_time_and_keeps_the_rest)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *id = world_project(acme, "Launch");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;

    world_advance(WORLD_HOUR);
    assert_ok(rename_to(world_session("ada"), id, "Landing", &project, &err), &err);
    cr_assert_str_eq(saas_project_id(project), id);
    cr_assert_str_eq(saas_project_workspace_id(project), acme);
    cr_assert_str_eq(saas_project_name(project), "Landing");
    cr_assert_eq(saas_project_created_at(project), WORLD_START);
    cr_assert_eq(saas_project_updated_at(project), WORLD_START + WORLD_HOUR);
    saas_project_free(project);
}

Test(project, update_touches_no_other_project)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *id = world_project(acme, "Launch");
    const char *other = world_project(acme, "Other");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;

    world_advance(WORLD_HOUR);
    assert_ok(rename_to(world_session("ada"), id, "Landing", NULL, &err), &err);
    assert_ok(saas_project_get(world_session("ada"), other, &project, &err), &err);
    cr_assert_str_eq(saas_project_name(project), "Other");
    cr_assert_eq(saas_project_updated_at(project), WORLD_START);
    saas_project_free(project);
}

Test(project, update_may_leave_out_where_to_put_the_record)
{
    const char *id = world_project(world_workspace("Acme", "ada"), "Launch");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(rename_to(world_session("ada"), id, "Landing", NULL, &err), &err);
    cr_assert_str_eq(world_text("SELECT name FROM projects"), "Landing");
}

Test(project, update_has_to_change_something)
{
    const char *id = world_project(world_workspace("Acme", "ada"), "Launch");
    const char *before = world_dump();
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;

    world_advance(WORLD_HOUR);
    assert_status(rename_to(world_session("ada"), id, NULL, &project, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_eq(err.issue_count, 1);
    cr_assert_str_eq(err.issues[0].pointer, "");
    cr_assert_str_eq(err.issues[0].code, "nothing_to_change");
    cr_assert_null(project);
    cr_assert_str_eq(world_dump(), before);
}

Test(project, update_that_fails_changes_nothing)
{
    const char *id = world_project(world_workspace("Acme", "ada"), "Launch");
    const char *before = world_dump();
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;

    assert_status(rename_to(world_session("ada"), id, " ", &project, &err), SAAS_ERR_INVALID, &err);
    cr_assert_null(project);
    cr_assert_str_eq(world_dump(), before);
}

Test(project, name_is_trimmed_and_composed)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;
    const char *id;

    assert_ok(create(world_session("ada"), acme, " \t Cafe\u0301 \u3000\n", &project, &err), &err);
    cr_assert_str_eq(saas_project_name(project), "Caf\u00e9");
    id = world_keep(saas_project_id(project));
    saas_project_free(project);
    project = NULL;
    assert_ok(rename_to(world_session("ada"), id, "\u00a0A\u030angstro\u0308m ", &project, &err),
              &err);
    cr_assert_str_eq(saas_project_name(project), "\u00c5ngstr\u00f6m");
    saas_project_free(project);
}

Test(project, deletion_takes_its_tasks_and_nothing_else)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *launch = world_project(acme, "Launch");
    const char *other = world_project(acme, "Other");
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;
    const char *id = world_task(launch, "One");

    world_task(launch, "Two");
    world_task(other, "Three");
    assert_ok(saas_project_delete(world_session("ada"), launch, &err), &err);
    cr_assert_eq(world_count("projects"), 1);
    cr_assert_eq(world_count("tasks"), 1);
    cr_assert_eq(world_count("tasks WHERE title = 'Three'"), 1);
    assert_status(saas_task_get(world_session("ada"), id, &task, &err), SAAS_ERR_NOT_FOUND, &err);
}

Test(project, that_is_deleted_is_not_found)
{
    const char *id = world_project(world_workspace("Acme", "ada"), "Launch");
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;
    saas_page *page = NULL;

    assert_ok(saas_project_delete(session, id, &err), &err);
    assert_status(saas_project_delete(session, id, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_project_get(session, id, &project, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(rename_to(session, id, "Landing", NULL, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_task_list(session, id, NULL, &page, &err), SAAS_ERR_NOT_FOUND, &err);
}

Test(project, of_an_empty_id_is_not_found)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;
    saas_page *page = NULL;

    world_project(world_workspace("Acme", "ada"), "Launch");
    assert_status(saas_project_get(session, "", &project, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_project_list(session, "", NULL, &page, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(rename_to(session, "", "Landing", NULL, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_project_delete(session, "", &err), SAAS_ERR_NOT_FOUND, &err);
    cr_assert_eq(world_count("projects WHERE name = 'Launch'"), 1);
}

Test(project, call_without_an_argument_it_needs_is_invalid)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;

    assert_status(saas_project_create(session, NULL, &project, &err), SAAS_ERR_INVALID, &err);
    assert_status(create(session, acme, "Launch", NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_project_get(session, NULL, &project, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_project_get(session, WORLD_NO_PROJECT, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_project_list(session, acme, NULL, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_project_update(session, WORLD_NO_PROJECT, NULL, NULL, &err),
                  SAAS_ERR_INVALID, &err);
    assert_status(saas_project_delete(session, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(saas_project_delete(NULL, WORLD_NO_PROJECT, &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(world_count("projects"), 0);
    saas_project_free(NULL);
}

Test(project, that_was_created_in_a_transaction_is_gone_after_the_rollback)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;
    saas_project *again = NULL;

    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(create(session, acme, "Launch", &project, &err), &err);
    assert_ok(saas_project_get(session, saas_project_id(project), &again, &err), &err);
    saas_project_free(again);
    assert_ok(saas_session_rollback(session, &err), &err);
    assert_status(saas_project_get(session, saas_project_id(project), &again, &err),
                  SAAS_ERR_NOT_FOUND, &err);
    saas_project_free(project);
    cr_assert_eq(world_count("projects"), 0);
}

Test(project, that_was_deleted_in_a_transaction_is_back_with_its_tasks_after_the_rollback)
{
    const char *id = world_project(world_workspace("Acme", "ada"), "Launch");
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    world_task(id, "One");
    before = world_dump();
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(saas_project_delete(session, id, &err), &err);
    assert_status(saas_project_delete(session, id, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_ok(saas_session_rollback(session, &err), &err);
    cr_assert_str_eq(world_dump(), before);
}

Test(project, outlives_its_session_and_its_row)
{
    const char *id = world_project(world_workspace("Acme", "ada"), "Launch");
    saas_error err = SAAS_ERROR_INIT;
    saas_session *session = NULL;
    saas_project *project = NULL;

    assert_ok(saas_session_for_user(world_client(), world_user("ada"), &session, &err), &err);
    assert_ok(saas_project_get(session, id, &project, &err), &err);
    assert_ok(saas_project_delete(session, id, &err), &err);
    saas_session_free(session);
    cr_assert_str_eq(saas_project_name(project), "Launch");
    cr_assert_str_eq(saas_project_id(project), id);
    saas_project_free(project);
}

Test(project, as_json_has_the_names_of_the_data_model)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *id = world_project(acme, "Launch");
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;
    char *json;

    world_advance(90 * WORLD_SECOND + 7000);
    assert_ok(rename_to(world_session("ada"), id, "The \"big\" \\ l\u00e4unch", &project, &err),
              &err);
    json = saas_project_to_json(project);
    cr_assert_str_eq(json, world_text("SELECT '{\"id\":\"%s\",\"workspaceId\":\"%s\","
                                      "\"name\":\"The \\\"big\\\" \\\\ l\u00e4unch\","
                                      "\"createdAt\":\"2026-05-28T20:26:40.000Z\","
                                      "\"updatedAt\":\"2026-05-28T20:28:10.007Z\"}'",
                                      id, acme));
    saas_text_free(json);
    saas_project_free(project);
}
