/* SPDX-License-Identifier: MIT */
/* A set-associative memory of verified tokens. */
#include "client/identities.h"

#include <sodium.h>
#include <string.h>

#include "base/alloc.h"

static const saas_time life_us = 10 * 1000000LL; /* how late another process's deletion shows */

void saas__identities_init(struct saas_identities *identities, const struct saas_env *env)
{
    pthread_mutex_init(&identities->lock, NULL);
    identities->sets = NULL;
    saas__random(env, identities->key, sizeof(identities->key));
}

void saas__identities_clear(struct saas_identities *identities)
{
    saas__free(identities->sets);
    pthread_mutex_destroy(&identities->lock);
}

void saas__identities_hash(const struct saas_identities *identities, const char *token,
                           uint8_t hash[SAAS_IDENTITY_HASH])
{
    crypto_generichash(hash, SAAS_IDENTITY_HASH, (const unsigned char *)token, strlen(token),
                       identities->key, sizeof(identities->key));
}

/* Called with the lock held; NULL before anything was put. */
static struct saas_identity *set_of(const struct saas_identities *identities, const uint8_t *hash)
{
    unsigned index = (hash[0] | (unsigned)hash[1] << 8) % SAAS_IDENTITY_SETS;

    return identities->sets ? identities->sets[index] : NULL;
}

bool saas__identities_find(struct saas_identities *identities,
                           const uint8_t hash[SAAS_IDENTITY_HASH], saas_time now,
                           char user_id[SAAS_ID_SIZE])
{
    const struct saas_identity *set;
    bool found = false;

    pthread_mutex_lock(&identities->lock);
    set = set_of(identities, hash);
    for (int i = 0; set && !found && i < SAAS_IDENTITY_WAYS; i++) {
        found = set[i].until > now && sodium_memcmp(set[i].hash, hash, SAAS_IDENTITY_HASH) == 0;
        if (found)
            memcpy(user_id, set[i].user_id, SAAS_ID_SIZE);
    }
    pthread_mutex_unlock(&identities->lock);
    return found;
}

/* The entry that goes first. */
static struct saas_identity *oldest_of(struct saas_identity *set)
{
    struct saas_identity *oldest = &set[0];

    for (int i = 1; i < SAAS_IDENTITY_WAYS; i++)
        if (set[i].until < oldest->until)
            oldest = &set[i];
    return oldest;
}

/* Without memory nothing is remembered, and each token is verified anew. */
void saas__identities_put(struct saas_identities *identities,
                          const uint8_t hash[SAAS_IDENTITY_HASH], const char *user_id,
                          saas_time now, saas_time expires_at)
{
    saas_time until = now + life_us < expires_at ? now + life_us : expires_at;

    pthread_mutex_lock(&identities->lock);
    if (!identities->sets)
        identities->sets = saas__alloc(SAAS_IDENTITY_SETS * sizeof(*identities->sets));
    if (identities->sets) {
        struct saas_identity *entry = oldest_of(set_of(identities, hash));

        memcpy(entry->hash, hash, SAAS_IDENTITY_HASH);
        strncpy(entry->user_id, user_id, SAAS_ID_SIZE - 1);
        entry->until = until;
    }
    pthread_mutex_unlock(&identities->lock);
}

void saas__identities_forget(struct saas_identities *identities, const char *user_id)
{
    pthread_mutex_lock(&identities->lock);
    for (int set = 0; identities->sets && set < SAAS_IDENTITY_SETS; set++)
        for (int way = 0; way < SAAS_IDENTITY_WAYS; way++)
            if (strcmp(identities->sets[set][way].user_id, user_id) == 0)
                identities->sets[set][way].until = 0;
    pthread_mutex_unlock(&identities->lock);
}
