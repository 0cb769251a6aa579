/* SPDX-License-Identifier: MIT */
/*
 * Bearer tokens of the local secret: JWTs (RFC 7519) with HS256. Everything that RFC 8725
 * asks for is checked here, before and after libjwt verifies the signature.
 * Threads: any.
 */
#ifndef SAAS_AUTH_TOKEN_H
#define SAAS_AUTH_TOKEN_H

#include "base/arena.h"
#include "client/client.h"

enum { SAAS_TOKEN_MAX = 8192, SAAS_SUBJECT_SIZE = 256 };

/* What a valid token says. */
struct saas_claims {
    char subject[SAAS_SUBJECT_SIZE]; /* the user's auth id */
    saas_time expires_at;
};

/* Fills claims if the token is valid now; else SAAS_ERR_UNAUTHENTICATED. */
saas_status saas__token_verify(const struct saas_client *client, const char *token,
                               struct saas_claims *claims, saas_error *err);

/* A new token for a user, in the arena. */
saas_status saas__token_mint(const struct saas_client *client, struct saas_arena *arena,
                             const char *subject, saas_time now, const char **out, saas_error *err);

#endif
