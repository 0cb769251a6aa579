/* SPDX-License-Identifier: MIT */
/* Workspaces; their slugs are in slug.c. */
#include "support/test.h"
#include "support/world.h"

TestSuite(workspace, .init = world_open, .fini = world_close);

static size_t count_listed(saas_session *session)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;
    size_t count;

    assert_ok(saas_workspace_list(session, NULL, &page, &err), &err);
    count = saas_page_count(page);
    saas_page_free(page);
    return count;
}

Test(workspace, is_created_with_its_admin_in_one_commit)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_session *ada = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_workspace *workspace = NULL;
    long commits = world_commits();

    params.name = " New  Workspace ";
    assert_ok(saas_workspace_create(ada, &params, &workspace, &err), &err);
    cr_assert_eq(world_commits(), commits + 1);
    cr_assert_eq(strncmp(saas_workspace_id(workspace), "ws_", 3), 0);
    cr_assert_str_eq(saas_workspace_name(workspace), "New  Workspace");
    cr_assert_str_eq(saas_workspace_slug(workspace), "new-workspace");
    cr_assert_eq(saas_workspace_role(workspace), SAAS_ROLE_ADMIN);
    cr_assert_eq(saas_workspace_created_at(workspace), WORLD_START);
    cr_assert_eq(world_count("memberships WHERE role = 'ADMIN' AND status = 'ACTIVE'"), 1);
    saas_workspace_free(workspace);
}

Test(workspace, is_created_by_a_user_only)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_session *gone = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_workspace *workspace = NULL;

    params.name = "Acme";
    assert_status(saas_workspace_create(world_nobody(), &params, &workspace, &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
    assert_status(saas_workspace_create(world_system(), &params, &workspace, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "needs_user");
    assert_ok(saas_user_delete(world_system(), world_user("ada"), &err), &err);
    assert_status(saas_workspace_create(gone, &params, &workspace, &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    cr_assert_str_eq(err.code, "user_gone");
    cr_assert_eq(world_count("workspaces"), 0);
}

Test(workspace, list_shows_those_in_which_one_is_active)
{
    const char *acme = world_workspace("Acme", "ada");

    world_workspace("Beta", "ada");
    world_member(acme, "bob", SAAS_ROLE_BILLING);
    world_pending(acme, "eve", SAAS_ROLE_ADMIN);
    cr_assert_eq(count_listed(world_session("ada")), 2);
    cr_assert_eq(count_listed(world_session("bob")), 1);
    cr_assert_eq(count_listed(world_session("eve")), 0);
    cr_assert_eq(count_listed(world_session("stranger")), 0);
    cr_assert_eq(count_listed(world_system()), 2);
}

Test(workspace, list_is_refused_to_nobody)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    assert_status(saas_workspace_list(world_nobody(), NULL, &page, &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
}

Test(workspace, says_the_role_of_who_asks)
{
    static const saas_role roles[] = {SAAS_ROLE_ADMIN, SAAS_ROLE_MEMBER, SAAS_ROLE_BILLING};
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_workspace *workspace = NULL;
    char name[8];

    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof(name), "user%d", i);
        world_member(acme, name, roles[i]);
        assert_ok(saas_workspace_get(world_session(name), acme, &workspace, &err), &err);
        cr_assert_eq(saas_workspace_role(workspace), roles[i]);
        saas_workspace_free(workspace);
    }
    assert_ok(saas_workspace_get(world_system(), acme, &workspace, &err), &err);
    cr_assert_eq(saas_workspace_role(workspace), SAAS_ROLE_NONE);
    saas_workspace_free(workspace);
}

Test(workspace, gets_another_name_and_keeps_its_slug)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_workspace *workspace = NULL;

    world_workspace("Untouched", "ada");
    world_advance(WORLD_HOUR);
    params.name = "Acme Corporation";
    assert_ok(saas_workspace_update(world_session("ada"), acme, &params, &workspace, &err), &err);
    cr_assert_str_eq(saas_workspace_name(workspace), "Acme Corporation");
    cr_assert_str_eq(saas_workspace_slug(workspace), "acme");
    cr_assert_eq(saas_workspace_role(workspace), SAAS_ROLE_ADMIN);
    cr_assert_eq(saas_workspace_created_at(workspace), WORLD_START);
    cr_assert_eq(saas_workspace_updated_at(workspace), WORLD_START + WORLD_HOUR);
    saas_workspace_free(workspace);
    cr_assert_eq(world_count("workspaces WHERE name = 'Untouched'"), 1);
}

Test(workspace, update_has_to_change_something)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_workspace_update(world_session("ada"), acme, &params, NULL, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].code, "nothing_to_change");
}

Test(workspace, deletion_takes_everything_along_and_nothing_else)
{
    static const char *const tables[] = {"workspaces", "memberships", "projects", "tasks", "jobs"};
    const char *doomed = world_workspace("Doomed", "ada");
    const char *kept = world_workspace("Kept", "ada");
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;

    world_task(world_project(doomed, "Launch"), "Write");
    world_task(world_project(kept, "Launch"), "Write");
    world_member(doomed, "bob", SAAS_ROLE_MEMBER);
    world_invite_by_mail(doomed, "ada", "eve", SAAS_ROLE_MEMBER);
    world_invite_by_mail(kept, "ada", "eve", SAAS_ROLE_MEMBER);
    params.slug = "doomed-again";
    assert_ok(saas_workspace_update(world_session("ada"), doomed, &params, NULL, &err), &err);
    assert_ok(saas_workspace_delete(world_session("ada"), doomed, &err), &err);
    cr_assert_not(strstr(world_dump(), doomed), "a row still names it");
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        cr_assert_eq(world_count(tables[i]), strcmp(tables[i], "memberships") == 0 ? 2 : 1, "%s",
                     tables[i]);
    cr_assert_eq(world_count("held_slugs"), 0);
    cr_assert_eq(world_count("users"), 2); /* ada and bob */
    assert_status(saas_workspace_delete(world_session("ada"), doomed, &err), SAAS_ERR_NOT_FOUND,
                  &err);
}

Test(workspace, that_is_gone_frees_its_slug)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_workspace_delete(world_session("ada"), acme, &err), &err);
    acme = world_workspace("Acme", "bob");
    cr_assert_str_eq(world_text("SELECT slug FROM workspaces WHERE id = '%s'", acme), "acme");
}

Test(workspace, as_json_has_the_names_of_the_data_model)
{
    const char *acme = world_workspace("Acme \"1\"", "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_workspace *workspace = NULL;
    char *json;

    assert_ok(saas_workspace_get(world_session("ada"), acme, &workspace, &err), &err);
    json = saas_workspace_to_json(workspace);
    cr_assert_str_eq(json, world_text("SELECT '{\"id\":\"' || id || '\",\"name\":\"Acme "
                                      "\\\"1\\\"\",\"slug\":\"acme-1\",\"role\":\"ADMIN\","
                                      "\"createdAt\":\"2026-05-28T20:26:40.000Z\","
                                      "\"updatedAt\":\"2026-05-28T20:26:40.000Z\"}' "
                                      "FROM workspaces"));
    saas_text_free(json);
    saas_workspace_free(workspace);
}
