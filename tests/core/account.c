/* SPDX-License-Identifier: MIT */
/* Local accounts: signing up and in, and the tokens that come of it. A test hashes as seldom as it
 * can: argon2id takes its time. */
#include "support/test.h"
#include "support/world.h"

enum { TTL_S = 900, SKEW_S = 5, ROUNDS = 4 };

#define PASSWORD "correct horse battery"

/* argon2id of PASSWORD as libsodium makes it at its least cost: 8 KiB, 1 pass. */
static const char cheap_hash[] = "$argon2id$v=19$m=8,t=1,p=1$kfNFRZ+jYurjz+OVM1790g"
                                 "$Sxh8j3mFfrVu7UHOcNHCcGP2Yfcm7og9dyctGMgZ2gE";

TestSuite(account, .init = world_open, .fini = world_close);

typedef saas_status account_call(saas_session *session, const saas_account_params *params,
                                 saas_tokens **out, saas_error *err);

static saas_status call(account_call *function, const char *email, const char *password,
                        saas_error *err)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_tokens *tokens = NULL;
    saas_status status;

    params.email = email;
    params.password = password;
    status = function(world_nobody(), &params, &tokens, err);
    cr_assert_eq(tokens != NULL, status == SAAS_OK);
    saas_tokens_free(tokens);
    return status;
}

static saas_status sign_up(const char *email, const char *password, saas_error *err)
{
    return call(saas_account_sign_up, email, password, err);
}

static saas_status sign_in(const char *email, const char *password, saas_error *err)
{
    return call(saas_account_sign_in, email, password, err);
}

/* ada@example.test with PASSWORD and a hash that costs nothing; her user's id. */
static const char *cheap_account(void)
{
    const char *ada = world_user("ada");

    world_exec("INSERT INTO accounts (user_id, password_hash, created_at, updated_at) "
               "VALUES ('%s', '%s', 0, 0)",
               ada, cheap_hash);
    return ada;
}

/* A token of that account. */
static const char *cheap_token(void)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_tokens *tokens = NULL;
    const char *access;

    cheap_account();
    params.email = "ada@example.test";
    params.password = PASSWORD;
    assert_ok(saas_account_sign_in(world_nobody(), &params, &tokens, &err), &err);
    access = world_keep(saas_tokens_access(tokens));
    saas_tokens_free(tokens);
    return access;
}

/* What a session of that token hears. */
static saas_status authenticate(saas_client *client, const char *token, saas_error *err)
{
    saas_session *session = NULL;
    saas_status status = saas_session_from_token(client, token, &session, err);

    cr_assert_eq(session != NULL, status == SAAS_OK);
    saas_session_free(session);
    return status;
}

Test(account, sign_up_makes_a_user_who_is_signed_in)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_session *session = NULL;
    saas_tokens *tokens = NULL;
    const saas_user *user;

    params.email = "Ada@Example.TEST";
    params.password = PASSWORD;
    params.name = " Ada ";
    assert_ok(saas_account_sign_up(world_nobody(), &params, &tokens, &err), &err);
    user = saas_tokens_user(tokens);
    cr_assert_str_eq(saas_user_email(user), "ada@example.test");
    cr_assert_not(saas_user_email_verified(user), "nothing proves the address");
    cr_assert_str_eq(saas_user_name(user), "Ada");
    cr_assert_eq(saas_tokens_expires_at(tokens), WORLD_START + TTL_S * WORLD_SECOND);
    assert_ok(saas_session_from_token(world_client(), saas_tokens_access(tokens), &session, &err),
              &err);
    cr_assert_str_eq(saas_session_user_id(session), saas_user_id(user));
    saas_session_free(session);
    saas_tokens_free(tokens);
    cr_assert_eq(world_count("users"), 1);
    cr_assert_eq(world_count("accounts"), 1);
}

Test(account, sign_up_keeps_the_password_as_argon2id_only)
{
    saas_error err = SAAS_ERROR_INIT;
    const char *hash;

    assert_ok(sign_up("ada@example.test", PASSWORD, &err), &err);
    cr_assert_not(world_holds(PASSWORD));
    cr_assert_not(world_holds(WORLD_SECRET));
    hash = world_text("SELECT password_hash FROM accounts");
    cr_assert_eq(strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0, "%s", hash);
}

Test(account, tokens_as_json_are_an_answer_of_oauth)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_tokens *tokens = NULL;
    char *user;
    char *json;

    cheap_account();
    params.email = "ada@example.test";
    params.password = PASSWORD;
    assert_ok(saas_account_sign_in(world_nobody(), &params, &tokens, &err), &err);
    user = saas_user_to_json(saas_tokens_user(tokens));
    json = saas_tokens_to_json(tokens);
    cr_assert_str_eq(json, world_text("SELECT '{\"accessToken\":\"%s\",\"tokenType\":\"Bearer\","
                                      "\"expiresIn\":900,\"user\":%s}'",
                                      saas_tokens_access(tokens), user));
    cr_assert_null(strstr(json, "argon2"));
    saas_text_free(user);
    saas_text_free(json);
    saas_tokens_free(tokens);
}

Test(account, sign_up_with_an_address_that_is_taken_is_refused)
{
    saas_error err = SAAS_ERROR_INIT;
    const char *before;

    cheap_account();
    world_user("bob"); /* by a provider, without a password */
    before = world_dump();
    assert_status(sign_up("ADA@example.test", "another password", &err), SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "email_taken");
    assert_status(sign_up("bob@example.test", "another password", &err), SAAS_ERR_CONFLICT, &err);
    cr_assert_str_eq(err.code, "email_taken");
    cr_assert_str_eq(world_dump(), before);
    assert_ok(sign_in("ada@example.test", PASSWORD, &err), &err);
}

static void run_sign_up(unsigned index, void *context)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_status *statuses = context;
    saas_session *session = NULL;
    saas_tokens *tokens = NULL;

    params.email = "eve@example.test";
    params.password = PASSWORD;
    statuses[index] = saas_session_new(world_client(), &session, NULL);
    if (statuses[index] == SAAS_OK)
        statuses[index] = saas_account_sign_up(session, &params, &tokens, NULL);
    saas_tokens_free(tokens);
    saas_session_free(session);
}

Test(account, sign_up_of_one_address_twice_at_once_makes_one_user)
{
    for (int round = 0; round < ROUNDS; round++) {
        saas_status statuses[2];
        int won;

        world_together(2, run_sign_up, statuses);
        won = statuses[0] == SAAS_OK ? 0 : 1;
        cr_assert_eq(statuses[won], SAAS_OK, "%s", saas_status_name(statuses[won]));
        cr_assert_eq(statuses[1 - won], SAAS_ERR_CONFLICT);
        cr_assert_eq(world_count("users"), 1);
        cr_assert_eq(world_count("accounts"), 1);
        world_exec("DELETE FROM users");
    }
}

static void assert_password(const char *password, const char *code)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_status(sign_up("ada@example.test", password, &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(err.issue_count, 1);
    cr_assert_str_eq(err.issues[0].pointer, "/password");
    cr_assert_str_eq(err.issues[0].code, code);
}

Test(account, password_has_fifteen_characters_at_least)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_password("12345678901234", "too_short");
    assert_password("éééééééééééééé", "too_short");
    assert_password("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", "too_short");
    cr_assert_eq(world_count("users"), 0);
    assert_ok(sign_up("ada@example.test", "123456789012345", &err), &err);
    assert_ok(sign_up("bob@example.test", "ééééééééééééééé", &err), &err);
}

Test(account, password_has_a_kibibyte_at_most)
{
    saas_error err = SAAS_ERROR_INIT;
    char password[SAAS_PASSWORD_MAX + 2];

    memset(password, 'x', sizeof(password));
    password[SAAS_PASSWORD_MAX + 1] = '\0';
    assert_password(password, "too_long");
    password[SAAS_PASSWORD_MAX] = '\0';
    assert_ok(sign_up("ada@example.test", password, &err), &err);
    password[SAAS_PASSWORD_MAX - 1] = 'y';
    assert_status(sign_in("ada@example.test", password, &err), SAAS_ERR_UNAUTHENTICATED, &err);
}

Test(account, password_is_utf8)
{
    assert_password("\xff\xfe and more that is no text", "not_utf8");
}

Test(account, password_is_the_same_however_a_keyboard_writes_it)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(sign_up("ada@example.test", "cre\u0300me bru\u0302le\u0301e 12", &err), &err);
    assert_ok(sign_in("ada@example.test", "cr\u00e8me br\u00fbl\u00e9e 12", &err), &err);
    assert_status(sign_in("ada@example.test", "creme brulee 12", &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
}

Test(account, password_is_neither_trimmed_nor_folded)
{
    saas_error err = SAAS_ERROR_INIT;

    cheap_account();
    assert_status(sign_in("ada@example.test", PASSWORD " ", &err), SAAS_ERR_UNAUTHENTICATED, &err);
    assert_status(sign_in("ada@example.test", " " PASSWORD, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    assert_status(sign_in("ada@example.test", "Correct horse battery", &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
}

Test(account, names_all_faults_at_once)
{
    static char name[202];
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_tokens *tokens = NULL;

    memset(name, 'n', sizeof(name) - 1);
    params.name = name;
    assert_status(saas_account_sign_up(world_nobody(), &params, &tokens, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_eq(err.issue_count, 3);
    cr_assert_str_eq(err.issues[0].pointer, "/email");
    cr_assert_str_eq(err.issues[0].code, "required");
    cr_assert_str_eq(err.issues[1].pointer, "/password");
    cr_assert_str_eq(err.issues[1].code, "required");
    cr_assert_str_eq(err.issues[2].pointer, "/name");
    cr_assert_str_eq(err.issues[2].code, "too_long");
    assert_status(sign_in(NULL, NULL, &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(err.issue_count, 2);
    cr_assert_eq(world_count("users"), 0);
}

Test(account, sign_in_folds_the_address)
{
    saas_error err = SAAS_ERROR_INIT;

    cheap_account();
    assert_ok(sign_in("ADA@Example.Test", PASSWORD, &err), &err);
}

Test(account, sign_in_tells_a_wrong_password_from_an_unknown_address_by_nothing)
{
    saas_error wrong = SAAS_ERROR_INIT;
    saas_error unknown = SAAS_ERROR_INIT;
    saas_error provided = SAAS_ERROR_INIT;

    cheap_account();
    world_user("bob");
    assert_status(sign_in("ada@example.test", "wrong horse battery", &wrong),
                  SAAS_ERR_UNAUTHENTICATED, &wrong);
    assert_status(sign_in("eve@example.test", "wrong horse battery", &unknown),
                  SAAS_ERR_UNAUTHENTICATED, &unknown);
    assert_status(sign_in("bob@example.test", "wrong horse battery", &provided),
                  SAAS_ERR_UNAUTHENTICATED, &provided);
    cr_assert_str_eq(wrong.code, "wrong_credentials");
    cr_assert_str_eq(unknown.code, wrong.code);
    cr_assert_str_eq(provided.code, wrong.code);
    cr_assert_str_eq(unknown.message, wrong.message);
    cr_assert_str_eq(provided.message, wrong.message);
    cr_assert_eq(wrong.issue_count + unknown.issue_count + provided.issue_count, 0);
}

Test(account, sign_in_leaves_the_session_whose_it_is)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_session *session = world_session("bob");
    saas_error err = SAAS_ERROR_INIT;
    saas_tokens *tokens = NULL;
    const char *ada = cheap_account();

    params.email = "ada@example.test";
    params.password = PASSWORD;
    assert_ok(saas_account_sign_in(session, &params, &tokens, &err), &err);
    cr_assert_str_eq(saas_user_id(saas_tokens_user(tokens)), ada);
    cr_assert_str_eq(saas_session_user_id(session), world_user("bob"));
    saas_tokens_free(tokens);
}

Test(account, sign_in_brings_an_outdated_hash_up_to_date)
{
    saas_error err = SAAS_ERROR_INIT;
    const char *hash;

    cheap_account();
    assert_status(sign_in("ada@example.test", "wrong horse battery", &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_str_eq(world_text("SELECT password_hash FROM accounts"), cheap_hash);
    assert_ok(sign_in("ada@example.test", PASSWORD, &err), &err);
    hash = world_text("SELECT password_hash FROM accounts");
    cr_assert_eq(strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0, "%s", hash);
    assert_ok(sign_in("ada@example.test", PASSWORD, &err), &err);
    cr_assert_str_eq(world_text("SELECT password_hash FROM accounts"), hash, "it is written once");
    assert_status(sign_in("ada@example.test", "wrong horse battery", &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
}

Test(account, token_is_good_until_it_expires_and_a_few_seconds_more)
{
    const char *token = cheap_token();
    saas_error err = SAAS_ERROR_INIT;

    world_set_time(WORLD_START + TTL_S * WORLD_SECOND);
    assert_ok(authenticate(world_client(), token, &err), &err);
    world_advance(SKEW_S * WORLD_SECOND - 1);
    assert_ok(authenticate(world_client(), token, &err), &err);
    world_advance(1);
    assert_status(authenticate(world_client(), token, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_str_eq(err.code, "invalid_token");
}

static void an_hour(saas_client_options *options)
{
    options->access_token_ttl_s = 3600;
}

Test(account, token_lives_as_long_as_the_client_says)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_client *client = world_client_with(an_hour);
    saas_error err = SAAS_ERROR_INIT;
    saas_tokens *tokens = NULL;

    cheap_account();
    params.email = "ada@example.test";
    params.password = PASSWORD;
    assert_ok(saas_account_sign_in(world_session_on(client, "bob"), &params, &tokens, &err), &err);
    cr_assert_eq(saas_tokens_expires_at(tokens), WORLD_START + WORLD_HOUR);
    world_advance(WORLD_HOUR);
    assert_ok(authenticate(world_client(), saas_tokens_access(tokens), &err), &err);
    world_advance(SKEW_S * WORLD_SECOND);
    assert_status(authenticate(client, saas_tokens_access(tokens), &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    saas_tokens_free(tokens);
}

Test(account, token_of_a_deleted_user_is_void_at_once)
{
    const char *token = cheap_token();
    saas_session *session = NULL;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    assert_ok(saas_session_from_token(world_client(), token, &session, &err), &err);
    assert_ok(saas_user_delete(world_system(), world_user("ada"), &err), &err);
    assert_status(authenticate(world_client(), token, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_str_eq(err.code, "user_gone");
    assert_status(saas_invitation_list_mine(session, NULL, &page, &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    saas_session_free(session);
    cr_assert_eq(world_count("accounts"), 0);
    assert_status(sign_in("ada@example.test", PASSWORD, &err), SAAS_ERR_UNAUTHENTICATED, &err);
}

Test(account, token_of_a_user_whom_another_client_deleted_is_void_within_ten_seconds)
{
    const char *token = cheap_token();
    saas_client *other = world_client_with(NULL);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(authenticate(other, token, &err), &err);
    assert_ok(saas_user_delete(world_system(), world_user("ada"), &err), &err);
    world_advance(10 * WORLD_SECOND);
    assert_status(authenticate(other, token, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_str_eq(err.code, "user_gone");
}

static void another_secret(saas_client_options *options)
{
    options->secret = "another secret, which is as long as that one";
}

static void no_secret(saas_client_options *options)
{
    options->secret = NULL;
}

Test(account, token_is_void_where_another_secret_signs)
{
    const char *token = cheap_token();
    saas_error err = SAAS_ERROR_INIT;

    assert_status(authenticate(world_client_with(another_secret), token, &err),
                  SAAS_ERR_UNAUTHENTICATED, &err);
    assert_status(authenticate(world_client_with(no_secret), token, &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
}

Test(account, needs_a_secret_to_sign_tokens_with)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_session *session = world_session_on(world_client_with(no_secret), "bob");
    saas_error err = SAAS_ERROR_INIT;
    saas_tokens *tokens = NULL;

    cheap_account();
    params.email = "ada@example.test";
    params.password = PASSWORD;
    assert_status(saas_account_sign_in(session, &params, &tokens, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "no_secret");
    params.email = "eve@example.test";
    assert_status(saas_account_sign_up(session, &params, &tokens, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.code, "no_secret");
    cr_assert_null(tokens);
    cr_assert_eq(world_count("users"), 2);
}

Test(account, on_a_loop_is_hashed_beside_it)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    struct world_done done = {0};
    saas_loop *loop = world_loop();
    saas_session *session = world_attached(loop, NULL, &done);
    saas_error err = SAAS_ERROR_INIT;
    saas_tokens *tokens = NULL;

    params.email = "ada@example.test";
    params.password = PASSWORD;
    assert_status(saas_account_sign_up(session, &params, &tokens, &err), SAAS_PENDING, &err);
    world_finish(loop);
    assert_ok(done.status, &err);
    cr_assert_eq(done.calls, 1);
    assert_ok(authenticate(world_client(), saas_tokens_access(tokens), &err), &err);
    saas_tokens_free(tokens);
    tokens = NULL;
    assert_status(saas_account_sign_in(session, &params, &tokens, &err), SAAS_PENDING, &err);
    world_finish(loop);
    assert_ok(done.status, &err);
    cr_assert_str_eq(saas_user_email(saas_tokens_user(tokens)), "ada@example.test");
    saas_tokens_free(tokens);
}
