/* SPDX-License-Identifier: MIT */
/* The worker: one job at a time, retried with growing pauses. */
#include <saas/worker.h>

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "client/options.h"
#include "jobs/backoff.h"
#include "jobs/job.h"

enum {
    POLL_INTERVAL_MS = 500,
    CALL_TIMEOUT_MS = 5000,
    LEASE_US = 60 * 1000000, /* longer than any handler of the library takes */
    HANDLERS_MAX = 64
};

struct handler {
    char *queue;
    char *name;
    saas_job_handler run;
    void *context;
};

struct saas_worker {
    saas_client *client;
    saas_session *session;
    unsigned poll_interval_ms;
    atomic_bool stopping;
    int stop_fd;
    size_t handler_count;
    struct handler handlers[HANDLERS_MAX];
};

saas_status saas_worker_new(saas_client *client, const saas_worker_options *options,
                            saas_worker **out, saas_error *err)
{
    saas_worker_options known = SAAS_WORKER_OPTIONS_INIT;
    struct saas_worker *worker;
    saas_status status = SAAS_OK;

    SAAS_REQUIRE(client && out, err);

    if (options)
        status = saas__options_read(&known, sizeof(known), options, err);
    if (status != SAAS_OK)
        return status;
    worker = saas__alloc(sizeof(*worker));
    if (!worker)
        return saas__fail_memory(err);
    worker->client = saas__client_ref(client);
    worker->poll_interval_ms = known.poll_interval_ms ? known.poll_interval_ms : POLL_INTERVAL_MS;
    worker->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (worker->stop_fd < 0)
        status = saas__fail(err, SAAS_ERR_UNAVAILABLE, "no_descriptors",
                            "No file descriptors are left.");
    else
        status = saas_session_system(client, &worker->session, err);
    if (status == SAAS_OK) /* so that a stop does not wait long for a database that is busy */
        saas_session_set_timeout(worker->session, CALL_TIMEOUT_MS);
    if (status != SAAS_OK)
        saas_worker_free(worker);
    else
        *out = worker;
    return status;
}

static struct handler *find(struct saas_worker *worker, const char *queue, const char *name)
{
    for (size_t i = 0; i < worker->handler_count; i++)
        if (strcmp(worker->handlers[i].queue, queue) == 0 &&
            strcmp(worker->handlers[i].name, name) == 0)
            return &worker->handlers[i];
    return NULL;
}

saas_status saas_worker_handle(saas_worker *worker, const char *queue, const char *name,
                               saas_job_handler handler, void *context, saas_error *err)
{
    struct handler entry = {.run = handler, .context = context};

    SAAS_REQUIRE(worker && queue && name && handler, err);

    if (find(worker, queue, name))
        return saas__fail(err, SAAS_ERR_CONFLICT, "handler_taken",
                          "Queue \"%s\" has a handler for \"%s\" already.", queue, name);
    if (worker->handler_count == HANDLERS_MAX)
        return saas__fail(err, SAAS_ERR_INVALID, "too_many_handlers",
                          "A worker has %d handlers at the most.", HANDLERS_MAX);
    entry.queue = saas__strdup(queue);
    entry.name = saas__strdup(name);
    if (!entry.queue || !entry.name) {
        saas__free(entry.queue);
        saas__free(entry.name);
        return saas__fail_memory(err);
    }
    worker->handlers[worker->handler_count++] = entry;
    return SAAS_OK;
}

static saas_status run_handler(struct saas_worker *worker, const saas_job *job, saas_error *err)
{
    const struct handler *handler = find(worker, saas_job_queue(job), saas_job_name(job));

    if (!handler)
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "no_handler",
                          "No handler is registered for \"%s\".", saas_job_name(job));
    return handler->run(handler->context, job, err);
}

/* What a retry cannot mend. */
static bool is_final(saas_status status)
{
    return status == SAAS_ERR_INVALID || status == SAAS_ERR_NOT_FOUND;
}

static saas_status run_job(struct saas_worker *worker, const saas_job *job, saas_error *err)
{
    const struct saas_env *env = &worker->client->env;
    saas_error cause = SAAS_ERROR_INIT;
    int attempt = saas_job_attempt(job);
    saas_status status;

    /* Each run before was ended by its worker's end: perhaps it is the job that ends them. */
    if (attempt > saas__job_max_attempts(job))
        return saas__job_fail(worker->session, job, "Its workers died while running it.", err);
    status = run_handler(worker, job, &cause);
    if (status == SAAS_OK || status == SAAS_ERR_GONE)
        return saas__job_complete(worker->session, job, err);
    if (is_final(status) || attempt >= saas__job_max_attempts(job)) {
        saas__log(env, SAAS_LOG_ERROR, "job %s (%s) failed for good: %s", saas_job_id(job),
                  saas_job_name(job), cause.message);
        return saas__job_fail(worker->session, job, cause.message, err);
    }
    saas__log(env, SAAS_LOG_WARNING, "job %s (%s), attempt %d: %s", saas_job_id(job),
              saas_job_name(job), attempt, cause.message);
    return saas__job_retry(worker->session, job, saas__now(env) + saas__backoff_us(env, attempt),
                           cause.message, err);
}

/* The first of the handlers of a queue stands for the queue. */
static bool is_first_of_queue(const struct saas_worker *worker, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(worker->handlers[i].queue, worker->handlers[index].queue) == 0)
            return false;
    return true;
}

/* Runs jobs of a queue until none is due. */
static saas_status drain_queue(struct saas_worker *worker, const char *queue, size_t *count,
                               saas_error *err)
{
    saas_status status = SAAS_OK;

    while (status == SAAS_OK && !atomic_load(&worker->stopping)) {
        saas_time lease_until = saas__now(&worker->client->env) + LEASE_US;
        saas_job *job = NULL;

        status = saas__job_claim(worker->session, queue, lease_until, &job, err);
        if (status != SAAS_OK || !job)
            break;
        status = run_job(worker, job, err);
        saas_job_free(job);
        (*count)++;
    }
    return status;
}

saas_status saas_worker_run_due(saas_worker *worker, size_t *count, saas_error *err)
{
    saas_status status = SAAS_OK;
    size_t local = 0;

    SAAS_REQUIRE(worker && worker->handler_count > 0, err);

    for (size_t i = 0; status == SAAS_OK && i < worker->handler_count; i++)
        if (is_first_of_queue(worker, i))
            status = drain_queue(worker, worker->handlers[i].queue, &local, err);
    if (count)
        *count = local;
    return status;
}

saas_status saas_worker_run(saas_worker *worker, saas_error *err)
{
    SAAS_REQUIRE(worker && worker->handler_count > 0, err);

    while (!atomic_load(&worker->stopping)) {
        struct pollfd stop = {.fd = worker->stop_fd, .events = POLLIN};
        saas_error cause = SAAS_ERROR_INIT;

        if (saas_worker_run_due(worker, NULL, &cause) != SAAS_OK)
            saas__log(&worker->client->env, SAAS_LOG_WARNING, "the worker waits: %s",
                      cause.message);
        poll(&stop, 1, (int)worker->poll_interval_ms);
    }
    return SAAS_OK;
}

/* Only what a signal handler may do: a store and a write (signal-safety(7)). */
void saas_worker_stop(saas_worker *worker)
{
    uint64_t one = 1;
    int saved = errno;

    atomic_store(&worker->stopping, true);
    (void)!write(worker->stop_fd, &one, sizeof(one));
    errno = saved;
}

void saas_worker_free(saas_worker *worker)
{
    if (!worker)
        return;
    for (size_t i = 0; i < worker->handler_count; i++) {
        saas__free(worker->handlers[i].queue);
        saas__free(worker->handlers[i].name);
    }
    if (worker->stop_fd >= 0)
        close(worker->stop_fd);
    saas_session_free(worker->session);
    saas_client_free(worker->client);
    saas__free(worker);
}
