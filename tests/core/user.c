/* SPDX-License-Identifier: MIT */
/* Users. */
#include "support/test.h"
#include "support/world.h"

TestSuite(user, .init = world_open, .fini = world_close);

static saas_status create(saas_session *session, const char *auth_id, const char *email,
                          saas_error *err)
{
    saas_user_params params = SAAS_USER_PARAMS_INIT;
    saas_user *user = NULL;
    saas_status status;

    params.auth_id = auth_id;
    params.email = email;
    status = saas_user_create(session, &params, &user, err);
    saas_user_free(user);
    return status;
}

static saas_status set_email(saas_session *session, const char *id, const char *email,
                             saas_error *err)
{
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;

    params.email = email;
    return saas_user_update(session, id, &params, NULL, err);
}

static saas_status set_name(saas_session *session, const char *id, const char *name,
                            saas_error *err)
{
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;

    params.name = name;
    return saas_user_update(session, id, &params, NULL, err);
}

Test(user, is_created_with_what_is_known)
{
    saas_user_params params = SAAS_USER_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;

    params.auth_id = "provider|1";
    params.email = "Ada@Example.TEST";
    params.name = "  Ada Lovelace ";
    params.email_verified = true;
    assert_ok(saas_user_create(world_system(), &params, &user, &err), &err);
    cr_assert_eq(strncmp(saas_user_id(user), "user_", 5), 0);
    cr_assert_eq(strlen(saas_user_id(user)), 31);
    cr_assert_str_eq(saas_user_auth_id(user), "provider|1");
    cr_assert_str_eq(saas_user_email(user), "ada@example.test");
    cr_assert(saas_user_email_verified(user));
    cr_assert_str_eq(saas_user_name(user), "Ada Lovelace");
    cr_assert_eq(saas_user_created_at(user), WORLD_START);
    cr_assert_eq(saas_user_updated_at(user), WORLD_START);
    saas_user_free(user);
}

Test(user, needs_neither_a_name_nor_an_address)
{
    saas_user_params params = SAAS_USER_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;

    params.auth_id = "provider|1";
    params.email_verified = true;
    assert_ok(saas_user_create(world_system(), &params, &user, &err), &err);
    cr_assert_null(saas_user_email(user));
    cr_assert_not(saas_user_email_verified(user), "there is nothing to be verified");
    cr_assert_null(saas_user_name(user));
    saas_user_free(user);
    assert_ok(create(world_system(), "provider|2", NULL, &err), &err);
}

Test(user, is_created_by_the_system_only)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_session *ada = world_session("ada");

    assert_status(create(ada, "provider|1", NULL, &err), SAAS_ERR_FORBIDDEN, &err);
    assert_status(create(world_nobody(), "provider|1", NULL, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_eq(world_count("users"), 1);
}

Test(user, keeps_auth_id_and_address_to_itself)
{
    saas_session *system = world_system();
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(create(system, "one", "one@example.test", &err), &err);
    assert_status(create(system, "one", "two@example.test", &err), SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "auth_id_taken");
    assert_status(create(system, "two", "ONE@example.test", &err), SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "email_taken");
    cr_assert_eq(world_count("users"), 1);
}

Test(user, is_read_by_itself_and_the_system)
{
    const char *id = world_user("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;

    assert_ok(saas_user_get(world_session("ada"), id, &user, &err), &err);
    saas_user_free(user);
    assert_ok(saas_user_get(world_system(), id, &user, &err), &err);
    saas_user_free(user);
    assert_status(saas_user_get(world_session("bob"), id, &user, &err), SAAS_ERR_FORBIDDEN, &err);
    cr_assert_str_eq(err.code, "not_yourself");
    assert_status(saas_user_get(world_nobody(), id, &user, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    assert_status(saas_user_get(world_session("bob"), WORLD_NO_USER, &user, &err),
                  SAAS_ERR_NOT_FOUND, &err);
}

Test(user, is_found_by_auth_id_by_itself_and_the_system)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;

    assert_ok(saas_user_get_by_auth_id(world_session("ada"), "provider|ada", &user, &err), &err);
    cr_assert_str_eq(saas_user_id(user), world_user("ada"));
    saas_user_free(user);
    assert_status(saas_user_get_by_auth_id(world_session("bob"), "provider|ada", &user, &err),
                  SAAS_ERR_FORBIDDEN, &err);
    assert_status(saas_user_get_by_auth_id(world_system(), "provider|nobody", &user, &err),
                  SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_user_get_by_auth_id(world_nobody(), "provider|ada", &user, &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
}

static void hide(saas_client_options *options)
{
    options->hide_forbidden = true;
}

Test(user, is_hidden_from_others_when_the_client_hides_what_is_forbidden)
{
    saas_session *bob = world_session_on(world_client_with(hide), "bob");
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;

    assert_status(saas_user_get(bob, world_user("ada"), &user, &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(saas_user_delete(bob, world_user("ada"), &err), SAAS_ERR_NOT_FOUND, &err);
    assert_status(set_name(bob, world_user("ada"), "Bob", &err), SAAS_ERR_NOT_FOUND, &err);
}

Test(user, changes_its_own_name_and_nobody_elses)
{
    const char *ada = world_user("ada");
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;

    world_advance(WORLD_HOUR);
    params.name = "Ada King";
    assert_ok(saas_user_update(world_session("ada"), ada, &params, &user, &err), &err);
    cr_assert_str_eq(saas_user_name(user), "Ada King");
    cr_assert_str_eq(saas_user_email(user), "ada@example.test");
    cr_assert(saas_user_email_verified(user));
    cr_assert_eq(saas_user_created_at(user), WORLD_START);
    cr_assert_eq(saas_user_updated_at(user), WORLD_START + WORLD_HOUR);
    saas_user_free(user);
    assert_status(set_name(world_session("bob"), ada, "Bob", &err), SAAS_ERR_FORBIDDEN, &err);
    cr_assert_str_eq(world_text("SELECT name FROM users WHERE id = '%s'", ada), "Ada King");
}

Test(user, does_not_change_its_own_address)
{
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;
    const char *eve = world_unverified_user("eve");
    saas_error err = SAAS_ERROR_INIT;

    assert_status(set_email(world_session("eve"), eve, "ada@example.test", &err),
                  SAAS_ERR_FORBIDDEN, &err);
    cr_assert_str_eq(err.code, "system_only");
    params.email_verified = SAAS_YES;
    assert_status(saas_user_update(world_session("eve"), eve, &params, NULL, &err),
                  SAAS_ERR_FORBIDDEN, &err);
    cr_assert_str_eq(world_text("SELECT email_verified FROM users WHERE id = '%s'", eve), "0");
}

Test(user, loses_the_proof_with_a_new_address_and_keeps_it_with_the_old)
{
    const char *ada = world_user("ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(set_email(world_system(), ada, "ADA@example.test", &err), &err);
    cr_assert_str_eq(world_text("SELECT email_verified FROM users WHERE id = '%s'", ada), "1");
    assert_ok(set_email(world_system(), ada, "other@example.test", &err), &err);
    cr_assert_str_eq(world_text("SELECT email_verified FROM users WHERE id = '%s'", ada), "0");
}

Test(user, keeps_what_an_update_does_not_name)
{
    const char *ada = world_user("ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(set_email(world_system(), ada, "other@example.test", &err), &err);
    cr_assert_str_eq(world_text("SELECT name FROM users WHERE id = '%s'", ada), "ada");
    assert_ok(set_name(world_system(), ada, "Ada King", &err), &err);
    cr_assert_str_eq(world_text("SELECT email FROM users WHERE id = '%s'", ada),
                     "other@example.test");
}

Test(user, does_not_get_anothers_address)
{
    const char *ada = world_user("ada");
    saas_error err = SAAS_ERROR_INIT;

    world_user("bob");
    assert_status(set_email(world_system(), ada, "BOB@example.test", &err), SAAS_ERR_CONFLICT,
                  &err);
    cr_assert_str_eq(err.code, "email_taken");
    assert_status(set_email(world_system(), WORLD_NO_USER, "c@example.test", &err),
                  SAAS_ERR_NOT_FOUND, &err);
}

Test(user, update_has_to_change_something)
{
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_user_update(world_session("ada"), world_user("ada"), &params, NULL, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].code, "nothing_to_change");
}

Test(user, deletion_takes_the_memberships_and_leaves_what_was_made)
{
    const char *acme = world_workspace("Acme", "ada");
    const char *project;
    saas_error err = SAAS_ERROR_INIT;

    world_member(acme, "bob", SAAS_ROLE_ADMIN);
    project = world_project(acme, "Launch");
    world_task(project, "Write");
    assert_ok(saas_user_delete(world_session("ada"), world_user("ada"), &err), &err);
    cr_assert_eq(world_count("users"), 1);
    cr_assert_eq(world_count("memberships"), 1);
    cr_assert_eq(world_count("projects"), 1);
    cr_assert_eq(world_count("tasks"), 1);
    assert_status(saas_user_delete(world_system(), world_user("ada"), &err), SAAS_ERR_NOT_FOUND,
                  &err);
}

Test(user, deletion_is_for_oneself_and_the_system)
{
    saas_error err = SAAS_ERROR_INIT;
    const char *ada = world_user("ada");

    assert_status(saas_user_delete(world_session("bob"), ada, &err), SAAS_ERR_FORBIDDEN, &err);
    assert_status(saas_user_delete(world_nobody(), ada, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_eq(world_count("users"), 2);
    assert_ok(saas_user_delete(world_system(), ada, &err), &err);
}

Test(user, deletion_is_refused_to_the_last_admin_even_of_an_empty_workspace)
{
    const char *acme = world_workspace("Acme", "ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    world_member(acme, "bob", SAAS_ROLE_MEMBER);
    world_pending(acme, "eve", SAAS_ROLE_ADMIN);
    before = world_dump();
    assert_status(saas_user_delete(world_session("ada"), world_user("ada"), &err),
                  SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "last_admin");
    cr_assert_not_null(strstr(err.message, "Acme"));
    assert_status(saas_user_delete(world_system(), world_user("ada"), &err), SAAS_ERR_CONFLICT,
                  &err);
    cr_assert_str_eq(world_dump(), before);
    assert_ok(saas_user_delete(world_system(), world_user("bob"), &err), &err);
}

Test(user, deletion_looks_at_every_workspace_of_the_admin)
{
    const char *first = world_workspace("First", "ada");
    saas_error err = SAAS_ERROR_INIT;
    const char *second;

    world_member(first, "bob", SAAS_ROLE_ADMIN);
    second = world_workspace("Second", "ada");
    assert_status(saas_user_delete(world_system(), world_user("ada"), &err), SAAS_ERR_CONFLICT,
                  &err);
    cr_assert_not_null(strstr(err.message, "Second"));
    world_member(second, "bob", SAAS_ROLE_ADMIN);
    assert_ok(saas_user_delete(world_system(), world_user("ada"), &err), &err);
}

Test(user, long_name_of_a_workspace_does_not_break_the_sentence_about_the_last_admin)
{
    saas_error err = SAAS_ERROR_INIT;
    char name[801] = "";

    for (int i = 0; i < 200; i++)
        memcpy(name + i * 4L, "\xF0\x9F\x9A\x80", 5);
    world_workspace(name, "ada");
    assert_status(saas_user_delete(world_system(), world_user("ada"), &err), SAAS_ERR_CONFLICT,
                  &err);
    cr_assert_lt(strlen(err.message), sizeof(err.message));
    /* It ends with a whole rocket. */
    cr_assert_str_eq(err.message + strlen(err.message) - 4, "\xF0\x9F\x9A\x80");
}

Test(user, as_json_has_the_names_of_the_data_model)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;
    char *json;

    assert_ok(saas_user_get(world_system(), world_user("ada"), &user, &err), &err);
    json = saas_user_to_json(user);
    cr_assert_str_eq(json,
                     world_text("SELECT '{\"id\":\"' || id || '\",\"authId\":\"provider|ada\","
                                "\"email\":\"ada@example.test\",\"emailVerified\":true,"
                                "\"name\":\"ada\",\"createdAt\":\"2026-05-28T20:26:40.000Z\","
                                "\"updatedAt\":\"2026-05-28T20:26:40.000Z\"}' FROM users"));
    saas_text_free(json);
    saas_user_free(user);
}
