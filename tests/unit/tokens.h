/* SPDX-License-Identifier: MIT */
/*
 * Making tokens of any header and claims, and asking the library about them. The client is
 * fixture.h's, opened by tokens_start(). Threads: the test's own.
 */
#ifndef SAAS_UNIT_TOKENS_H
#define SAAS_UNIT_TOKENS_H

#include "auth/token.h"
#include "unit/fixture.h"

#define TOKEN_HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
/* Valid from UNIT_NOW_S to 900 s later. */
#define TOKEN_CLAIMS "{\"iss\":\"libsaas\",\"sub\":\"ada\",\"iat\":1780000000,\"exp\":1780000900}"

/* A token in a buffer that the next one overwrites, signed with the secret. */
const char *token_of(const char *header, const char *claims, const char *secret);

/* What the client says to it; the claims are in token_claims then. */
saas_status token_status(const char *token, saas_error *err);
extern struct saas_claims token_claims;

void expect_valid(const char *token);
/* It is refused, and for that reason: the message holds it. */
void expect_refused(const char *token, const char *why);
/* The same of the usual header and these claims, signed with the right secret. */
void expect_claims_valid(const char *claims);
void expect_claims_refused(const char *claims, const char *why);

void tokens_start(void);
void tokens_start_with(void (*change)(saas_client_options *options));
void tokens_stop(void);

#endif
