/* SPDX-License-Identifier: MIT */
/*
 * A session: who asks, its deadline, its transaction, and the one call that it can have
 * under way.
 * Lock order: session.lock, then a storage's, then a loop's. The lock guards `active`, so
 * that a cancel from another thread meets a call that is still there.
 */
#ifndef SAAS_CLIENT_SESSION_H
#define SAAS_CLIENT_SESSION_H

#include <saas/session.h>

#include "base/id.h"
#include "client/call.h"
#include "client/client.h"

enum saas_actor { SAAS_ACTOR_NOBODY, SAAS_ACTOR_USER, SAAS_ACTOR_SYSTEM };

struct saas_session {
    struct saas_client *client;
    enum saas_actor actor;
    char user_id[SAAS_ID_SIZE];
    unsigned timeout_ms;
    saas_time deadline; /* 0: none */
    struct saas_loop *loop;
    saas_done_fn on_done;
    void *context;
    struct saas_tx *tx;
    bool freed; /* by its owner, while a call was pending */

    pthread_mutex_t lock;
    bool active; /* call is under way */
    struct saas_call call;
};

/* The arguments are there, and the session can take a call. */
#define SAAS_ENTER(session, condition, err)                                                        \
    do {                                                                                           \
        saas_status enter_;                                                                        \
        SAAS_REQUIRE((session) && (condition), err);                                               \
        enter_ = saas__session_enter((session), (err));                                            \
        if (enter_ != SAAS_OK)                                                                     \
            return enter_;                                                                         \
    } while (0)

saas_status saas__session_enter(struct saas_session *session, saas_error *err);
void saas__session_become(struct saas_session *session, enum saas_actor actor, const char *user_id);
/* Rolls back the transaction that the session leaves behind, if it is in one. */
void saas__session_drop_tx(struct saas_session *session);
void saas__session_destroy(struct saas_session *session);

#endif
