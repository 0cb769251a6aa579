/* SPDX-License-Identifier: MIT */
/*
 * A few threads for what is slow and not the database, such as hashing a password.
 * Their number also bounds how many hashes, of 19 MiB each, run at once.
 * Threads: any may submit; done() is called from a helper.
 */
#ifndef SAAS_CLIENT_HELPERS_H
#define SAAS_CLIENT_HELPERS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { SAAS_HELPERS_MAX = 64, SAAS_HELPERS_QUEUE_MAX = 256 };

struct saas_work {
    void (*run)(struct saas_work *work);
    void (*done)(struct saas_work *work);
    struct saas_work *next;
};

struct saas_helpers {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* work came, a slot came free, or the end */
    pthread_t threads[SAAS_HELPERS_MAX];
    unsigned started;
    unsigned limit;
    unsigned running; /* by helpers and by blocking callers together */
    unsigned queued;
    struct saas_work *head;
    struct saas_work **tail;
    bool closing;
};

void saas__helpers_init(struct saas_helpers *helpers, unsigned limit);
void saas__helpers_clear(struct saas_helpers *helpers); /* nothing is queued any more */

/* False: too much is queued, or no thread can be started. */
bool saas__helpers_submit(struct saas_helpers *helpers, struct saas_work *work);

/* Runs it in the calling thread when a slot is free; false: none was until the deadline. */
bool saas__helpers_run(struct saas_helpers *helpers, struct saas_work *work, int64_t deadline_us);

#endif
