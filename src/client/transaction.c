/* SPDX-License-Identifier: MIT */
/* A session's transaction: begin, commit, rollback, as tickets of their own kind. */
#include "client/session.h"

saas_status saas_session_begin(saas_session *session, saas_error *err)
{
    SAAS_ENTER(session, true, err);

    if (session->tx)
        return saas__fail(err, SAAS_ERR_INVALID, "in_transaction",
                          "The session is in a transaction already.");
    return saas__submit_control(saas__call_new(session, NULL, NULL, err), SAAS_TICKET_BEGIN);
}

static saas_status end(saas_session *session, enum saas_ticket_kind kind, saas_error *err)
{
    SAAS_ENTER(session, true, err);

    if (!session->tx)
        return saas__fail(err, SAAS_ERR_INVALID, "no_transaction",
                          "The session is in no transaction.");
    return saas__submit_control(saas__call_new(session, NULL, NULL, err), kind);
}

/* Not a call: it has to work when the session can take none, as its loop was freed. */
void saas__session_drop_tx(struct saas_session *session)
{
    saas_error error = SAAS_ERROR_INIT;
    struct saas_ticket ticket = {
        .kind = SAAS_TICKET_ROLLBACK, .tx = session->tx, .deadline_us = INT64_MAX, .error = &error};

    if (!session->tx || saas__client_check_process(session->client, NULL) != SAAS_OK)
        return;
    session->client->storage->ops->run(session->client->storage, &ticket);
    session->tx = NULL;
}

saas_status saas_session_commit(saas_session *session, saas_error *err)
{
    return end(session, SAAS_TICKET_COMMIT, err);
}

saas_status saas_session_rollback(saas_session *session, saas_error *err)
{
    return end(session, SAAS_TICKET_ROLLBACK, err);
}
