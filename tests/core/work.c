/* SPDX-License-Identifier: MIT */
/* The queue "work" and its handler. */
#include "work.h"

saas_status enqueue(saas_session *session, const char *queue, const char *name, const char *data,
                    saas_error *err)
{
    saas_job_params params = SAAS_JOB_PARAMS_INIT;

    params.queue = queue;
    params.name = name;
    params.data = data;
    return saas_job_enqueue(session, &params, NULL, err);
}

/* A job of queue "work" for the handler "note". */
void add(const char *data)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(enqueue(world_system(), "work", "note", data, &err), &err);
}

saas_status note(void *context, const saas_job *job, saas_error *err)
{
    struct notes *notes = context;
    size_t used = strlen(notes->order);

    notes->calls++;
    notes->attempt = saas_job_attempt(job);
    notes->data_length = strlen(saas_job_data(job));
    if (notes->data_length < 32)
        snprintf(notes->order + used, sizeof(notes->order) - used, "%s ", saas_job_data(job));
    if (notes->message) {
        err->status = notes->answer;
        snprintf(err->message, sizeof(err->message), "%s", notes->message);
    }
    return notes->answer;
}

saas_worker *worker_with(saas_job_handler handler, void *context)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_worker *worker = NULL;

    assert_ok(saas_worker_new(world_client(), NULL, &worker, &err), &err);
    assert_ok(saas_worker_handle(worker, "work", "note", handler, context, &err), &err);
    return worker;
}

/* How many jobs ran. */
size_t run_due(saas_worker *worker)
{
    saas_error err = SAAS_ERROR_INIT;
    size_t count = 99;

    assert_ok(saas_worker_run_due(worker, &count, &err), &err);
    return count;
}

const char *state(void)
{
    return world_text("SELECT state FROM jobs");
}
