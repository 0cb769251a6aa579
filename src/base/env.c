/* SPDX-License-Identifier: MIT */
/* Time, randomness and log lines, from the caller or from the system. */
#include "base/env.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static int64_t clock_us(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static saas_time system_clock(void *context)
{
    (void)context;
    return clock_us(CLOCK_REALTIME);
}

static void system_random(void *context, void *bytes, size_t size)
{
    (void)context;
    randombytes_buf(bytes, size);
}

void saas__env_init(struct saas_env *env, const saas_client_options *options,
                    struct saas_id_source *ids)
{
    env->clock = options->clock ? options->clock : system_clock;
    env->clock_context = options->clock_context;
    env->random = options->random ? options->random : system_random;
    env->random_context = options->random_context;
    env->log = options->log;
    env->log_context = options->log_context;
    env->ids = ids;
    if (ids)
        saas__random(env, ids->key, sizeof(ids->key));
}

saas_time saas__now(const struct saas_env *env)
{
    return env->clock(env->clock_context);
}

void saas__random(const struct saas_env *env, void *bytes, size_t size)
{
    env->random(env->random_context, bytes, size);
}

void saas__log(const struct saas_env *env, saas_log_level level, const char *format, ...)
{
    char line[512];
    va_list arguments;

    if (!env->log)
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    env->log(env->log_context, level, line);
}

int64_t saas__monotonic_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}
