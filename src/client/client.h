/* SPDX-License-Identifier: MIT */
/*
 * The client: what sessions, loops and workers share. Each of them holds a reference, so
 * the order in which handles are freed does not matter.
 * Threads: immutable after opening, but for what says so.
 */
#ifndef SAAS_CLIENT_CLIENT_H
#define SAAS_CLIENT_CLIENT_H

#include <saas/client.h>
#include <stdatomic.h>

#include "base/crypto.h"
#include "client/helpers.h"
#include "client/identities.h"
#include "storage/storage.h"

struct saas_client {
    atomic_uint refs;
    const int *own_process; /* 1; 0 in a child of fork(), where the kernel wipes the page */
    struct saas_env env;
    struct saas_id_source ids;
    struct saas_storage *storage;
    atomic_bool schema_ready;
    struct saas_helpers helpers;
    struct saas_identities identities;

    char *secret; /* NULL: no local tokens, no invitations */
    uint8_t invitation_key[SAAS_KEY_BYTES];
    uint8_t cursor_key[SAAS_KEY_BYTES];
    char *jwt_issuer;
    char *jwt_audience;
    char *jwt_authorized_parties;
    unsigned timeout_ms;
    unsigned access_token_ttl_s;
    unsigned invitation_ttl_s;
    unsigned invitations_per_hour;
    unsigned slug_hold_s;
    bool hide_forbidden;
};

struct saas_client *saas__client_ref(struct saas_client *client);

/* SAAS_OK in the process that opened the client; else "forked". */
saas_status saas__client_check_process(const struct saas_client *client, saas_error *err);

/* SAAS_OK when the client may be used: by this process, on this library's schema. */
saas_status saas__client_check(struct saas_client *client, saas_error *err);

#endif
