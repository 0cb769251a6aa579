/* SPDX-License-Identifier: MIT */
/* From a bearer token to a session's user. */
#include "auth/token.h"
#include "client/session.h"

static saas_status finish_authenticate(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, 0);

    /* Local users are made by signing up: one that is not there was deleted, and its
     * tokens, which live on for some minutes, do not bring it back. */
    if (!row)
        return saas__fail(&call->error, SAAS_ERR_UNAUTHENTICATED, "user_gone",
                          "The token's user does not exist.");
    saas__session_become(call->session, SAAS_ACTOR_USER, saas__row_text(row, 0));
    return SAAS_OK;
}

saas_status saas_session_authenticate(saas_session *session, const char *bearer, saas_error *err)
{
    char subject[SAAS_SUBJECT_SIZE];
    struct saas_call *call;
    saas_status status;

    SAAS_ENTER(session, bearer, err);

    if (session->tx)
        return saas__fail(err, SAAS_ERR_INVALID, "in_transaction",
                          "End the session's transaction before it becomes somebody else's.");
    saas__session_become(session, SAAS_ACTOR_NOBODY, "");
    status = saas__token_verify(session->client, bearer, subject, err);
    if (status != SAAS_OK)
        return status;

    call = saas__call_new(session, finish_authenticate, NULL, err);
    saas__batch_add(&call->batch, SAAS__SQL_USER_ID_BY_AUTH_ID);
    saas__bind_text(&call->batch, subject);
    return saas__submit(call);
}

saas_status saas_session_from_token(saas_client *client, const char *bearer, saas_session **out,
                                    saas_error *err)
{
    saas_session *session = NULL;
    saas_status status = saas_session_new(client, &session, err);

    if (status == SAAS_OK)
        status = saas_session_authenticate(session, bearer, err);
    if (status != SAAS_OK)
        saas_session_free(session);
    else
        *out = session;
    return status;
}
