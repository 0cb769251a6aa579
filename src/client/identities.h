/* SPDX-License-Identifier: MIT */
/*
 * Whose a bearer token is: a bounded memory of tokens that were verified a moment ago, so
 * that a request's token costs one hash. Tokens are kept as keyed hashes only, no longer
 * than they are valid, and for some seconds at the most, since another process may have
 * deleted the user. It decides who asks, never what he may: roles are read in every batch.
 * Threads: any.
 */
#ifndef SAAS_CLIENT_IDENTITIES_H
#define SAAS_CLIENT_IDENTITIES_H

#include <pthread.h>
#include <saas/types.h>

#include "base/id.h"

enum {
    SAAS_IDENTITY_HASH = 32,
    SAAS_IDENTITY_SETS = 512, /* of SAAS_IDENTITY_WAYS entries: 2048 tokens */
    SAAS_IDENTITY_WAYS = 4,
};

struct saas_identity {
    uint8_t hash[SAAS_IDENTITY_HASH];
    char user_id[SAAS_ID_SIZE];
    saas_time until; /* 0: empty */
};

struct saas_identities {
    pthread_mutex_t lock;
    uint8_t key[SAAS_IDENTITY_HASH];
    struct saas_identity (*sets)[SAAS_IDENTITY_WAYS]; /* NULL before the first */
};

void saas__identities_init(struct saas_identities *identities, const struct saas_env *env);
void saas__identities_clear(struct saas_identities *identities);

void saas__identities_hash(const struct saas_identities *identities, const char *token,
                           uint8_t hash[SAAS_IDENTITY_HASH]);
/* Copies the user's id; false: not known, or not for sure any more. */
bool saas__identities_find(struct saas_identities *identities,
                           const uint8_t hash[SAAS_IDENTITY_HASH], saas_time now,
                           char user_id[SAAS_ID_SIZE]);
void saas__identities_put(struct saas_identities *identities,
                          const uint8_t hash[SAAS_IDENTITY_HASH], const char *user_id,
                          saas_time now, saas_time expires_at);
void saas__identities_forget(struct saas_identities *identities, const char *user_id);

#endif
