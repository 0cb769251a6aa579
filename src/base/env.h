/* SPDX-License-Identifier: MIT */
/*
 * What a client takes from outside: the time, randomness, a place for log lines.
 * Tests inject them; the library reads them nowhere else.
 * Threads: immutable after saas_client_open().
 */
#ifndef SAAS_BASE_ENV_H
#define SAAS_BASE_ENV_H

#include <saas/client.h>
#include <stdatomic.h>

struct saas_env {
    saas_clock_fn clock;
    void *clock_context;
    saas_random_fn random;
    void *random_context;
    saas_log_fn log;
    void *log_context;
    atomic_uint_least64_t *last_id; /* where ids got to; NULL: they need not be in order */
};

void saas__env_init(struct saas_env *env, const saas_client_options *options,
                    atomic_uint_least64_t *last_id);

saas_time saas__now(const struct saas_env *env);
void saas__random(const struct saas_env *env, void *bytes, size_t size);
void saas__log(const struct saas_env *env, saas_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* For waiting, never for data: microseconds of CLOCK_MONOTONIC. */
int64_t saas__monotonic_us(void);

#endif
