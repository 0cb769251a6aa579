/* SPDX-License-Identifier: MIT */
/*
 * What the mail of an invitation is made of. The token is derived from the id of the job
 * that sends it, so it stands in no payload and no row; only its hash does.
 * Threads: the session's.
 */
#ifndef SAAS_CORE_INVITATION_H
#define SAAS_CORE_INVITATION_H

#include <saas/invitation.h>

#include "client/session.h"

struct saas_letter {
    const char *email;
    const char *workspace_name;
    const char *inviter_name;  /* NULL: not known */
    const char *inviter_email; /* NULL: not known */
    int role;
    saas_time expires_at;
};

/* The token that goes with a sending. */
void saas__invitation_token(const struct saas_client *client, const char *job_id,
                            char token[SAAS_MAC_TEXT_SIZE]);

/* What to write to whom; SAAS_ERR_GONE when the invitation is over or was sent anew. The
 * caller's: saas__free(). */
saas_status saas__invitation_letter(saas_session *session, const char *token,
                                    struct saas_letter **out, saas_error *err);

#endif
