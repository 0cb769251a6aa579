/* SPDX-License-Identifier: MIT */
/* Making tokens; signed by libsodium alone, not by what is tested. */
#include "unit/tokens.h"

#include <sodium.h>

#include "support/test.h"

enum { BASE64URL = sodium_base64_VARIANT_URLSAFE_NO_PADDING, ROOM = 16384 };

struct saas_claims token_claims;
static struct saas_client *client;

static char *append_part(char *to, char *end, const void *bytes, size_t size)
{
    sodium_bin2base64(to, (size_t)(end - to), bytes, size, BASE64URL);
    return to + strlen(to);
}

const char *token_of(const char *header, const char *claims, const char *secret)
{
    static char token[ROOM];
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    char *end = token + sizeof(token);
    char *at = append_part(token, end, header, strlen(header));

    *at++ = '.';
    at = append_part(at, end, claims, strlen(claims));
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret, strlen(secret));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)token, (size_t)(at - token));
    crypto_auth_hmacsha256_final(&state, mac);
    *at++ = '.';
    append_part(at, end, mac, sizeof(mac));
    return token;
}

saas_status token_status(const char *token, saas_error *err)
{
    memset(&token_claims, 0, sizeof(token_claims));
    return saas__token_verify(client, token, &token_claims, err);
}

void expect_valid(const char *token)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_status status = token_status(token, &err);

    cr_expect_eq(status, SAAS_OK, "%s: %s", err.message, token);
}

void expect_refused(const char *token, const char *why)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_status status = token_status(token, &err);

    cr_expect_eq(status, SAAS_ERR_UNAUTHENTICATED, "%s: %s", saas_status_name(status), token);
    cr_expect_str_eq(err.code, "invalid_token");
    cr_expect_not_null(strstr(err.message, why), "\"%s\", not \"%s\": %s", err.message, why, token);
}

void expect_claims_valid(const char *claims)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_status status = token_status(token_of(TOKEN_HEADER, claims, UNIT_SECRET), &err);

    cr_expect_eq(status, SAAS_OK, "%s: %s", err.message, claims);
}

void expect_claims_refused(const char *claims, const char *why)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_status status = token_status(token_of(TOKEN_HEADER, claims, UNIT_SECRET), &err);

    cr_expect_eq(status, SAAS_ERR_UNAUTHENTICATED, "%s: %s", saas_status_name(status), claims);
    cr_expect_not_null(strstr(err.message, why), "\"%s\", not \"%s\": %s", err.message, why,
                       claims);
}

void tokens_start_with(void (*change)(saas_client_options *options))
{
    unit_client_close();
    client = unit_client_open(change);
}

void tokens_start(void)
{
    tokens_start_with(NULL);
}

void tokens_stop(void)
{
    unit_client_close();
}
