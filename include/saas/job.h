/* SPDX-License-Identifier: MIT */
/*
 * Jobs: work for later, written in the transaction of the change that causes it.
 * Threads: calls by the session's rule; a saas_job is immutable.
 */
#ifndef SAAS_JOB_H
#define SAAS_JOB_H

#include <saas/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A job to add. @since 0.1 */
typedef struct saas_job_params {
    size_t struct_size; /**< set by SAAS_JOB_PARAMS_INIT */
    const char *queue;  /**< 1 to 100 characters, no ':'; required */
    const char *name;   /**< which handler runs it, 1 to 100 characters; required */
    const char *data;   /**< JSON, at most 64 KiB; NULL: "{}" */
} saas_job_params;

#define SAAS_JOB_PARAMS_INIT                                                                       \
    {                                                                                              \
        sizeof(saas_job_params), NULL, NULL, NULL                                                  \
    }

/**
 * Add a job. After saas_session_begin() it exists if, and only if, the
 * transaction is committed. Nothing is asked of the user but to be somebody: what a
 * job may be added for is the caller's to check.
 *
 * @param session   a user's or a system session
 * @param params    from SAAS_JOB_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_job_free(); may be NULL; untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID  a name is missing or malformed, the data is no JSON or too long
 * @since 0.1
 */
SAAS_API saas_status saas_job_enqueue(saas_session *session, const saas_job_params *params,
                                      saas_job **out, saas_error *err);

/** "job_…"; borrowed. @since 0.1 */
SAAS_API const char *saas_job_id(const saas_job *job);
/** The queue; borrowed. @since 0.1 */
SAAS_API const char *saas_job_queue(const saas_job *job);
/** The name; borrowed. @since 0.1 */
SAAS_API const char *saas_job_name(const saas_job *job);
/** The data, JSON text; borrowed. @since 0.1 */
SAAS_API const char *saas_job_data(const saas_job *job);
/** How often it has been started, this time included; 0 before the first. @since 0.1 */
SAAS_API int saas_job_attempt(const saas_job *job);

/** Give a job record back; NULL is fine. @since 0.1 */
SAAS_API void saas_job_free(saas_job *job);

#ifdef __cplusplus
}
#endif
#endif
