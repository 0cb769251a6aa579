/* SPDX-License-Identifier: MIT */
/* Slugs of workspaces: claimed, given, held after a rename, and free again. */
#include <stdlib.h>

#include "support/test.h"
#include "support/world.h"

enum { CROWD = 300, THREADS = 12 };

TestSuite(slug, .init = world_open, .fini = world_close);

static const char *slug_of(const char *workspace)
{
    return world_text("SELECT slug FROM workspaces WHERE id = '%s'", workspace);
}

static saas_status create(saas_session *session, const char *name, const char *slug,
                          saas_error *err)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_workspace *workspace = NULL;
    saas_status status;

    params.name = name;
    params.slug = slug;
    status = saas_workspace_create(session, &params, &workspace, err);
    saas_workspace_free(workspace);
    return status;
}

static saas_status set_slug(saas_session *session, const char *workspace, const char *slug,
                            saas_error *err)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;

    params.slug = slug;
    return saas_workspace_update(session, workspace, &params, NULL, err);
}

/* The slug that the workspace found by a slug has now; NULL: there is none. */
static const char *found_by(const char *slug)
{
    saas_workspace *workspace = NULL;
    const char *found;

    if (saas_workspace_get_by_slug(world_system(), slug, &workspace, NULL) != SAAS_OK)
        return NULL;
    found = world_keep(saas_workspace_slug(workspace));
    saas_workspace_free(workspace);
    return found;
}

Test(slug, gets_a_number_when_it_is_taken_and_then_something_random)
{
    cr_assert_str_eq(slug_of(world_workspace("Acme", "ada")), "acme");
    cr_assert_str_eq(slug_of(world_workspace("ACME!", "bob")), "acme-2");
    cr_assert_str_eq(slug_of(world_workspace("acme", "ada")), "acme-3");
    for (int i = 0; i < 3; i++)
        cr_assert_eq(strlen(slug_of(world_workspace("Acme", "ada"))), strlen("acme-0123456789ab"));
}

Test(slug, of_a_name_in_another_script_is_workspace)
{
    cr_assert_str_eq(slug_of(world_workspace("日本語", "ada")), "workspace");
    cr_assert_str_eq(slug_of(world_workspace("Москва", "ada")), "workspace-2");
    cr_assert_str_eq(slug_of(world_workspace("🚀", "ada")), "workspace-3");
}

Test(slug, that_is_reserved_is_never_made)
{
    static const char *const names[] = {"Admin", "API", "www", "New"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *slug = slug_of(world_workspace(names[i], "ada"));

        cr_assert_str_eq(slug + strlen(names[i]), "-2");
    }
}

Test(slug, that_the_caller_gives_is_taken_or_refused_but_never_changed)
{
    saas_session *ada = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(create(ada, "Acme", "the-acme", &err), &err);
    cr_assert_str_eq(world_text("SELECT slug FROM workspaces"), "the-acme");
    assert_status(create(ada, "Another", "the-acme", &err), SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "slug_taken");
    cr_assert_eq(world_count("workspaces"), 1);
    cr_assert_eq(world_count("memberships"), 1);
    assert_status(create(ada, "Another", "admin", &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].code, "reserved");
    assert_status(create(ada, "Another", "The Acme", &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].pointer, "/slug");
}

Test(slug, of_another_workspace_is_not_to_be_had_by_renaming)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *before;
    saas_error err = SAAS_ERROR_INIT;

    world_workspace("Beta", "bob");
    before = world_dump();
    assert_status(set_slug(world_session("ada"), acme, "beta", &err), SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "slug_taken");
    cr_assert_str_eq(world_dump(), before);
}

Test(slug, that_was_changed_still_leads_to_the_workspace)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(set_slug(world_session("ada"), acme, "umbrella", &err), &err);
    cr_assert_str_eq(found_by("umbrella"), "umbrella");
    cr_assert_str_eq(found_by("acme"), "umbrella");
    assert_ok(set_slug(world_session("ada"), acme, "weyland", &err), &err);
    cr_assert_str_eq(found_by("acme"), "weyland");
    cr_assert_str_eq(found_by("umbrella"), "weyland");
}

Test(slug, that_was_changed_is_held_for_thirty_days_and_then_free)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *bob = world_session("bob");
    saas_error err = SAAS_ERROR_INIT;
    const char *beta;

    assert_ok(set_slug(world_session("ada"), acme, "umbrella", &err), &err);
    world_advance(30 * WORLD_DAY - 1);
    assert_status(create(bob, "Beta", "acme", &err), SAAS_ERR_CONFLICT, &err);
    beta = world_workspace("Acme", "bob");
    cr_assert_str_eq(slug_of(beta), "acme-2");
    assert_status(set_slug(bob, beta, "acme", &err), SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(found_by("acme"), "umbrella");
    world_advance(1);
    cr_assert_null(found_by("acme"));
    assert_ok(set_slug(bob, beta, "acme", &err), &err);
    cr_assert_str_eq(found_by("acme"), "acme");
    cr_assert_str_eq(found_by("umbrella"), "umbrella");
}

Test(slug, whose_time_is_over_is_claimed_by_a_new_workspace)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(set_slug(world_session("ada"), acme, "umbrella", &err), &err);
    world_advance(30 * WORLD_DAY);
    cr_assert_str_eq(slug_of(world_workspace("Acme", "bob")), "acme");
    assert_ok(saas_workspace_delete(world_session("ada"), acme, &err), &err);
    cr_assert_str_eq(found_by("acme"), "acme");
}

static void hold_one_hour(saas_client_options *options)
{
    options->slug_hold_s = 3600;
}

Test(slug, is_held_as_long_as_the_client_says)
{
    saas_session *ada = world_session_on(world_client_with(hold_one_hour), "ada");
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(set_slug(ada, acme, "umbrella", &err), &err);
    world_advance(WORLD_HOUR - 1);
    cr_assert_str_eq(found_by("acme"), "umbrella");
    world_advance(1);
    cr_assert_null(found_by("acme"));
}

Test(slug, that_a_workspace_had_before_can_be_taken_back)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *ada = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(set_slug(ada, acme, "umbrella", &err), &err);
    world_advance(WORLD_DAY);
    assert_ok(set_slug(ada, acme, "acme", &err), &err);
    cr_assert_str_eq(found_by("umbrella"), "acme");
    world_advance(60 * WORLD_DAY);
    cr_assert_str_eq(found_by("acme"), "acme");
    cr_assert_null(found_by("umbrella"));
}

Test(slug, that_is_given_anew_stays_as_it_is)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(set_slug(world_session("ada"), acme, "acme", &err), &err);
    world_advance(60 * WORLD_DAY);
    cr_assert_str_eq(found_by("acme"), "acme");
    cr_assert_eq(world_count("held_slugs"), 0);
}

Test(slug, leads_members_only_to_the_workspace)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_workspace *workspace = NULL;
    const char *acme = world_workspace("Acme", "ada");

    assert_ok(set_slug(world_session("ada"), acme, "umbrella", &err), &err);
    assert_status(saas_workspace_get_by_slug(world_session("bob"), "acme", &workspace, &err),
                  SAAS_ERR_FORBIDDEN, &err);
    assert_status(saas_workspace_get_by_slug(world_session("bob"), "no-slug", &workspace, &err),
                  SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_workspace_get_by_slug(world_system(), "ACME", &workspace, &err),
                  SAAS_ERR_NOT_FOUND, &err);
}

struct rush {
    saas_client *client;
    const char *user_id;
    saas_status statuses[THREADS];
};

static void create_many(unsigned index, void *context)
{
    struct rush *rush = context;
    saas_session *session = NULL;
    saas_status status = saas_session_for_user(rush->client, rush->user_id, &session, NULL);

    for (int i = 0; status == SAAS_OK && i < CROWD / THREADS; i++)
        status = create(session, "Rush", NULL, NULL);
    rush->statuses[index] = status;
    saas_session_free(session);
}

Test(slug, differs_in_300_workspaces_that_threads_create_by_one_name)
{
    struct rush rush = {.client = world_client(), .user_id = world_user("ada")};

    world_together(THREADS, create_many, &rush);
    for (int i = 0; i < THREADS; i++)
        assert_ok(rush.statuses[i], NULL);
    cr_assert_eq(world_count("workspaces"), CROWD);
    cr_assert_str_eq(world_text("SELECT COUNT(DISTINCT slug) FROM workspaces"), "300");
    cr_assert_eq(world_count("memberships WHERE role = 'ADMIN' AND status = 'ACTIVE'"), CROWD);
}

Test(slug, differs_in_300_workspaces_that_are_pending_by_one_name_on_a_loop)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    struct world_done *done = calloc(CROWD, sizeof(*done));
    saas_workspace **workspaces = calloc(CROWD, sizeof(*workspaces));
    saas_loop *loop = world_loop();

    params.name = "Rush";
    for (int i = 0; i < CROWD; i++)
        assert_status(saas_workspace_create(world_attached(loop, "ada", &done[i]), &params,
                                            &workspaces[i], NULL),
                      SAAS_PENDING, NULL);
    cr_assert_eq(saas_loop_pending(loop), CROWD);
    world_finish(loop);
    for (int i = 0; i < CROWD; i++) {
        cr_assert_eq(done[i].calls, 1);
        assert_ok(done[i].status, NULL);
        saas_workspace_free(workspaces[i]);
    }
    cr_assert_str_eq(world_text("SELECT COUNT(DISTINCT slug) FROM workspaces"), "300");
    free(workspaces);
    free(done);
}

static void claim_given(unsigned index, void *context)
{
    struct rush *rush = context;
    saas_session *session = NULL;

    rush->statuses[index] = saas_session_for_user(rush->client, rush->user_id, &session, NULL);
    if (rush->statuses[index] == SAAS_OK)
        rush->statuses[index] = create(session, "Rush", "the-only-one", NULL);
    saas_session_free(session);
}

Test(slug, that_many_give_at_once_is_got_by_one)
{
    struct rush rush = {.client = world_client(), .user_id = world_user("ada")};
    int won = 0;

    world_together(THREADS, claim_given, &rush);
    for (int i = 0; i < THREADS; i++) {
        won += rush.statuses[i] == SAAS_OK;
        cr_assert(rush.statuses[i] == SAAS_OK || rush.statuses[i] == SAAS_ERR_CONFLICT);
    }
    cr_assert_eq(won, 1);
    cr_assert_eq(world_count("workspaces"), 1);
    cr_assert_eq(world_count("memberships"), 1);
}
