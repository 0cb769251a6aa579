/* SPDX-License-Identifier: MIT */
/* How long to wait before the next attempt: a pure function but for its randomness. */
#ifndef SAAS_JOBS_BACKOFF_H
#define SAAS_JOBS_BACKOFF_H

#include "base/env.h"

/* After the nth failed attempt, n from 1: between 1 s and min(1 h, 1 s * 2^n), drawn evenly,
 * so that what failed together does not come back together. */
int64_t saas__backoff_us(const struct saas_env *env, int attempt);

#endif
