/* SPDX-License-Identifier: MIT */
/* Local accounts: signing up and in. */
#include <saas/account.h>

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "auth/password.h"
#include "auth/token.h"
#include "base/alloc.h"
#include "base/json.h"
#include "core/guard.h"
#include "core/records.h"
#include "core/validate.h"

struct saas_tokens {
    const char *access;
    saas_time expires_at;
    unsigned ttl_s;
    const saas_user *user;
};

/* What a sign-up or sign-in carries from stage to stage. */
struct attempt {
    char user_id[SAAS_ID_SIZE];
    const char *auth_id;
    const char *email;
    const char *name;
    char *password; /* wiped as soon as it is hashed */
    const char *old_hash;
    const struct saas_row *user;
    char hash[SAAS_PASSWORD_HASH_SIZE]; /* empty: none is to be stored */
    saas_time now;
    const char *access;
};

/* A password is compared in NFC, so that each keyboard's way of writing it is the same. It
 * is not trimmed, and nothing in it is refused. */
static char *check_password(struct saas_call *call, const char *password)
{
    utf8proc_uint8_t *composed = NULL;
    char *copy;

    if (!password || !*password) {
        saas__issue(call, "/password", "required", "The password is required.");
        return NULL;
    }
    if (strnlen(password, SAAS_PASSWORD_MAX + 1) > SAAS_PASSWORD_MAX) {
        saas__issue(call, "/password", "too_long", "The password has more than %d bytes.",
                    SAAS_PASSWORD_MAX);
        return NULL;
    }
    if (utf8proc_map((const utf8proc_uint8_t *)password, 0, &composed,
                     UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE) ==
        UTF8PROC_ERROR_NOMEM) {
        call->arena.failed = true;
        return NULL;
    }
    if (!composed) {
        saas__issue(call, "/password", "not_utf8", "The password is not valid UTF-8.");
        return NULL;
    }
    copy = saas__arena_strdup(&call->arena, (const char *)composed);
    explicit_bzero(composed, strlen((const char *)composed));
    free(composed); /* utf8proc's, not ours */
    return copy;
}

static void check_length(struct saas_call *call, const char *password)
{
    size_t count = 0;

    for (; password && *password; password++)
        count += ((unsigned char)*password & 0xC0) != 0x80;
    if (password && count < SAAS_PASSWORD_MIN)
        saas__issue(call, "/password", "too_short", "The password needs %d characters at least.",
                    SAAS_PASSWORD_MIN);
}

static struct attempt *new_attempt(struct saas_call *call, const saas_account_params *params)
{
    struct attempt *attempt = saas__call_alloc(call, sizeof(*attempt));

    call->state = attempt;
    if (!call->client->secret)
        saas__call_fail(call, SAAS_ERR_INVALID, "no_secret",
                        "Accounts need `secret` in the client's options.");
    if (!attempt)
        return NULL;
    attempt->now = saas__call_now(call);
    attempt->email = saas__check_email(call, params->email);
    attempt->password = check_password(call, params->password);
    return attempt;
}

static void wipe_password(struct attempt *attempt)
{
    if (attempt->password)
        explicit_bzero(attempt->password, strlen(attempt->password));
}

/* A call that fails before its work leaves no password behind either. */
static saas_status submit(struct saas_call *call)
{
    struct attempt *attempt = call->state;

    if (attempt && (call->failed != SAAS_OK || call->arena.failed))
        wipe_password(attempt);
    return saas__submit(call);
}

static size_t align(size_t size)
{
    return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

/* Tokens and user in one allocation. */
static saas_status give_tokens(struct saas_call *call, const struct saas_row *user, unsigned column)
{
    const struct attempt *attempt = call->state;
    size_t text_size = align(strlen(attempt->access) + 1);
    size_t head = align(sizeof(struct saas_tokens));
    struct saas_tokens *tokens = saas__call_result(
        call, head + text_size + saas__record_size(&saas__user_type, user, column));
    char *text = (char *)tokens + head;

    if (!tokens)
        return saas__fail_memory(&call->error);
    saas__record_fill(&saas__user_type, text + text_size, user, column);
    memcpy(text, attempt->access, strlen(attempt->access) + 1);
    tokens->access = text;
    tokens->user = (const saas_user *)(text + text_size);
    tokens->ttl_s = call->client->access_token_ttl_s;
    tokens->expires_at = attempt->now + (saas_time)tokens->ttl_s * 1000000;
    *(struct saas_tokens **)call->out = tokens;
    return SAAS_OK;
}

/* ---- signing up: hash, then the rows ---- */

static saas_status hash_and_mint(struct saas_call *call)
{
    struct attempt *attempt = call->state;
    bool hashed = saas__password_hash(attempt->hash, attempt->password);

    wipe_password(attempt);
    if (!hashed)
        return saas__fail_memory(&call->error);
    return saas__token_mint(call->client, &call->arena, attempt->auth_id, attempt->now,
                            &attempt->access, &call->error);
}

static saas_status finish_sign_up(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, 0);

    if (row)
        return give_tokens(call, row, 0);
    if (saas__call_row(call, 1))
        return saas__fail(&call->error, SAAS_ERR_CONFLICT, "email_taken",
                          "There is an account with this e-mail address already.");
    return SAAS__AGAIN;
}

static saas_status write_account(struct saas_call *call)
{
    const struct attempt *attempt = call->state;

    saas__batch_user_create(call, attempt->user_id, attempt->auth_id, attempt->email, false,
                            attempt->name);
    saas__batch_add(&call->batch, SAAS__SQL_ACCOUNT_CREATE);
    saas__bind_text(&call->batch, attempt->user_id);
    saas__bind_text(&call->batch, attempt->hash);
    saas__bind_time(&call->batch, attempt->now);
    return saas__call_then_batch(call, finish_sign_up);
}

saas_status saas_account_sign_up(saas_session *session, const saas_account_params *params,
                                 saas_tokens **out, saas_error *err)
{
    saas_account_params known;
    struct attempt *attempt;
    struct saas_call *call;

    SAAS_ENTER(session, params && out, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, NULL, out, err);
    attempt = new_attempt(call, &known);
    if (attempt) {
        check_length(call, attempt->password);
        attempt->name = saas__check_optional(call, "/name", known.name, SAAS_NAME_MAX);
        saas__id_new(&call->client->env, attempt->user_id, saas__noun_user.prefix);
        attempt->auth_id = saas__arena_printf(&call->arena, "local|%s", attempt->user_id);
    }
    saas__call_first_work(call, hash_and_mint, write_account);
    return submit(call);
}

/* ---- signing in: the row, then verify, then perhaps a new hash ---- */

static saas_status verify_and_mint(struct saas_call *call)
{
    struct attempt *attempt = call->state;
    enum saas_password answer = saas__password_verify(attempt->old_hash, attempt->password);

    if (answer == SAAS_PASSWORD_RIGHT && saas__password_is_outdated(attempt->old_hash) &&
        !saas__password_hash(attempt->hash, attempt->password))
        attempt->hash[0] = '\0';
    wipe_password(attempt);
    if (answer == SAAS_PASSWORD_NO_MEMORY)
        return saas__fail_memory(&call->error);
    if (answer == SAAS_PASSWORD_WRONG)
        return saas__fail(&call->error, SAAS_ERR_UNAUTHENTICATED, "wrong_credentials",
                          "The e-mail address or the password is wrong.");
    return saas__token_mint(call->client, &call->arena, attempt->auth_id, attempt->now,
                            &attempt->access, &call->error);
}

/* The user's columns come after the hash. */
static saas_status finish_sign_in(struct saas_call *call)
{
    const struct attempt *attempt = call->state;

    return give_tokens(call, attempt->user, 1);
}

static saas_status upgrade_hash(struct saas_call *call)
{
    const struct attempt *attempt = call->state;

    if (!attempt->hash[0])
        return finish_sign_in(call);
    saas__batch_add(&call->batch, SAAS__SQL_ACCOUNT_REHASH);
    saas__bind_text(&call->batch, attempt->user_id);
    saas__bind_text(&call->batch, attempt->old_hash);
    saas__bind_text(&call->batch, attempt->hash);
    saas__bind_time(&call->batch, attempt->now);
    return saas__call_then_batch(call, finish_sign_in);
}

/* An address without an account goes through the same work. */
static saas_status read_account(struct saas_call *call)
{
    struct attempt *attempt = call->state;
    const struct saas_row *row = saas__call_row(call, 0);

    attempt->user = row;
    if (row) {
        attempt->old_hash = saas__row_text(row, 0);
        strncpy(attempt->user_id, saas__row_text(row, 1), sizeof(attempt->user_id) - 1);
        attempt->auth_id = saas__row_text(row, 2);
    }
    return saas__call_then_work(call, verify_and_mint, upgrade_hash);
}

saas_status saas_account_sign_in(saas_session *session, const saas_account_params *params,
                                 saas_tokens **out, saas_error *err)
{
    saas_account_params known;
    struct attempt *attempt;
    struct saas_call *call;

    SAAS_ENTER(session, params && out, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, read_account, out, err);
    attempt = new_attempt(call, &known);
    saas__batch_add(&call->batch, SAAS__SQL_ACCOUNT_BY_EMAIL);
    saas__bind_text(&call->batch, attempt ? attempt->email : NULL);
    return submit(call);
}

const char *saas_tokens_access(const saas_tokens *tokens)
{
    return tokens->access;
}

saas_time saas_tokens_expires_at(const saas_tokens *tokens)
{
    return tokens->expires_at;
}

const saas_user *saas_tokens_user(const saas_tokens *tokens)
{
    return tokens->user;
}

char *saas_tokens_to_json(const saas_tokens *tokens)
{
    struct saas_buf buf;

    saas__buf_init(&buf, SAAS_JSON_MAX);
    saas__buf_add(&buf, "{", 1);
    saas__json_name(&buf, "accessToken");
    saas__json_string(&buf, tokens->access);
    saas__json_name(&buf, "tokenType");
    saas__json_string(&buf, "Bearer");
    saas__json_name(&buf, "expiresIn");
    saas__json_int(&buf, tokens->ttl_s);
    saas__json_name(&buf, "user");
    saas__record_put(&buf, &saas__user_type, tokens->user);
    saas__buf_add(&buf, "}", 1);
    return saas__buf_take(&buf);
}

void saas_tokens_free(saas_tokens *tokens)
{
    saas__free(tokens);
}
