/* SPDX-License-Identifier: MIT */
/*
 * The jobs table: adding to it within any batch, and what a worker does with it.
 * Threads: the call's.
 */
#ifndef SAAS_JOBS_JOB_H
#define SAAS_JOBS_JOB_H

#include <saas/job.h>

#include "client/session.h"

enum { SAAS_JOB_ATTEMPTS = 25, SAAS_JOB_MAIL_ATTEMPTS = 10 };

/* Adds "send-invite" for the invitation that has this token hash, if it has come to be in
 * the same batch. The job's id is the caller's: the token is made from it. */
void saas__job_add_invitation(struct saas_call *call, const char *id, const char *hash);

/* The next job of a queue that is due, or NULL; for the system's session. */
saas_status saas__job_claim(saas_session *session, const char *queue, saas_time lease_until,
                            saas_job **out, saas_error *err);
/* The ends of a run; nothing happens when the lease was lost meanwhile. */
saas_status saas__job_complete(saas_session *session, const saas_job *job, saas_error *err);
saas_status saas__job_retry(saas_session *session, const saas_job *job, saas_time run_at,
                            const char *reason, saas_error *err);
saas_status saas__job_fail(saas_session *session, const saas_job *job, const char *reason,
                           saas_error *err);
int saas__job_max_attempts(const saas_job *job);

#endif
