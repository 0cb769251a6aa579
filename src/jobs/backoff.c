/* SPDX-License-Identifier: MIT */
/* Exponential backoff with full jitter above a minimum. */
#include "jobs/backoff.h"

enum { BASE_S = 1, CAP_S = 3600, DOUBLINGS_MAX = 12 };

int64_t saas__backoff_us(const struct saas_env *env, int attempt)
{
    int doublings = attempt < DOUBLINGS_MAX ? attempt : DOUBLINGS_MAX;
    int64_t most = (int64_t)BASE_S << doublings;
    uint32_t random;

    if (most > CAP_S)
        most = CAP_S;
    saas__random(env, &random, sizeof(random));
    return (BASE_S * 1000000LL) +
           (int64_t)((uint64_t)random * (uint64_t)((most - BASE_S) * 1000000) >> 32);
}
