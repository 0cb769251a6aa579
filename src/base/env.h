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

/* What a client makes its ids of: see id.h. */
struct saas_id_source {
    atomic_uint_least64_t last; /* the time stamp of the last one */
    uint8_t key[32];
};

struct saas_env {
    saas_clock_fn clock;
    void *clock_context;
    saas_random_fn random;
    void *random_context;
    saas_log_fn log;
    void *log_context;
    struct saas_id_source *ids; /* NULL: ids need not be in order, and may cost a system call */
};

void saas__env_init(struct saas_env *env, const saas_client_options *options,
                    struct saas_id_source *ids);

saas_time saas__now(const struct saas_env *env);
void saas__random(const struct saas_env *env, void *bytes, size_t size);
void saas__log(const struct saas_env *env, saas_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* For waiting, never for data: microseconds of CLOCK_MONOTONIC. */
int64_t saas__monotonic_us(void);

#endif
