/* SPDX-License-Identifier: MIT */
/* Helper threads, started when there is work for them. */
#include "client/helpers.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

void saas__helpers_init(struct saas_helpers *helpers, unsigned limit)
{
    *helpers = (struct saas_helpers){.lock = PTHREAD_MUTEX_INITIALIZER,
                                     .changed = PTHREAD_COND_INITIALIZER,
                                     .limit = limit < SAAS_HELPERS_MAX ? limit : SAAS_HELPERS_MAX};
    helpers->tail = &helpers->head;
}

void saas__helpers_clear(struct saas_helpers *helpers)
{
    pthread_mutex_lock(&helpers->lock);
    helpers->closing = true;
    pthread_cond_broadcast(&helpers->changed);
    pthread_mutex_unlock(&helpers->lock);
    for (unsigned i = 0; i < helpers->started; i++)
        pthread_join(helpers->threads[i], NULL);
    pthread_cond_destroy(&helpers->changed);
    pthread_mutex_destroy(&helpers->lock);
}

/* Called with the lock held; releases it while the work runs. */
static void run_one(struct saas_helpers *helpers, struct saas_work *work)
{
    helpers->running++;
    pthread_mutex_unlock(&helpers->lock);
    work->run(work);
    pthread_mutex_lock(&helpers->lock);
    helpers->running--;
    pthread_cond_broadcast(&helpers->changed);
}

static struct saas_work *take(struct saas_helpers *helpers)
{
    struct saas_work *work = helpers->head;

    helpers->head = work->next;
    if (!helpers->head)
        helpers->tail = &helpers->head;
    helpers->queued--;
    return work;
}

static void *helper_main(void *context)
{
    struct saas_helpers *helpers = context;

    pthread_mutex_lock(&helpers->lock);
    while (!helpers->closing) {
        struct saas_work *work;

        if (!helpers->head || helpers->running >= helpers->limit) {
            pthread_cond_wait(&helpers->changed, &helpers->lock);
            continue;
        }
        work = take(helpers);
        run_one(helpers, work);
        pthread_mutex_unlock(&helpers->lock);
        work->done(work);
        pthread_mutex_lock(&helpers->lock);
    }
    pthread_mutex_unlock(&helpers->lock);
    return NULL;
}

/* Signals are the program's business, so a helper takes none. */
static bool start_thread(struct saas_helpers *helpers)
{
    sigset_t all;
    sigset_t before;
    int code;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    code = pthread_create(&helpers->threads[helpers->started], NULL, helper_main, helpers);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == 0)
        helpers->started++;
    return code == 0;
}

bool saas__helpers_submit(struct saas_helpers *helpers, struct saas_work *work)
{
    bool accepted;

    pthread_mutex_lock(&helpers->lock);
    accepted = helpers->queued < SAAS_HELPERS_QUEUE_MAX;
    if (accepted && helpers->started < helpers->limit)
        accepted = start_thread(helpers) || helpers->started > 0;
    if (accepted) {
        work->next = NULL;
        *helpers->tail = work;
        helpers->tail = &work->next;
        helpers->queued++;
        pthread_cond_broadcast(&helpers->changed);
    }
    pthread_mutex_unlock(&helpers->lock);
    return accepted;
}

bool saas__helpers_run(struct saas_helpers *helpers, struct saas_work *work, int64_t deadline_us)
{
    struct timespec until = {.tv_sec = deadline_us / 1000000,
                             .tv_nsec = deadline_us % 1000000 * 1000};
    int code = 0;

    pthread_mutex_lock(&helpers->lock);
    while (helpers->running >= helpers->limit && code != ETIMEDOUT)
        code = pthread_cond_clockwait(&helpers->changed, &helpers->lock, CLOCK_MONOTONIC, &until);
    if (code != ETIMEDOUT)
        run_one(helpers, work);
    pthread_mutex_unlock(&helpers->lock);
    return code != ETIMEDOUT;
}
