/* SPDX-License-Identifier: MIT */
/* The words of the library's letters. Threads: the session's. */
#ifndef SAAS_NOTIFY_LETTERS_H
#define SAAS_NOTIFY_LETTERS_H

#include <saas/worker.h>

#include "base/arena.h"
#include "mail/mail.h"

/* Fills to, subject and text, in the arena, from the invitation that the job sends.
 * SAAS_ERR_GONE: it is over, and there is nothing to send. */
saas_status saas__letter_invite(saas_session *session, struct saas_arena *arena,
                                const char *app_url, const char *job_id,
                                struct saas_message *message, saas_error *err);

#endif
