/* SPDX-License-Identifier: MIT */
/* The answers to invitations, and the letters that ask for them. */
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/test.h"
#include "support/world.h"

enum { TTL_DAYS = 7, ROUNDS = 30, THREADS = 4 };

TestSuite(accept, .init = world_open, .fini = world_close);

static saas_status accept(const char *name, const char *token, saas_error *err)
{
    return saas_invitation_accept(world_session(name), token, NULL, err);
}

static const char *pending_id(void)
{
    return world_text("SELECT id FROM memberships WHERE status = 'PENDING' ORDER BY id");
}

/* Answers this, and changes nothing. */
static void assert_refused(const char *name, const char *token, saas_status status,
                           const char *code)
{
    saas_session *session = world_session(name);
    const char *before = world_dump();
    saas_error err = SAAS_ERROR_INIT;
    saas_member *member = NULL;

    assert_status(saas_invitation_accept(session, token, &member, &err), status, &err);
    cr_assert_str_eq(err.code, code);
    cr_assert_null(member);
    cr_assert_str_eq(world_dump(), before);
}

Test(accept, makes_the_invited_an_active_member_with_the_role)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_BILLING);
    const char *id = pending_id();
    saas_error err = SAAS_ERROR_INIT;
    saas_member *member = NULL;
    saas_workspace *workspace = NULL;

    assert_ok(saas_invitation_accept(world_session("bob"), token, &member, &err), &err);
    cr_assert_str_eq(saas_member_id(member), id);
    cr_assert_str_eq(saas_member_workspace_id(member), acme);
    cr_assert_str_eq(saas_member_user_id(member), world_user("bob"));
    cr_assert_str_eq(saas_member_email(member), "bob@example.test");
    cr_assert_eq(saas_member_role(member), SAAS_ROLE_BILLING);
    cr_assert_eq(saas_member_status_of(member), SAAS_MEMBER_ACTIVE);
    saas_member_free(member);
    assert_ok(saas_workspace_get(world_session("bob"), acme, &workspace, &err), &err);
    saas_workspace_free(workspace);
}

Test(accept, is_what_it_takes_before_an_invitation_grants_anything)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_ADMIN);
    saas_session *session = world_session("bob");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    assert_status(saas_member_list(session, acme, NULL, &page, &err), SAAS_ERR_FORBIDDEN, &err);
    assert_status(saas_invitation_list(session, acme, NULL, &page, &err), SAAS_ERR_FORBIDDEN, &err);
    assert_status(saas_invitation_revoke(session, pending_id(), &err), SAAS_ERR_FORBIDDEN, &err);
    assert_ok(saas_workspace_list(session, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 0);
    saas_page_free(page);
    assert_ok(accept("bob", token, &err), &err);
    assert_ok(saas_invitation_list(session, acme, NULL, &page, &err), &err);
    saas_page_free(page);
}

static bool is_verified(const char *user)
{
    return world_text("SELECT id FROM users WHERE email_verified AND id = '%s'", user) != NULL;
}

Test(accept, by_a_token_from_the_mail_verifies_the_address)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *bob = world_unverified_user("bob");
    saas_error err = SAAS_ERROR_INIT;

    world_invite_by_mail(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    assert_ok(accept("bob", world_letter_token("bob"), &err), &err);
    cr_assert(is_verified(bob));
    cr_assert_not_null(world_membership(acme, "bob"));
}

Test(accept, by_a_token_from_a_link_needs_a_verified_address)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;
    const char *bob = world_unverified_user("bob");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    assert_refused("bob", token, SAAS_ERR_FORBIDDEN, "email_unverified");
    cr_assert_not(is_verified(bob));
    params.email_verified = SAAS_YES;
    assert_ok(saas_user_update(world_system(), bob, &params, NULL, &err), &err);
    assert_ok(accept("bob", token, &err), &err);
}

Test(accept, by_the_way_of_the_last_sending_only)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *bob = world_unverified_user("bob");
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *link = NULL;

    world_invite_by_mail(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    params.workspace_id = acme;
    params.email = "bob@example.test";
    params.delivery = SAAS_DELIVERY_LINK;
    params.resend = true;
    assert_ok(saas_invitation_create(world_session("ada"), &params, &link, &err), &err);
    cr_assert_null(world_letter("bob"), "the letter's token is void");
    assert_refused("bob", saas_invitation_token(link), SAAS_ERR_FORBIDDEN, "email_unverified");
    saas_invitation_free(link);
    assert_ok(saas_invitation_resend(world_session("ada"), pending_id(), NULL, &err), &err);
    assert_ok(accept("bob", world_letter_token("bob"), &err), &err);
    cr_assert(is_verified(bob));
}

Test(accept, twice_is_fine_and_changes_nothing)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;
    saas_member *member = NULL;
    const char *before;

    assert_ok(accept("bob", token, &err), &err);
    before = world_dump();
    world_advance(30 * WORLD_DAY);
    assert_ok(saas_invitation_accept(world_session("bob"), token, &member, &err), &err);
    cr_assert_str_eq(saas_member_id(member), world_membership(acme, "bob"));
    saas_member_free(member);
    cr_assert_str_eq(world_dump(), before);
    assert_refused("carol", token, SAAS_ERR_NOT_FOUND, "not_found");
}

Test(accept, again_after_leaving_is_not_found)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(accept("bob", token, &err), &err);
    assert_ok(saas_member_leave(world_session("bob"), acme, &err), &err);
    assert_refused("bob", token, SAAS_ERR_NOT_FOUND, "not_found");
}

Test(accept, with_another_address_is_refused_and_does_not_tell_the_invited_one)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_session *session = world_session("carol");
    saas_error err = SAAS_ERROR_INIT;

    assert_refused("carol", token, SAAS_ERR_FORBIDDEN, "wrong_email");
    assert_refused("ada", token, SAAS_ERR_FORBIDDEN, "wrong_email");
    saas_invitation_accept(session, token, NULL, &err);
    cr_assert_null(strstr(err.message, "bob"));
    assert_status(saas_invitation_decline(session, token, &err), SAAS_ERR_FORBIDDEN, &err);
    cr_assert_str_eq(err.code, "wrong_email");
    cr_assert_null(strstr(err.message, "bob"));
    assert_ok(accept("bob", token, &err), &err);
}

Test(accept, by_a_user_without_an_address_is_refused)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);

    world_user("carol");
    world_exec("UPDATE users SET email = NULL, email_verified = FALSE WHERE name = 'carol'");
    assert_refused("carol", token, SAAS_ERR_FORBIDDEN, "wrong_email");
}

Test(accept, works_until_the_very_end)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *bobs = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    const char *eves = world_invite(acme, "ada", "eve", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    world_set_time(WORLD_START + TTL_DAYS * WORLD_DAY - 1);
    assert_ok(accept("bob", bobs, &err), &err);
    world_advance(1);
    assert_refused("eve", eves, SAAS_ERR_GONE, "invitation_expired");
    world_advance(-1);
    assert_ok(accept("eve", eves, &err), &err);
}

static void an_hour(saas_client_options *options)
{
    options->invitation_ttl_s = 3600;
}

Test(accept, works_as_long_as_the_client_says)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_session *session = world_session_on(world_client_with(an_hour), "ada");
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_invitation *made = NULL;

    params.workspace_id = acme;
    params.email = "bob@example.test";
    params.delivery = SAAS_DELIVERY_LINK;
    assert_ok(saas_invitation_create(session, &params, &made, &err), &err);
    cr_assert_eq(saas_invitation_expires_at(made), WORLD_START + WORLD_HOUR);
    world_advance(WORLD_HOUR);
    assert_refused("bob", saas_invitation_token(made), SAAS_ERR_GONE, "invitation_expired");
    saas_invitation_free(made);
}

Test(accept, of_what_is_no_token_is_not_found)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    static char huge[100000];
    const char *wrong[] = {"",
                           "x",
                           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                           "' OR token_hash IS NOT NULL OR '' = '12345",
                           huge,
                           pending_id(),
                           world_text("SELECT token_hash FROM memberships WHERE email IS NOT NULL"),
                           world_text("SELECT '%sA'", token),
                           world_text("SELECT substr('%s', 1, 42)", token),
                           world_text("SELECT ' ' || substr('%s', 1, 42)", token)};
    saas_error err = SAAS_ERROR_INIT;

    memset(huge, 'A', sizeof(huge) - 1);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_refused("bob", wrong[i], SAAS_ERR_NOT_FOUND, "not_found");
        assert_status(saas_invitation_decline(world_session("bob"), wrong[i], &err),
                      SAAS_ERR_NOT_FOUND, &err);
    }
    assert_ok(accept("bob", token, &err), &err);
}

Test(accept, by_nobody_and_by_the_system_is_refused)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_invitation_accept(world_nobody(), token, NULL, &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
    assert_status(saas_invitation_accept(world_system(), token, NULL, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_str_eq(err.code, "needs_user");
    assert_status(saas_invitation_decline(world_nobody(), token, &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    assert_status(saas_invitation_decline(world_system(), token, &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(world_count("memberships WHERE status = 'PENDING'"), 1);
}

Test(accept, by_a_user_who_is_no_more_is_refused)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_session *session = world_session("bob");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_user_delete(session, world_user("bob"), &err), &err);
    assert_status(saas_invitation_accept(session, token, NULL, &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    cr_assert_eq(world_count("memberships WHERE status = 'PENDING'"), 1);
}

/* ---- the inviter ---- */

/* Carol, an ADMIN beside Ada, invites Bob; the token. */
static const char *invite_by_carol(const char *acme)
{
    world_member(acme, "carol", SAAS_ROLE_ADMIN);
    return world_invite(acme, "carol", "bob", SAAS_ROLE_MEMBER);
}

Test(accept, is_over_while_the_inviter_is_no_admin)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = invite_by_carol(acme);
    const char *carol = world_membership(acme, "carol");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_member_set_role(world_system(), acme, carol, SAAS_ROLE_MEMBER, NULL, &err),
              &err);
    assert_refused("bob", token, SAAS_ERR_GONE, "inviter_not_permitted");
    assert_ok(saas_member_set_role(world_system(), acme, carol, SAAS_ROLE_ADMIN, NULL, &err), &err);
    assert_ok(accept("bob", token, &err), &err);
}

Test(accept, is_over_when_the_inviter_was_removed)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = invite_by_carol(acme);
    const char *carol = world_membership(acme, "carol");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_member_remove(world_session("ada"), acme, carol, &err), &err);
    assert_refused("bob", token, SAAS_ERR_GONE, "inviter_not_permitted");
}

Test(accept, is_over_when_the_inviter_left_though_he_is_admin_elsewhere)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = invite_by_carol(acme);
    saas_error err = SAAS_ERROR_INIT;

    world_workspace("Beta", "carol");
    assert_ok(saas_member_leave(world_session("carol"), acme, &err), &err);
    assert_refused("bob", token, SAAS_ERR_GONE, "inviter_not_permitted");
}

Test(accept, is_over_when_the_inviter_was_deleted_until_another_sends_it_again)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = invite_by_carol(acme);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_user_delete(world_system(), world_user("carol"), &err), &err);
    assert_refused("bob", token, SAAS_ERR_GONE, "inviter_not_permitted");
    assert_ok(saas_invitation_resend(world_session("ada"), pending_id(), NULL, &err), &err);
    assert_ok(accept("bob", world_letter_token("bob"), &err), &err);
}

Test(accept, is_over_when_the_workspace_was_deleted)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_workspace_delete(world_session("ada"), acme, &err), &err);
    assert_refused("bob", token, SAAS_ERR_NOT_FOUND, "not_found");
}

/* ---- two invitations ---- */

/* An invitation of Bob as an ADMIN, while Robert comes in as a BILLING; then the address is
 * Robert's. The token. */
static const char *invite_who_came_by_another(const char *acme)
{
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_ADMIN);
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;

    world_member(acme, "robert", SAAS_ROLE_BILLING);
    params.email = "bob@example.test";
    params.email_verified = SAAS_YES;
    assert_ok(saas_user_update(world_system(), world_user("robert"), &params, NULL, &err), &err);
    return token;
}

Test(accept, by_a_member_uses_the_invitation_up_and_leaves_the_role)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = invite_who_came_by_another(acme);
    saas_error err = SAAS_ERROR_INIT;
    saas_member *member = NULL;

    for (int i = 0; i < 2; i++) {
        assert_ok(saas_invitation_accept(world_session("robert"), token, &member, &err), &err);
        cr_assert_str_eq(saas_member_id(member), world_membership(acme, "robert"));
        cr_assert_eq(saas_member_role(member), SAAS_ROLE_BILLING);
        saas_member_free(member);
    }
    cr_assert_eq(world_count("memberships WHERE status = 'PENDING'"), 0);
    cr_assert_eq(world_count("memberships WHERE status = 'ACTIVE'"), 2);
}

Test(accept, of_an_expired_invitation_by_a_member_is_refused)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = invite_who_came_by_another(acme);

    world_advance(TTL_DAYS * WORLD_DAY);
    assert_refused("robert", token, SAAS_ERR_GONE, "invitation_expired");
}

Test(accept, of_a_demoted_inviters_invitation_by_a_member_is_refused)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = invite_who_came_by_another(acme);
    saas_error err = SAAS_ERROR_INIT;

    world_member(acme, "carol", SAAS_ROLE_ADMIN);
    assert_ok(saas_member_set_role(world_system(), acme, world_membership(acme, "ada"),
                                   SAAS_ROLE_MEMBER, NULL, &err),
              &err);
    assert_refused("robert", token, SAAS_ERR_GONE, "inviter_not_permitted");
}

/* ---- declining ---- */

Test(accept, after_a_decline_is_not_found)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_invitation_decline(world_session("bob"), token, &err), &err);
    cr_assert_eq(world_count("memberships WHERE status = 'DECLINED'"), 1);
    assert_refused("bob", token, SAAS_ERR_NOT_FOUND, "not_found");
    assert_status(saas_invitation_decline(world_session("bob"), token, &err), SAAS_ERR_NOT_FOUND,
                  &err);
    assert_ok(accept("bob", world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER), &err), &err);
}

Test(accept, cannot_be_undone_by_a_decline)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *token = world_invite(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(accept("bob", token, &err), &err);
    assert_status(saas_invitation_decline(world_session("bob"), token, &err), SAAS_ERR_NOT_FOUND,
                  &err);
    cr_assert_not_null(world_membership(acme, "bob"));
}

/* ---- at the same moment ---- */

struct race {
    const char *token;
    const char *invitation;
    saas_session *sessions[THREADS];
    saas_status statuses[THREADS];
};

static void run_accept(unsigned index, void *context)
{
    struct race *race = context;

    race->statuses[index] = saas_invitation_accept(race->sessions[index], race->token, NULL, NULL);
}

/* The first accepts, the second revokes. */
static void run_accept_or_revoke(unsigned index, void *context)
{
    struct race *race = context;

    if (index == 0)
        run_accept(index, context);
    else
        race->statuses[index] =
            saas_invitation_revoke(race->sessions[index], race->invitation, NULL);
}

Test(accept, by_several_threads_at_once_makes_one_membership)
{
    const char *acme = world_workspace("Acme", "ada");

    for (int round = 0; round < ROUNDS; round++) {
        struct race race = {0};
        char name[16];

        snprintf(name, sizeof(name), "bob%d", round);
        race.token = world_invite(acme, "ada", name, SAAS_ROLE_MEMBER);
        for (int i = 0; i < THREADS; i++)
            race.sessions[i] = world_session(name);
        world_together(THREADS, run_accept, &race);
        for (int i = 0; i < THREADS; i++)
            cr_assert_eq(race.statuses[i], SAAS_OK, "%s", saas_status_name(race.statuses[i]));
        cr_assert_eq(world_count("memberships"), round + 2);
        cr_assert_eq(world_count("memberships WHERE status = 'ACTIVE'"), round + 2);
    }
}

Test(accept, against_a_revocation_is_won_by_one_of_them)
{
    const char *acme = world_workspace("Acme", "ada");

    for (int round = 0; round < ROUNDS; round++) {
        struct race race = {0};
        char name[16];
        bool accepted;

        snprintf(name, sizeof(name), "bob%d", round);
        race.token = world_invite(acme, "ada", name, SAAS_ROLE_MEMBER);
        race.invitation = pending_id();
        race.sessions[0] = world_session(name);
        race.sessions[1] = world_session("ada");
        world_together(2, run_accept_or_revoke, &race);
        accepted = race.statuses[0] == SAAS_OK;
        cr_assert_eq(race.statuses[accepted ? 0 : 1], SAAS_OK);
        cr_assert_eq(race.statuses[accepted ? 1 : 0], SAAS_ERR_NOT_FOUND);
        cr_assert_eq(world_membership(acme, name) != NULL, accepted);
        cr_assert_null(pending_id());
    }
}

/* ---- letters ---- */

static char folder[256];

static void letter_open(void)
{
    world_open();
    snprintf(folder, sizeof(folder), "%s/saas-letters-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    cr_assert_not_null(mkdtemp(folder));
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static void letter_close(void)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    world_close();
}

TestSuite(letter, .init = letter_open, .fini = letter_close);

static saas_mailer *new_mailer(const char *directory)
{
    saas_mailer_options options = SAAS_MAILER_OPTIONS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_mailer *mailer = NULL;

    options.directory = directory;
    options.from = "Acme <noreply@example.test>";
    options.app_url = "https://app.example.test/";
    assert_ok(saas_mailer_new(world_client(), &options, &mailer, &err), &err);
    return mailer;
}

/* Works off what is due; how many jobs were run. */
static size_t work(saas_mailer *mailer)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_worker *worker = NULL;
    size_t count = 0;

    assert_ok(saas_worker_new(world_client(), NULL, &worker, &err), &err);
    assert_ok(saas_mailer_register(mailer, worker, &err), &err);
    assert_ok(saas_worker_run_due(worker, &count, &err), &err);
    saas_worker_free(worker);
    return count;
}

Test(letter, has_the_link_whose_token_accepts)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *letter;
    const char *token;

    world_invite_by_mail(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    letter = world_letter("bob");
    cr_assert_not_null(letter);
    cr_assert_not_null(strstr(letter, "Subject: You are invited to Acme\r\n"));
    cr_assert_not_null(strstr(letter, "ada invites you to join the workspace \"Acme\"."));
    cr_assert_not_null(strstr(letter, "until 2026-06-04"));
    token = strstr(letter, "https://app.example.test/invitation/accept?token=");
    cr_assert_not_null(token);
    token = strchr(token, '=') + 1;
    token = world_text("SELECT '%.*s'", (int)strcspn(token, "\r\n"), token);
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED'"), 1);
    assert_ok(accept("bob", token, &err), &err);
    cr_assert_null(world_letter("bob"), "it is sent once");
}

Test(letter, of_a_revoked_invitation_is_not_sent)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;

    world_invite_by_mail(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    assert_ok(saas_invitation_revoke(world_session("ada"), pending_id(), &err), &err);
    cr_assert_null(world_letter("bob"));
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED'"), 1);
}

Test(letter, of_an_expired_invitation_is_not_sent)
{
    const char *acme = world_workspace("Acme", "ada");

    world_invite_by_mail(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    world_advance(TTL_DAYS * WORLD_DAY);
    cr_assert_null(world_letter("bob"));
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED'"), 1);
}

Test(letter, of_an_invitation_sent_anew_before_it_went_out_is_the_new_one_alone)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *token;

    world_invite_by_mail(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    assert_ok(saas_invitation_resend(world_session("ada"), pending_id(), NULL, &err), &err);
    cr_assert_eq(world_count("jobs"), 2);
    token = world_letter_token("bob");
    cr_assert_not_null(token);
    cr_assert_null(world_letter("bob"));
    cr_assert_eq(world_count("jobs WHERE state = 'COMPLETED'"), 2);
    assert_ok(accept("bob", token, &err), &err);
}

Test(letter, waits_while_its_folder_is_away_and_goes_out_when_it_is_back)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *mail = world_text("SELECT '%s/mail'", folder);
    saas_mailer *mailer = new_mailer(mail);
    saas_error err = SAAS_ERROR_INIT;

    world_invite_by_mail(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    cr_assert_eq(rmdir(mail), 0);
    cr_assert_eq(work(mailer), 1);
    cr_assert_str_eq(world_text("SELECT state FROM jobs"), "WAITING");
    cr_assert_str_eq(world_text("SELECT attempt FROM jobs"), "1");
    cr_assert_not_null(strstr(world_text("SELECT error FROM jobs"), "could not be written"));
    cr_assert_gt(strtoll(world_text("SELECT run_at FROM jobs"), NULL, 10), world_now());
    cr_assert_eq(work(mailer), 0, "it is not due yet");
    saas_mailer_free(mailer);
    mailer = new_mailer(mail);
    world_set_time(strtoll(world_text("SELECT run_at FROM jobs"), NULL, 10));
    cr_assert_eq(work(mailer), 1);
    saas_mailer_free(mailer);
    cr_assert_str_eq(world_text("SELECT state FROM jobs"), "COMPLETED");
    cr_assert_null(world_text("SELECT error FROM jobs"));
    mail = world_text("SELECT '%s/' || id || '.eml' FROM jobs", mail);
    cr_assert_eq(access(mail, R_OK), 0);
    assert_ok(saas_invitation_resend(world_session("ada"), pending_id(), NULL, &err), &err);
}

Test(letter, that_can_never_be_written_is_given_up_in_the_end)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *mail = world_text("SELECT '%s/mail'", folder);
    saas_mailer *mailer = new_mailer(mail);
    int runs = 0;

    world_invite_by_mail(acme, "ada", "bob", SAAS_ROLE_MEMBER);
    cr_assert_eq(rmdir(mail), 0);
    while (strcmp(world_text("SELECT state FROM jobs"), "WAITING") == 0 && runs < 30) {
        world_set_time(strtoll(world_text("SELECT run_at FROM jobs"), NULL, 10));
        cr_assert_eq(work(mailer), 1);
        runs++;
    }
    saas_mailer_free(mailer);
    cr_assert_eq(runs, 10);
    cr_assert_str_eq(world_text("SELECT state FROM jobs"), "FAILED");
    cr_assert_not_null(world_text("SELECT error FROM jobs"));
    cr_assert_eq(world_count("memberships WHERE status = 'PENDING'"), 1, "it may be sent again");
}
