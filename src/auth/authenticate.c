/* SPDX-License-Identifier: MIT */
/* From a bearer token to a session's user. */
#include <string.h>

#include "auth/token.h"
#include "client/session.h"

/* A token that was verified, and whose user is being looked up. */
struct lookup {
    uint8_t hash[SAAS_IDENTITY_HASH];
    struct saas_claims claims;
};

static bool is_known(struct saas_client *client, const char *bearer, struct lookup *lookup,
                     char user_id[SAAS_ID_SIZE])
{
    if (strnlen(bearer, SAAS_TOKEN_MAX + 1) > SAAS_TOKEN_MAX)
        return false; /* not worth a hash */
    saas__identities_hash(&client->identities, bearer, lookup->hash);
    return saas__identities_find(&client->identities, lookup->hash, saas__now(&client->env),
                                 user_id);
}

static saas_status finish_authenticate(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, 0);
    const struct lookup *lookup = call->state;

    /* Local users are made by signing up: one that is not there was deleted, and its
     * tokens, which live on for some minutes, do not bring it back. */
    if (!row)
        return saas__fail(&call->error, SAAS_ERR_UNAUTHENTICATED, "user_gone",
                          "The token's user does not exist.");
    saas__session_become(call->session, SAAS_ACTOR_USER, saas__row_text(row, 0));
    saas__identities_put(&call->client->identities, lookup->hash, call->session->user_id,
                         saas__call_now(call), lookup->claims.expires_at);
    return SAAS_OK;
}

static saas_status look_up(saas_session *session, const struct lookup *verified, saas_error *err)
{
    struct saas_call *call = saas__call_new(session, finish_authenticate, NULL, err);
    struct lookup *lookup = saas__call_alloc(call, sizeof(*lookup));

    call->state = lookup;
    if (lookup)
        *lookup = *verified;
    saas__batch_add(&call->batch, SAAS__SQL_USER_ID_BY_AUTH_ID);
    saas__bind_text(&call->batch, verified->claims.subject);
    return saas__submit(call);
}

saas_status saas_session_authenticate(saas_session *session, const char *bearer, saas_error *err)
{
    struct saas_client *client;
    struct lookup lookup;
    char user_id[SAAS_ID_SIZE];
    saas_status status;

    SAAS_ENTER(session, bearer, err);

    client = session->client;
    if (session->tx)
        return saas__fail(err, SAAS_ERR_INVALID, "in_transaction",
                          "End the session's transaction before it becomes somebody else's.");
    saas__session_become(session, SAAS_ACTOR_NOBODY, "");
    if (is_known(client, bearer, &lookup, user_id)) {
        saas__session_become(session, SAAS_ACTOR_USER, user_id);
        return SAAS_OK;
    }
    status = saas__token_verify(client, bearer, &lookup.claims, err);
    return status == SAAS_OK ? look_up(session, &lookup, err) : status;
}

saas_status saas_session_from_token(saas_client *client, const char *bearer, saas_session **out,
                                    saas_error *err)
{
    saas_session *session = NULL;
    saas_status status;

    SAAS_REQUIRE(client && bearer && out, err);

    status = saas_session_new(client, &session, err);
    if (status == SAAS_OK)
        status = saas_session_authenticate(session, bearer, err);
    if (status != SAAS_OK)
        saas_session_free(session);
    else
        *out = session;
    return status;
}
