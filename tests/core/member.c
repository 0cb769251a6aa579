/* SPDX-License-Identifier: MIT */
/* Members, their roles, and the ADMIN that every workspace keeps. */
#include "support/test.h"
#include "support/world.h"

TestSuite(member, .init = world_open, .fini = world_close);

static long admins(const char *workspace)
{
    return world_count(world_text("SELECT 'memberships WHERE role = ''ADMIN'' AND status = "
                                  "''ACTIVE'' AND workspace_id = ''%s'''",
                                  workspace));
}

Test(member, list_shows_the_active_and_the_invited)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;
    const saas_member *ada;
    const saas_member *eve;

    world_pending(acme, "eve", SAAS_ROLE_BILLING);
    assert_ok(saas_member_list(world_session("ada"), acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 2);
    ada = saas_page_member(page, 0);
    eve = saas_page_member(page, 1);
    cr_assert_str_eq(saas_member_user_id(ada), world_user("ada"));
    cr_assert_str_eq(saas_member_name(ada), "ada");
    cr_assert_eq(saas_member_role(ada), SAAS_ROLE_ADMIN);
    cr_assert_eq(saas_member_status_of(ada), SAAS_MEMBER_ACTIVE);
    cr_assert_null(saas_member_user_id(eve));
    cr_assert_null(saas_member_name(eve));
    cr_assert_str_eq(saas_member_email(eve), "eve@example.test");
    cr_assert_eq(saas_member_role(eve), SAAS_ROLE_BILLING);
    cr_assert_eq(saas_member_status_of(eve), SAAS_MEMBER_PENDING);
    saas_page_free(page);
}

Test(member, list_leaves_out_whose_invitation_was_declined_or_revoked)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    const char *eve = world_pending(acme, "eve", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    assert_ok(saas_invitation_decline(world_session("bob"), token, &err), &err);
    assert_ok(saas_invitation_revoke(world_session("ada"), eve, &err), &err);
    assert_ok(saas_member_list(world_session("ada"), acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 1);
    saas_page_free(page);
}

Test(member, gets_another_role)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *bob = world_member(acme, "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;
    saas_member *member = NULL;

    world_member(acme, "carol", SAAS_ROLE_MEMBER);
    assert_ok(saas_member_set_role(world_session("ada"), acme, bob, SAAS_ROLE_ADMIN, &member, &err),
              &err);
    cr_assert_str_eq(saas_member_id(member), bob);
    cr_assert_eq(saas_member_role(member), SAAS_ROLE_ADMIN);
    cr_assert_str_eq(saas_member_workspace_id(member), acme);
    cr_assert_str_eq(saas_member_email(member), "bob@example.test");
    saas_member_free(member);
    cr_assert_eq(admins(acme), 2);
    assert_ok(saas_workspace_delete(world_session("bob"), acme, &err), &err);
}

Test(member, role_is_read_from_the_rows_at_each_call)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *bob = world_member(acme, "bob", SAAS_ROLE_ADMIN);
    saas_session *session = world_session("bob");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    assert_ok(saas_invitation_list(session, acme, NULL, &page, &err), &err);
    saas_page_free(page);
    assert_ok(saas_member_set_role(world_session("ada"), acme, bob, SAAS_ROLE_MEMBER, NULL, &err),
              &err);
    assert_status(saas_invitation_list(session, acme, NULL, &page, &err), SAAS_ERR_FORBIDDEN, &err);
}

Test(member, role_has_to_be_one)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *bob = world_member(acme, "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_member_set_role(world_system(), acme, bob, SAAS_ROLE_NONE, NULL, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].pointer, "/role");
    assert_status(saas_member_set_role(world_system(), acme, bob, (saas_role)4, NULL, &err),
                  SAAS_ERR_INVALID, &err);
}

Test(member, that_is_pending_has_no_role_to_change)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *eve = world_pending(acme, "eve", SAAS_ROLE_MEMBER);
    const char *before = world_dump();
    saas_error err = SAAS_ERROR_INIT;

    assert_status(
        saas_member_set_role(world_session("ada"), acme, eve, SAAS_ROLE_ADMIN, NULL, &err),
        SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "member_pending");
    cr_assert_str_eq(world_dump(), before);
}

Test(member, that_is_pending_can_be_removed_and_its_token_is_void)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "eve", SAAS_ROLE_MEMBER);
    const char *id = world_text("SELECT id FROM memberships WHERE status = 'PENDING'");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_member_remove(world_session("ada"), acme, id, &err), &err);
    assert_status(saas_invitation_accept(world_session("eve"), token, NULL, &err),
                  SAAS_ERR_NOT_FOUND, &err);
}

Test(member, that_declined_or_was_revoked_is_not_found_and_its_row_stays)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    const char *bob = world_text("SELECT id FROM memberships WHERE status = 'PENDING'");
    const char *eve = world_pending(acme, "eve", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    assert_ok(saas_invitation_decline(world_session("bob"), token, &err), &err);
    assert_ok(saas_invitation_revoke(world_session("ada"), eve, &err), &err);
    before = world_dump();
    assert_status(saas_member_remove(world_session("ada"), acme, bob, &err), SAAS_ERR_NOT_FOUND,
                  &err);
    assert_status(saas_member_remove(world_system(), NULL, eve, &err), SAAS_ERR_NOT_FOUND, &err);
    cr_assert_str_eq(world_dump(), before);
}

/* Whatever would take the last ADMIN away answers this and changes nothing. */
static void assert_last_admin(saas_status status, const saas_error *err, const char *before)
{
    assert_status(status, SAAS_ERR_CONFLICT, err);
    cr_assert_str_eq(err->code, "last_admin");
    cr_assert_str_eq(world_dump(), before);
}

Test(member, that_is_the_last_admin_stays_one)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *ada = world_membership(acme, "ada");
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    world_workspace("Beta", "carol"); /* an ADMIN elsewhere does not count */
    world_member(acme, "bob", SAAS_ROLE_MEMBER);
    world_pending(acme, "eve", SAAS_ROLE_ADMIN); /* and neither does one who is invited */
    before = world_dump();
    assert_last_admin(saas_member_set_role(session, acme, ada, SAAS_ROLE_MEMBER, NULL, &err), &err,
                      before);
    assert_last_admin(saas_member_set_role(session, acme, ada, SAAS_ROLE_BILLING, NULL, &err), &err,
                      before);
    assert_last_admin(saas_member_remove(session, acme, ada, &err), &err, before);
    assert_last_admin(saas_member_leave(session, acme, &err), &err, before);
    assert_last_admin(saas_user_delete(session, world_user("ada"), &err), &err, before);
    assert_last_admin(saas_member_remove(world_system(), acme, ada, &err), &err, before);
    assert_last_admin(saas_member_set_role(world_system(), acme, ada, SAAS_ROLE_MEMBER, NULL, &err),
                      &err, before);
}

Test(member, that_is_the_last_admin_may_be_made_admin_once_more)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_member_set_role(world_session("ada"), acme, world_membership(acme, "ada"),
                                   SAAS_ROLE_ADMIN, NULL, &err),
              &err);
}

Test(member, that_is_one_of_two_admins_may_go)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *bob = world_member(acme, "bob", SAAS_ROLE_ADMIN);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_member_set_role(world_session("bob"), acme, bob, SAAS_ROLE_MEMBER, NULL, &err),
              &err);
    assert_ok(saas_member_set_role(world_session("ada"), acme, bob, SAAS_ROLE_ADMIN, NULL, &err),
              &err);
    assert_ok(saas_member_leave(world_session("ada"), acme, &err), &err);
    cr_assert_eq(admins(acme), 1);
    assert_status(saas_member_leave(world_session("bob"), acme, &err), SAAS_ERR_CONFLICT, &err);
}

Test(member, removal_takes_one_membership_only)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *beta = world_workspace("Beta", "ada");
    const char *bob = world_member(acme, "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    world_member(beta, "bob", SAAS_ROLE_MEMBER);
    assert_ok(saas_member_remove(world_session("ada"), acme, bob, &err), &err);
    cr_assert_null(world_membership(acme, "bob"));
    cr_assert_not_null(world_membership(beta, "bob"));
    cr_assert_not_null(world_membership(acme, "ada"));
    assert_status(saas_member_remove(world_session("ada"), acme, bob, &err), SAAS_ERR_NOT_FOUND,
                  &err);
}

Test(member, leaves_the_workspace_that_is_named)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *beta = world_workspace("Beta", "ada");
    saas_error err = SAAS_ERROR_INIT;

    world_member(acme, "bob", SAAS_ROLE_MEMBER);
    world_member(beta, "bob", SAAS_ROLE_BILLING);
    assert_ok(saas_member_leave(world_session("bob"), beta, &err), &err);
    cr_assert_null(world_membership(beta, "bob"));
    cr_assert_not_null(world_membership(acme, "bob"));
    assert_status(saas_member_leave(world_session("bob"), beta, &err), SAAS_ERR_FORBIDDEN, &err);
    assert_status(saas_member_leave(world_session("bob"), WORLD_NO_WORKSPACE, &err),
                  SAAS_ERR_NOT_FOUND, &err);
}

Test(member, leave_is_for_users_who_are_in)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;

    world_pending(acme, "eve", SAAS_ROLE_MEMBER);
    assert_status(saas_member_leave(world_session("eve"), acme, &err), SAAS_ERR_FORBIDDEN, &err);
    assert_status(saas_member_leave(world_session("stranger"), acme, &err), SAAS_ERR_FORBIDDEN,
                  &err);
    assert_status(saas_member_leave(world_nobody(), acme, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    assert_status(saas_member_leave(world_system(), acme, &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(world_count("memberships"), 2);
}

enum { ROUNDS = 30 };

struct pair {
    saas_client *client;
    const char *workspace;
    const char *users[2];
    const char *memberships[2];
    saas_status statuses[2];
    saas_status (*go)(saas_session *session, const struct pair *pair, unsigned index);
};

static saas_status go_by_leaving(saas_session *session, const struct pair *pair, unsigned index)
{
    (void)index;
    return saas_member_leave(session, pair->workspace, NULL);
}

static saas_status go_by_demotion(saas_session *session, const struct pair *pair, unsigned index)
{
    return saas_member_set_role(session, NULL, pair->memberships[index], SAAS_ROLE_MEMBER, NULL,
                                NULL);
}

static saas_status go_by_deletion(saas_session *session, const struct pair *pair, unsigned index)
{
    return saas_user_delete(session, pair->users[index], NULL);
}

/* Each removes the other one. */
static saas_status go_by_removal(saas_session *session, const struct pair *pair, unsigned index)
{
    return saas_member_remove(session, NULL, pair->memberships[1 - index], NULL);
}

static void go(unsigned index, void *context)
{
    struct pair *pair = context;
    saas_session *session = NULL;

    pair->statuses[index] = saas_session_for_user(pair->client, pair->users[index], &session, NULL);
    if (pair->statuses[index] == SAAS_OK)
        pair->statuses[index] = pair->go(session, pair, index);
    saas_session_free(session);
}

/* Two ADMINs go at the same moment, many times: one of them stays, and hears this. */
static void assert_one_stays(saas_status (*way)(saas_session *, const struct pair *, unsigned),
                             saas_status loser)
{
    for (int round = 0; round < ROUNDS; round++) {
        struct pair pair = {.client = world_client(), .go = way};
        char names[2][16];

        for (int i = 0; i < 2; i++)
            snprintf(names[i], sizeof(names[i]), "%s%d", i ? "bob" : "ada", round);
        pair.workspace = world_workspace("Acme", names[0]);
        pair.memberships[0] = world_membership(pair.workspace, names[0]);
        pair.memberships[1] = world_member(pair.workspace, names[1], SAAS_ROLE_ADMIN);
        pair.users[0] = world_user(names[0]);
        pair.users[1] = world_user(names[1]);
        world_together(2, go, &pair);
        cr_assert_eq(admins(pair.workspace), 1, "round %d", round);
        cr_assert((pair.statuses[0] == SAAS_OK && pair.statuses[1] == loser) ||
                      (pair.statuses[1] == SAAS_OK && pair.statuses[0] == loser),
                  "%s, %s", saas_status_name(pair.statuses[0]), saas_status_name(pair.statuses[1]));
    }
}

Test(member, one_of_two_admins_who_leave_at_the_same_moment_stays)
{
    assert_one_stays(go_by_leaving, SAAS_ERR_CONFLICT);
}

Test(member, one_of_two_admins_who_step_down_at_the_same_moment_stays)
{
    assert_one_stays(go_by_demotion, SAAS_ERR_CONFLICT);
}

Test(member, one_of_two_admins_whose_users_are_deleted_at_the_same_moment_stays)
{
    assert_one_stays(go_by_deletion, SAAS_ERR_CONFLICT);
}

Test(member, one_of_two_admins_who_remove_each_other_stays)
{
    assert_one_stays(go_by_removal, SAAS_ERR_FORBIDDEN);
}

Test(member, one_of_two_admins_who_leave_within_one_commit_stays)
{
    const char *acme = world_workspace("Acme", "ada");
    struct world_done done[2] = {{0}};
    saas_loop *loop = world_loop();
    saas_error errors[2] = {SAAS_ERROR_INIT, SAAS_ERROR_INIT};

    world_member(acme, "bob", SAAS_ROLE_ADMIN);
    assert_status(saas_member_leave(world_attached(loop, "ada", &done[0]), acme, &errors[0]),
                  SAAS_PENDING, &errors[0]);
    assert_status(saas_member_leave(world_attached(loop, "bob", &done[1]), acme, &errors[1]),
                  SAAS_PENDING, &errors[1]);
    world_finish(loop);
    assert_ok(done[0].status, &errors[0]);
    assert_status(done[1].status, SAAS_ERR_CONFLICT, &errors[1]);
    cr_assert_str_eq(errors[1].code, "last_admin");
    cr_assert_eq(admins(acme), 1);
}

Test(member, as_json_has_the_names_of_the_data_model)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *bob = world_member(acme, "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;
    saas_member *member = NULL;
    char *json;

    assert_ok(saas_member_set_role(world_system(), NULL, bob, SAAS_ROLE_BILLING, &member, &err),
              &err);
    json = saas_member_to_json(member);
    cr_assert_str_eq(json, world_text("SELECT '{\"id\":\"%s\",\"workspaceId\":\"%s\",\"userId\":"
                                      "\"%s\",\"email\":\"bob@example.test\",\"name\":\"bob\","
                                      "\"role\":\"BILLING\",\"status\":\"ACTIVE\","
                                      "\"createdAt\":\"2026-05-28T20:26:40.000Z\"}'",
                                      bob, acme, world_user("bob")));
    saas_text_free(json);
    saas_member_free(member);
}
