/* SPDX-License-Identifier: MIT */
/*
 * A worker: takes jobs from the queues and runs the handlers that are registered
 * for them. A handler that fails is run again later, with growing pauses.
 * Threads: saas_worker_run() occupies its thread; saas_worker_stop() may be called
 * from any thread and from a signal handler; the rest before run.
 */
#ifndef SAAS_WORKER_H
#define SAAS_WORKER_H

#include <saas/error.h>
#include <saas/job.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Runs one job. It may be run again after a crash, so it has to bear that.
 *
 * SAAS_OK: done. SAAS_ERR_GONE: what it was about is over, so there is nothing to do.
 * SAAS_ERR_INVALID or SAAS_ERR_NOT_FOUND: failed for good. Anything else: tried again
 * later, until the attempts are used up.
 *
 * @since 0.1
 */
typedef saas_status (*saas_job_handler)(void *context, const saas_job *job, saas_error *err);

/** How a worker works. @since 0.1 */
typedef struct saas_worker_options {
    size_t struct_size;        /**< set by SAAS_WORKER_OPTIONS_INIT */
    unsigned poll_interval_ms; /**< between two looks when there was nothing; default 500 */
} saas_worker_options;

#define SAAS_WORKER_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(saas_worker_options), 0                                                             \
    }

/**
 * Make a worker.
 *
 * @param client    shared
 * @param options   NULL: the defaults
 * @param[out] out  the caller's: saas_worker_free()
 * @param[out] err  may be NULL
 * @since 0.1
 */
SAAS_API saas_status saas_worker_new(saas_client *client, const saas_worker_options *options,
                                     saas_worker **out, saas_error *err);

/**
 * Register the handler of a queue's jobs of one name.
 *
 * @param worker    not running
 * @param queue     copied
 * @param name      copied
 * @param handler   called in the worker's thread
 * @param context   handed to the handler; outlives the worker
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_CONFLICT  there is one already
 * @since 0.1
 */
SAAS_API saas_status saas_worker_handle(saas_worker *worker, const char *queue, const char *name,
                                        saas_job_handler handler, void *context, saas_error *err);

/**
 * Work until saas_worker_stop(). While the database is away it waits and tries again.
 *
 * @param worker    used by one thread
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_INVALID  no handler is registered
 * @since 0.1
 */
SAAS_API saas_status saas_worker_run(saas_worker *worker, saas_error *err);

/**
 * Work until no job is due, and return: for tests and one-off runs.
 *
 * @param worker      used by one thread
 * @param[out] count  how many jobs were run; may be NULL
 * @param[out] err    may be NULL
 * @retval SAAS_ERR_INVALID  no handler is registered
 * @since 0.1
 */
SAAS_API saas_status saas_worker_run_due(saas_worker *worker, size_t *count, saas_error *err);

/**
 * Let saas_worker_run() return after the job that it is running.
 *
 * @param worker  from any thread or signal handler
 * @since 0.1
 */
SAAS_API void saas_worker_stop(saas_worker *worker);

/** Give a worker back that is not running; NULL is fine. @since 0.1 */
SAAS_API void saas_worker_free(saas_worker *worker);

#ifdef __cplusplus
}
#endif
#endif
