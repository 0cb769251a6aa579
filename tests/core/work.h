/* SPDX-License-Identifier: MIT */
/* A queue "work" with a handler "note" that takes notes: for the tests of workers. */
#ifndef SAAS_CORE_WORK_H
#define SAAS_CORE_WORK_H

#include "support/test.h"
#include "support/world.h"

#define LEASE (60 * WORLD_SECOND) /* how long a worker has a job to itself */

/* What the handler was told, and what it answers. */
struct notes {
    saas_status answer;
    const char *message;
    unsigned calls;
    int attempt;
    char order[256];
    size_t data_length;
};

saas_status enqueue(saas_session *session, const char *queue, const char *name, const char *data,
                    saas_error *err);
/* A job of queue "work" for the handler "note". */
void add(const char *data);
saas_status note(void *context, const saas_job *job, saas_error *err);
saas_worker *worker_with(saas_job_handler handler, void *context);
/* How many jobs ran. */
size_t run_due(saas_worker *worker);
const char *state(void);

#endif
