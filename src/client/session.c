/* SPDX-License-Identifier: MIT */
/* Sessions: making them, their deadline, cancelling, giving back. */
#include "client/session.h"

#include <string.h>

#include "base/alloc.h"
#include "client/loop.h"

saas_status saas_session_new(saas_client *client, saas_session **out, saas_error *err)
{
    struct saas_session *session;

    SAAS_REQUIRE(client && out, err);

    session = saas__realloc(NULL, sizeof(*session));
    if (!session)
        return saas__fail_memory(err);
    memset(session, 0, offsetof(struct saas_session, call));
    session->client = saas__client_ref(client);
    pthread_mutex_init(&session->lock, NULL);
    *out = session;
    return SAAS_OK;
}

saas_status saas_session_for_user(saas_client *client, const char *user_id, saas_session **out,
                                  saas_error *err)
{
    saas_status status;

    SAAS_REQUIRE(client && user_id && out, err);

    if (!saas__id_is(user_id, "user"))
        return saas__fail(err, SAAS_ERR_INVALID, "bad_argument", "That is no user's id.");
    status = saas_session_new(client, out, err);
    if (status == SAAS_OK)
        saas__session_become(*out, SAAS_ACTOR_USER, user_id);
    return status;
}

saas_status saas_session_system(saas_client *client, saas_session **out, saas_error *err)
{
    saas_status status = saas_session_new(client, out, err);

    if (status == SAAS_OK)
        saas__session_become(*out, SAAS_ACTOR_SYSTEM, "");
    return status;
}

void saas__session_become(struct saas_session *session, enum saas_actor actor, const char *user_id)
{
    size_t length = strnlen(user_id, SAAS_ID_SIZE - 1);

    session->actor = actor;
    memcpy(session->user_id, user_id, length);
    session->user_id[length] = '\0';
}

const char *saas_session_user_id(const saas_session *session)
{
    return session && session->actor == SAAS_ACTOR_USER ? session->user_id : NULL;
}

saas_status saas__session_enter(struct saas_session *session, saas_error *err)
{
    if (session->active)
        return saas__fail(err, SAAS_ERR_INVALID, "call_pending",
                          "The session has a call that is pending: wait for its on_done.");
    if (session->loop && saas__loop_is_closed(session->loop))
        return saas__fail(err, SAAS_ERR_INVALID, "loop_closed", "The session's loop was freed.");
    return saas__client_check(session->client, err);
}

saas_status saas_session_attach(saas_session *session, saas_loop *loop, saas_done_fn on_done,
                                void *context, saas_error *err)
{
    SAAS_REQUIRE(session && loop && on_done, err);

    if (session->active)
        return saas__fail(err, SAAS_ERR_INVALID, "call_pending",
                          "The session has a call that is pending: wait for its on_done.");
    if (session->tx)
        return saas__fail(err, SAAS_ERR_INVALID, "in_transaction",
                          "End the session's transaction before attaching it.");
    if (saas__loop_client(loop) != session->client)
        return saas__fail(err, SAAS_ERR_INVALID, "other_client",
                          "The loop belongs to another client.");
    saas__loop_ref(loop);
    saas__loop_unref(session->loop);
    session->loop = loop;
    session->on_done = on_done;
    session->context = context;
    return SAAS_OK;
}

void saas_session_set_timeout(saas_session *session, unsigned timeout_ms)
{
    session->timeout_ms = timeout_ms;
}

void saas_session_set_deadline(saas_session *session, saas_time deadline)
{
    session->deadline = deadline;
}

void saas_session_cancel(saas_session *session)
{
    pthread_mutex_lock(&session->lock);
    if (session->active)
        saas__ticket_abort(session->client->storage, &session->call.ticket, SAAS_ERR_CANCELLED);
    pthread_mutex_unlock(&session->lock);
}

void saas__session_destroy(struct saas_session *session)
{
    saas_client *client = session->client;

    saas__session_drop_tx(session);
    saas__loop_unref(session->loop);
    pthread_mutex_destroy(&session->lock);
    saas__free(session);
    saas_client_free(client);
}

void saas_session_free(saas_session *session)
{
    if (!session)
        return;
    if (session->active && saas__client_check_process(session->client, NULL) != SAAS_OK)
        return;            /* the call goes on in the parent of this process */
    if (session->active) { /* pending: whoever has its ticket still needs the memory */
        session->freed = true;
        saas_session_cancel(session);
        return;
    }
    saas__session_destroy(session);
}
