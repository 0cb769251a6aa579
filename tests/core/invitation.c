/* SPDX-License-Identifier: MIT */
/* Invitations: making, sending again, revoking and listing them. */
#include "support/test.h"
#include "support/world.h"

enum { PENDING_MAX = 100, TTL_DAYS = 7 };

TestSuite(invitation, .init = world_open, .fini = world_close);

static saas_invitation_params invite_of(const char *workspace, const char *email)
{
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;

    params.workspace_id = workspace;
    params.email = email;
    return params;
}

/* Invites by mail. */
static saas_status invite(saas_session *session, const char *workspace, const char *email,
                          saas_error *err)
{
    saas_invitation_params params = invite_of(workspace, email);
    saas_invitation *invitation = NULL;
    saas_status status = saas_invitation_create(session, &params, &invitation, err);

    saas_invitation_free(invitation);
    return status;
}

static const char *pending_id(void)
{
    return world_text("SELECT id FROM memberships WHERE status = 'PENDING' ORDER BY id");
}

static saas_status accept(const char *name, const char *token, saas_error *err)
{
    return saas_invitation_accept(world_session(name), token, NULL, err);
}

Test(invitation, makes_a_pending_membership_and_the_job_of_its_letter)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_invitation_params params = invite_of(acme, "bob@example.test");
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *made = NULL;

    assert_ok(saas_invitation_create(world_session("ada"), &params, &made, &err), &err);
    cr_assert_eq(strncmp(saas_invitation_id(made), "mem_", 4), 0);
    cr_assert_str_eq(saas_invitation_workspace_id(made), acme);
    cr_assert_str_eq(saas_invitation_workspace_name(made), "Acme");
    cr_assert_str_eq(saas_invitation_email(made), "bob@example.test");
    cr_assert_eq(saas_invitation_role(made), SAAS_ROLE_MEMBER);
    cr_assert_eq(saas_invitation_status_of(made), SAAS_INVITATION_PENDING);
    cr_assert_str_eq(saas_invitation_invited_by(made), world_user("ada"));
    cr_assert_eq(saas_invitation_created_at(made), WORLD_START);
    cr_assert_eq(saas_invitation_expires_at(made), WORLD_START + TTL_DAYS * WORLD_DAY);
    cr_assert_null(saas_invitation_token(made));
    cr_assert_str_eq(pending_id(), saas_invitation_id(made));
    cr_assert_eq(world_count("jobs WHERE queue = 'email' AND name = 'send-invite'"), 1);
    cr_assert_eq(world_count("jobs"), 1);
    saas_invitation_free(made);
}

Test(invitation, and_its_job_are_undone_together)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *session = world_session("ada");
    const char *before = world_dump();
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(invite(session, acme, "bob@example.test", &err), &err);
    assert_ok(saas_session_rollback(session, &err), &err);
    cr_assert_str_eq(world_dump(), before);
    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(invite(session, acme, "bob@example.test", &err), &err);
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_eq(world_count("memberships WHERE status = 'PENDING'"), 1);
    cr_assert_eq(world_count("jobs"), 1);
}

Test(invitation, is_for_an_admin_and_a_refused_one_leaves_nothing)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    world_member(acme, "bob", SAAS_ROLE_MEMBER);
    world_member(acme, "carol", SAAS_ROLE_BILLING);
    world_pending(acme, "eve", SAAS_ROLE_ADMIN);
    world_workspace("Beta", "stranger");
    before = world_dump();
    assert_status(invite(world_session("bob"), acme, "x@example.test", &err), SAAS_ERR_FORBIDDEN,
                  &err);
    assert_status(invite(world_session("carol"), acme, "x@example.test", &err), SAAS_ERR_FORBIDDEN,
                  &err);
    assert_status(invite(world_session("eve"), acme, "x@example.test", &err), SAAS_ERR_FORBIDDEN,
                  &err);
    assert_status(invite(world_session("stranger"), acme, "x@example.test", &err),
                  SAAS_ERR_FORBIDDEN, &err);
    assert_status(invite(world_nobody(), acme, "x@example.test", &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    assert_status(invite(world_session("ada"), WORLD_NO_WORKSPACE, "x@example.test", &err),
                  SAAS_ERR_NOT_FOUND, &err);
    cr_assert_str_eq(world_dump(), before);
    cr_assert_eq(world_count("jobs"), 0);
}

Test(invitation, of_the_system_has_no_inviter)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_invitation_params params = invite_of(acme, "bob@example.test");
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *made = NULL;

    params.role = SAAS_ROLE_ADMIN;
    assert_ok(saas_invitation_create(world_system(), &params, &made, &err), &err);
    cr_assert_null(saas_invitation_invited_by(made));
    saas_invitation_free(made);
    world_user("bob");
    assert_ok(accept("bob", world_letter_token("bob"), &err), &err);
}

Test(invitation, grants_the_role_that_it_names)
{
    static const saas_role roles[] = {SAAS_ROLE_ADMIN, SAAS_ROLE_MEMBER, SAAS_ROLE_BILLING};
    static const char *const names[] = {"bob", "carol", "dave"};
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;

    for (int i = 0; i < 3; i++) {
        const char *token = world_invite(acme, "ada", names[i], roles[i]);
        saas_member *member = NULL;

        assert_ok(saas_invitation_accept(world_session(names[i]), token, &member, &err), &err);
        cr_assert_eq(saas_member_role(member), roles[i]);
        saas_member_free(member);
    }
}

Test(invitation, to_an_unknown_role_is_invalid)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_invitation_params params = invite_of(acme, "bob@example.test");
    const char *before = world_dump();
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *made = NULL;

    params.role = (saas_role)4;
    assert_status(saas_invitation_create(world_session("ada"), &params, &made, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].pointer, "/role");
    params.role = (saas_role)-1;
    assert_status(saas_invitation_create(world_session("ada"), &params, &made, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_null(made);
    cr_assert_str_eq(world_dump(), before);
}

Test(invitation, to_what_is_no_address_is_invalid)
{
    static const char *const wrong[] = {"",
                                        "bob",
                                        "@example.test",
                                        "bob@",
                                        "bob@exa mple.test",
                                        "bob\r\nBcc: eve@example.test",
                                        "bob@@example.test@"};
    const char *acme = world_workspace("Acme", "ada");
    const char *before = world_dump();

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        saas_error err = SAAS_ERROR_INIT;

        assert_status(invite(world_session("ada"), acme, wrong[i], &err), SAAS_ERR_INVALID, &err);
        cr_assert_eq(err.issue_count, 1);
        cr_assert_str_eq(err.issues[0].pointer, "/email");
    }
    cr_assert_str_eq(world_dump(), before);
}

Test(invitation, names_all_that_is_missing_at_once)
{
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *made = NULL;

    params.role = (saas_role)9;
    assert_status(saas_invitation_create(world_system(), &params, &made, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_eq(err.issue_count, 3);
    cr_assert_str_eq(err.issues[0].pointer, "/email");
    cr_assert_str_eq(err.issues[1].pointer, "/workspaceId");
    cr_assert_str_eq(err.issues[2].pointer, "/role");
}

Test(invitation, of_somebody_who_is_in_is_refused)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    world_member(acme, "bob", SAAS_ROLE_MEMBER);
    before = world_dump();
    assert_status(invite(world_session("ada"), acme, "Bob@Example.test", &err), SAAS_ERR_CONFLICT,
                  &err);
    cr_assert_str_eq(err.code, "already_member");
    assert_status(invite(world_session("ada"), acme, "ada@example.test", &err), SAAS_ERR_CONFLICT,
                  &err);
    cr_assert_str_eq(world_dump(), before);
    world_workspace("Beta", "bob");
    assert_ok(invite(world_session("bob"),
                     world_text("SELECT id FROM workspaces WHERE name = 'Beta'"),
                     "ada@example.test", &err),
              &err);
}

Test(invitation, that_waits_is_not_made_twice_however_its_address_is_written)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    assert_ok(invite(world_session("ada"), acme, "BOB@Example.TEST", &err), &err);
    cr_assert_str_eq(world_text("SELECT email FROM memberships WHERE status = 'PENDING'"),
                     "bob@example.test");
    before = world_dump();
    assert_status(invite(world_session("ada"), acme, "bob@example.test", &err), SAAS_ERR_CONFLICT,
                  &err);
    cr_assert_str_eq(err.code, "already_invited");
    cr_assert_str_eq(world_dump(), before);
}

Test(invitation, as_json_has_the_names_of_the_data_model_and_no_token)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_invitation_params params = invite_of(acme, "bob@example.test");
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *made = NULL;
    char *json;

    params.delivery = SAAS_DELIVERY_LINK;
    assert_ok(saas_invitation_create(world_session("ada"), &params, &made, &err), &err);
    json = saas_invitation_to_json(made);
    cr_assert_str_eq(json,
                     world_text("SELECT '{\"id\":\"%s\",\"workspaceId\":\"%s\",\"workspaceName\":"
                                "\"Acme\",\"email\":\"bob@example.test\",\"role\":\"MEMBER\","
                                "\"status\":\"PENDING\",\"invitedBy\":\"%s\","
                                "\"expiresAt\":\"2026-06-04T20:26:40.000Z\","
                                "\"createdAt\":\"2026-05-28T20:26:40.000Z\"}'",
                                saas_invitation_id(made), acme, world_user("ada")));
    cr_assert_not_null(saas_invitation_token(made));
    cr_assert_null(strstr(json, saas_invitation_token(made)));
    saas_text_free(json);
    saas_invitation_free(made);
}

Test(invitation, by_link_gives_its_token_once_and_writes_no_letter)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    cr_assert_eq(strlen(token), 43, "256 bits in base64url");
    cr_assert_eq(world_count("jobs"), 0);
    cr_assert_null(world_letter("bob"));
    cr_assert_not(world_holds(token));
    assert_ok(saas_invitation_list(world_session("ada"), acme, NULL, &page, &err), &err);
    cr_assert_null(saas_invitation_token(saas_page_invitation(page, 0)));
    saas_page_free(page);
}

Test(invitation, token_stands_nowhere_in_the_database)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token;

    world_invite_by_mail(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    cr_assert_str_eq(world_text("SELECT data FROM jobs"),
                     world_text("SELECT '{\"invitationId\":\"%s\"}'", pending_id()));
    token = world_letter_token("bob");
    cr_assert_eq(strlen(token), 43);
    cr_assert_not(world_holds(token));
    cr_assert_not(world_holds(WORLD_SECRET));
}

Test(invitation, sent_again_keeps_its_row_and_voids_the_old_token)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *old = world_invite(acme, "ada", "bob", SAAS_ROLE_BILLING);
    const char *id = pending_id();
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *again = NULL;
    const char *token;

    world_advance(WORLD_HOUR);
    assert_ok(saas_invitation_resend(world_session("ada"), id, &again, &err), &err);
    cr_assert_str_eq(saas_invitation_id(again), id);
    cr_assert_null(saas_invitation_token(again));
    cr_assert_eq(saas_invitation_role(again), SAAS_ROLE_BILLING);
    cr_assert_eq(saas_invitation_created_at(again), WORLD_START);
    cr_assert_eq(saas_invitation_expires_at(again), world_now() + TTL_DAYS * WORLD_DAY);
    saas_invitation_free(again);
    cr_assert_eq(world_count("memberships WHERE send_count = 2"), 1);
    token = world_letter_token("bob");
    cr_assert_str_neq(token, old);
    assert_status(accept("bob", old, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_ok(accept("bob", token, &err), &err);
    cr_assert_str_eq(world_membership(acme, "bob"), id);
}

Test(invitation, made_again_with_resend_is_the_same_one_sent_anew)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *old = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_invitation_params params = invite_of(acme, "BOB@example.test");
    const char *id = pending_id();
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *again = NULL;

    world_advance(WORLD_DAY);
    params.resend = true;
    params.role = SAAS_ROLE_BILLING;
    params.delivery = SAAS_DELIVERY_LINK;
    assert_ok(saas_invitation_create(world_session("ada"), &params, &again, &err), &err);
    cr_assert_str_eq(saas_invitation_id(again), id);
    cr_assert_eq(saas_invitation_role(again), SAAS_ROLE_BILLING);
    cr_assert_eq(saas_invitation_expires_at(again), world_now() + TTL_DAYS * WORLD_DAY);
    cr_assert_eq(world_count("memberships"), 2);
    assert_status(accept("bob", old, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_ok(accept("bob", saas_invitation_token(again), &err), &err);
    saas_invitation_free(again);
}

Test(invitation, that_is_over_is_not_sent_again_or_revoked)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    const char *declined = pending_id();
    const char *revoked = world_pending(acme, "eve", SAAS_ROLE_MEMBER);
    const char *ids[] = {declined, revoked, world_member(acme, "carol", SAAS_ROLE_MEMBER)};
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_invitation_decline(world_session("bob"), token, &err), &err);
    assert_ok(saas_invitation_revoke(world_session("ada"), revoked, &err), &err);
    for (int i = 0; i < 3; i++) {
        assert_status(saas_invitation_resend(world_session("ada"), ids[i], NULL, &err),
                      SAAS_ERR_NOT_FOUND, &err);
        assert_status(saas_invitation_revoke(world_session("ada"), ids[i], &err),
                      SAAS_ERR_NOT_FOUND, &err);
    }
    cr_assert_eq(world_count("jobs"), 0);
    cr_assert_not_null(world_membership(acme, "carol"));
}

Test(invitation, is_sent_again_and_revoked_by_an_admin_of_its_workspace_only)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *id = world_pending(acme, "eve", SAAS_ROLE_MEMBER);
    static const char *const names[] = {"stranger", "bob", "carol", "eve"};
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    world_workspace("Beta", "stranger");
    world_member(acme, "bob", SAAS_ROLE_MEMBER);
    world_member(acme, "carol", SAAS_ROLE_BILLING);
    before = world_dump();
    for (int i = 0; i < 4; i++) {
        assert_status(saas_invitation_resend(world_session(names[i]), id, NULL, &err),
                      SAAS_ERR_FORBIDDEN, &err);
        assert_status(saas_invitation_revoke(world_session(names[i]), id, &err), SAAS_ERR_FORBIDDEN,
                      &err);
    }
    assert_status(saas_invitation_resend(world_nobody(), id, NULL, &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    assert_status(saas_invitation_revoke(world_nobody(), id, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_str_eq(world_dump(), before);
}

Test(invitation, is_not_found_by_the_id_of_something_else)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *ids[] = {acme,
                         world_user("ada"),
                         world_project(acme, "P"),
                         WORLD_NO_MEMBER,
                         WORLD_NO_WORKSPACE,
                         "mem_",
                         "",
                         "' OR 1 = 1 --"};
    saas_error err = SAAS_ERROR_INIT;

    world_pending(acme, "eve", SAAS_ROLE_MEMBER);
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        assert_status(saas_invitation_resend(world_session("ada"), ids[i], NULL, &err),
                      SAAS_ERR_NOT_FOUND, &err);
        assert_status(saas_invitation_revoke(world_session("ada"), ids[i], &err),
                      SAAS_ERR_NOT_FOUND, &err);
    }
    assert_status(invite(world_session("ada"), world_user("ada"), "x@example.test", &err),
                  SAAS_ERR_NOT_FOUND, &err);
}

Test(invitation, that_is_revoked_accepts_nobody)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_invitation_revoke(world_session("ada"), pending_id(), &err), &err);
    assert_status(accept("bob", token, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_invitation_decline(world_session("bob"), token, &err), SAAS_ERR_NOT_FOUND,
                  &err);
    assert_ok(accept("bob", world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER), &err), &err);
}

Test(invitation, that_expired_may_be_made_anew)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *old = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;
    const char *token;

    world_advance(TTL_DAYS * WORLD_DAY - 1);
    assert_status(invite(world_session("ada"), acme, "bob@example.test", &err), SAAS_ERR_CONFLICT,
                  &err);
    world_advance(1);
    token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    assert_status(accept("bob", old, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_ok(accept("bob", token, &err), &err);
}

/* ---- limits ---- */

static void three_an_hour(saas_client_options *options)
{
    options->invitations_per_hour = 3;
}

static void many_an_hour(saas_client_options *options)
{
    options->invitations_per_hour = 1000;
}

static void assert_rate_limited(saas_status status, const saas_error *err, const char *before)
{
    assert_status(status, SAAS_ERR_RATE_LIMITED, err);
    cr_assert_str_eq(err->code, "too_many_invitations");
    cr_assert_str_eq(world_dump(), before);
}

Test(invitation, is_sent_so_often_an_hour_and_then_waits)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *session = world_session_on(world_client_with(three_an_hour), "ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    world_advance(2 * WORLD_HOUR);
    assert_ok(invite(session, acme, "a@example.test", &err), &err);
    assert_ok(invite(session, acme, "b@example.test", &err), &err);
    assert_ok(saas_invitation_resend(session, pending_id(), NULL, &err), &err);
    before = world_dump();
    assert_rate_limited(invite(session, acme, "c@example.test", &err), &err, before);
    assert_rate_limited(saas_invitation_resend(session, pending_id(), NULL, &err), &err, before);
    world_advance(WORLD_HOUR - 1);
    assert_rate_limited(invite(session, acme, "c@example.test", &err), &err, before);
    world_advance(1);
    for (int i = 0; i < 3; i++)
        assert_ok(saas_invitation_resend(session, pending_id(), NULL, &err), &err);
    before = world_dump();
    assert_rate_limited(saas_invitation_resend(session, pending_id(), NULL, &err), &err, before);
}

Test(invitation, limit_of_the_hour_is_the_workspaces_own)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *beta = world_workspace("Beta", "ada");
    saas_session *session = world_session_on(world_client_with(three_an_hour), "ada");
    saas_error err = SAAS_ERROR_INIT;

    for (char name[] = "a@example.test"; name[0] < 'd'; name[0]++)
        assert_ok(invite(session, acme, name, &err), &err);
    assert_status(invite(session, acme, "d@example.test", &err), SAAS_ERR_RATE_LIMITED, &err);
    assert_ok(invite(session, beta, "d@example.test", &err), &err);
}

Test(invitation, that_is_refused_does_not_count_for_the_hour)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *session = world_session_on(world_client_with(three_an_hour), "ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(invite(session, acme, "a@example.test", &err), &err);
    for (int i = 0; i < 5; i++)
        assert_status(invite(session, acme, "a@example.test", &err), SAAS_ERR_CONFLICT, &err);
    assert_ok(invite(session, acme, "b@example.test", &err), &err);
    assert_ok(invite(session, acme, "c@example.test", &err), &err);
    assert_status(invite(session, acme, "d@example.test", &err), SAAS_ERR_RATE_LIMITED, &err);
}

static void invite_many(saas_session *session, const char *workspace, int count)
{
    for (int i = 0; i < count; i++) {
        saas_error err = SAAS_ERROR_INIT;
        char email[32];

        snprintf(email, sizeof(email), "many%d@example.test", i);
        assert_ok(invite(session, workspace, email, &err), &err);
    }
}

static void assert_too_many(saas_status status, const saas_error *err)
{
    assert_status(status, SAAS_ERR_CONFLICT, err);
    cr_assert_str_eq(err->code, "too_many_pending");
}

Test(invitation, waits_beside_ninety_nine_others_at_most)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *session = world_session_on(world_client_with(many_an_hour), "ada");
    const char *expired = world_pending(acme, "late", SAAS_ROLE_MEMBER);
    saas_invitation_params params = invite_of(acme, "many7@example.test");
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *again = NULL;

    world_advance(TTL_DAYS * WORLD_DAY);
    invite_many(session, acme, PENDING_MAX);
    assert_too_many(invite(session, acme, "one-more@example.test", &err), &err);
    assert_too_many(invite(session, acme, "late@example.test", &err), &err);
    assert_too_many(saas_invitation_resend(session, expired, NULL, &err), &err);
    params.resend = true;
    assert_ok(saas_invitation_create(session, &params, &again, &err), &err);
    assert_ok(saas_invitation_revoke(session, saas_invitation_id(again), &err), &err);
    saas_invitation_free(again);
    assert_ok(saas_invitation_resend(session, expired, NULL, &err), &err);
    assert_too_many(invite(session, acme, "one-more@example.test", &err), &err);
    cr_assert_eq(world_count("memberships WHERE status = 'PENDING'"), PENDING_MAX);
}

/* ---- lists ---- */

Test(invitation, list_shows_where_each_stands)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *declined = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    static const saas_invitation_status expected[] = {
        SAAS_INVITATION_DECLINED, SAAS_INVITATION_REVOKED, SAAS_INVITATION_EXPIRED,
        SAAS_INVITATION_PENDING};
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    assert_ok(saas_invitation_decline(world_session("bob"), declined, &err), &err);
    assert_ok(saas_invitation_revoke(world_system(), world_pending(acme, "carol", SAAS_ROLE_MEMBER),
                                     &err),
              &err);
    world_pending(acme, "dave", SAAS_ROLE_MEMBER);
    world_member(acme, "frank", SAAS_ROLE_MEMBER);
    world_advance(TTL_DAYS * WORLD_DAY);
    world_pending(acme, "eve", SAAS_ROLE_MEMBER);
    assert_ok(saas_invitation_list(world_session("ada"), acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 4);
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(saas_invitation_status_of(saas_page_invitation(page, i)), expected[i]);
    cr_assert_str_eq(saas_invitation_email(saas_page_invitation(page, 3)), "eve@example.test");
    saas_page_free(page);
}

Test(invitation, list_is_for_an_admin)
{
    const char *acme = world_workspace("Acme", "ada");
    static const char *const names[] = {"bob", "carol", "eve", "stranger"};
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    world_member(acme, "bob", SAAS_ROLE_MEMBER);
    world_member(acme, "carol", SAAS_ROLE_BILLING);
    world_pending(acme, "eve", SAAS_ROLE_ADMIN);
    world_workspace("Beta", "stranger");
    for (int i = 0; i < 4; i++)
        assert_status(saas_invitation_list(world_session(names[i]), acme, NULL, &page, &err),
                      SAAS_ERR_FORBIDDEN, &err);
    assert_status(saas_invitation_list(world_nobody(), acme, NULL, &page, &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_null(page);
}

static size_t mine(const char *name)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;
    size_t count;

    assert_ok(saas_invitation_list_mine(world_session(name), NULL, &page, &err), &err);
    count = saas_page_count(page);
    for (size_t i = 0; i < count; i++)
        cr_assert_null(saas_invitation_token(saas_page_invitation(page, i)));
    saas_page_free(page);
    return count;
}

Test(invitation, list_of_mine_shows_what_waits_for_a_verified_address)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *beta = world_workspace("Beta", "ada");
    saas_error err = SAAS_ERROR_INIT;

    world_unverified_user("eve");
    world_invite(acme, "ada", "eve", SAAS_ROLE_MEMBER);
    world_pending(acme, "bob", SAAS_ROLE_MEMBER);
    cr_assert_eq(mine("bob"), 1);
    world_advance(WORLD_DAY);
    world_pending(beta, "bob", SAAS_ROLE_BILLING);
    cr_assert_eq(mine("bob"), 2);
    cr_assert_eq(mine("ada"), 0);
    cr_assert_eq(mine("eve"), 0, "the address is not proven");
    world_advance((TTL_DAYS - 1) * WORLD_DAY);
    cr_assert_eq(mine("bob"), 1, "one has expired");
    assert_ok(saas_invitation_revoke(
                  world_system(),
                  world_text("SELECT id FROM memberships WHERE workspace_id = '%s' AND role = "
                             "'BILLING'",
                             beta),
                  &err),
              &err);
    cr_assert_eq(mine("bob"), 0);
}

Test(invitation, list_of_mine_is_for_users)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    assert_status(saas_invitation_list_mine(world_nobody(), NULL, &page, &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
    assert_status(saas_invitation_list_mine(world_system(), NULL, &page, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_null(page);
}

static void no_secret(saas_client_options *options)
{
    options->secret = NULL;
}

Test(invitation, needs_a_secret_to_make_tokens_of)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *session = world_session_on(world_client_with(no_secret), "ada");
    const char *id = world_pending(acme, "eve", SAAS_ROLE_MEMBER);
    const char *before = world_dump();
    saas_error err = SAAS_ERROR_INIT;

    assert_status(invite(session, acme, "bob@example.test", &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "no_secret");
    assert_status(saas_invitation_resend(session, id, NULL, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(world_dump(), before);
}

Test(invitation, of_an_inviter_who_is_gone_names_nobody)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    world_member(acme, "carol", SAAS_ROLE_ADMIN);
    world_invite(acme, "carol", "bob", SAAS_ROLE_MEMBER);
    assert_ok(saas_user_delete(world_system(), world_user("carol"), &err), &err);
    assert_ok(saas_invitation_list(world_session("ada"), acme, NULL, &page, &err), &err);
    cr_assert_null(saas_invitation_invited_by(saas_page_invitation(page, 0)));
    saas_page_free(page);
}
