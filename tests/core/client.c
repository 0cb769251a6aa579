/* SPDX-License-Identifier: MIT */
/* Clients: their options, and databases that are not migrated. */
#include <stddef.h>
#include <unistd.h>

#include "support/test.h"
#include "support/world.h"

TestSuite(client, .init = world_open, .fini = world_close);

/* ---- the client's options ---- */

static void assert_option_refused(const saas_client_options *options, const char *name)
{
    saas_client *client = NULL;
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_client_open(options, &client, &err), SAAS_ERR_INVALID, &err);
    cr_assert_not_null(strstr(err.message, name), "%s", err.message);
    cr_assert_null(client);
}

Test(client, needs_a_client_whose_options_are_right)
{
    saas_client_options options;

    world_options(&options);
    options.database_url = NULL;
    assert_option_refused(&options, "database_url");
    options.database_url = "";
    assert_option_refused(&options, "database_url");
    world_options(&options);
    options.secret = "31 bytes are one too few, or so";
    assert_option_refused(&options, "secret");
    options.secret = "";
    assert_option_refused(&options, "secret");
    world_options(&options);
    options.redis_url = "redis://127.0.0.1:6379";
    assert_option_refused(&options, "redis_url");
    world_options(&options);
    options.helper_threads = 1000000;
    assert_option_refused(&options, "helper_threads");
}

Test(client, needs_a_client_of_a_database_that_is_known)
{
    saas_client_options options;
    saas_client *client = NULL;
    saas_error err = SAAS_ERROR_INIT;

    world_options(&options);
    options.database_url = "oracle:app.db";
    assert_status(saas_client_open(&options, &client, &err), SAAS_ERR_INVALID, &err);
    options.database_url = "app.db";
    assert_status(saas_client_open(&options, &client, &err), SAAS_ERR_INVALID, &err);
    options.database_url = "sqlite:/no/such/folder/app.db";
    assert_status(saas_client_open(&options, &client, &err), SAAS_ERR_UNAVAILABLE, &err);
    cr_assert_null(client);
}

Test(client, works_for_a_program_that_knew_fewer_options)
{
    saas_client_options options;
    saas_page *page = NULL;
    saas_client *client = NULL;
    saas_error err = SAAS_ERROR_INIT;

    world_workspace("Acme", "ada");
    world_options(&options);
    options.struct_size = offsetof(saas_client_options, jwt_issuer);
    /* Nothing is read beyond that, so what stands there may be anything. */
    memset((char *)&options + options.struct_size, 'x', sizeof(options) - options.struct_size);
    assert_ok(saas_client_open(&options, &client, &err), &err);
    assert_ok(saas_workspace_list(world_session_on(client, "ada"), NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 1);
    saas_page_free(page);
    saas_client_free(client);
}

Test(client, works_for_a_program_that_knows_more_options_as_long_as_it_sets_none)
{
    struct {
        saas_client_options known;
        const char *unknown;
    } options = {0};
    saas_client *client = NULL;
    saas_error err = SAAS_ERROR_INIT;

    world_options(&options.known);
    options.known.struct_size = sizeof(options);
    assert_ok(saas_client_open(&options.known, &client, &err), &err);
    saas_client_free(client);
    client = NULL;
    options.unknown = "of a later version";
    assert_status(saas_client_open(&options.known, &client, &err), SAAS_ERR_INVALID, &err);
    cr_assert_null(client);
}

Test(client, refuses_params_that_did_not_start_from_init)
{
    saas_workspace_params params = {.name = "Acme"};
    saas_client_options options = {.database_url = "sqlite:never.db"};
    saas_workspace *workspace = NULL;
    saas_client *client = NULL;
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_workspace_create(world_session("ada"), &params, &workspace, &err),
                  SAAS_ERR_INVALID, &err);
    assert_status(saas_client_open(&options, &client, &err), SAAS_ERR_INVALID, &err);
    cr_assert_null(workspace);
    cr_assert_null(client);
}

/* ---- a database that was not migrated ---- */

/* A client of an empty database beside the world's. */
static saas_client *open_empty(void)
{
    saas_client_options options;
    saas_client *client = NULL;
    saas_error err = SAAS_ERROR_INIT;
    char url[512];

    world_options(&options);
    snprintf(url, sizeof(url), "%s.empty", options.database_url);
    options.database_url = url;
    assert_ok(saas_client_open(&options, &client, &err), &err);
    return client;
}

Test(client, a_ping_says_that_the_schema_is_missing)
{
    saas_client *client = open_empty();
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_client_ping(client, &err), SAAS_ERR_UNAVAILABLE, &err);
    cr_assert_str_eq(err.code, "schema_missing");
    assert_ok(saas_client_migrate(client, &err), &err);
    assert_ok(saas_client_ping(client, &err), &err);
    assert_ok(saas_client_migrate(client, &err), &err);
    saas_client_free(client);
}

Test(client, says_before_the_migration_that_the_schema_is_missing_and_works_after_it)
{
    saas_client *client = open_empty();
    saas_session *session = NULL;
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;
    saas_user_params params = SAAS_USER_PARAMS_INIT;

    params.auth_id = "provider|ada";
    assert_ok(saas_session_system(client, &session, &err), &err);
    assert_status(saas_user_create(session, &params, &user, &err), SAAS_ERR_UNAVAILABLE, &err);
    cr_assert_str_eq(err.code, "schema_missing");
    assert_status(saas_user_get(session, WORLD_NO_USER, &user, &err), SAAS_ERR_UNAVAILABLE, &err);
    cr_assert_str_eq(err.code, "schema_missing");
    assert_status(saas_session_begin(session, &err), SAAS_ERR_UNAVAILABLE, &err);
    assert_ok(saas_client_migrate(client, &err), &err);
    assert_ok(saas_user_create(session, &params, &user, &err), &err);
    saas_user_free(user);
    saas_session_free(session);
    saas_client_free(client);
}

Test(client, works_when_another_client_migrated_meanwhile)
{
    saas_client *client = open_empty();
    saas_client *other = open_empty();
    saas_session *session = NULL;
    saas_error err = SAAS_ERROR_INIT;
    saas_user *user = NULL;

    assert_ok(saas_session_system(client, &session, &err), &err);
    assert_status(saas_user_get(session, WORLD_NO_USER, &user, &err), SAAS_ERR_UNAVAILABLE, &err);
    assert_ok(saas_client_migrate(other, &err), &err);
    assert_status(saas_user_get(session, WORLD_NO_USER, &user, &err), SAAS_ERR_NOT_FOUND, &err);
    saas_session_free(session);
    saas_client_free(client);
    saas_client_free(other);
}
