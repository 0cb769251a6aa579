/* SPDX-License-Identifier: MIT */
/* How long to wait before the next attempt. */
#include "jobs/backoff.h"

#include "support/test.h"
#include "unit/fixture.h"

enum { ATTEMPTS = 40, HOUR_S = 3600 };

TestSuite(backoff);

/* With a random source all of whose bytes have that value. */
static int64_t pause_with(unsigned char byte, int attempt)
{
    struct saas_env env = *unit_env();

    env.random = unit_same_bytes;
    env.random_context = &byte;
    return saas__backoff_us(&env, attempt);
}

/* The longest pause after the nth attempt, as jobs/backoff.h has it. */
static int64_t most_s(int attempt)
{
    return attempt < 12 ? 1LL << attempt : HOUR_S;
}

Test(backoff, is_a_second_at_least)
{
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++)
        cr_expect_eq(pause_with(0, attempt), UNIT_SECOND, "attempt %d", attempt);
}

Test(backoff, doubles_up_to_an_hour_at_most)
{
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        int64_t most = most_s(attempt) * UNIT_SECOND;

        cr_expect_leq(pause_with(0xFF, attempt), most, "attempt %d", attempt);
        cr_expect_gt(pause_with(0xFF, attempt), most - 10, "attempt %d", attempt);
    }
}

Test(backoff, stays_within_its_bounds_for_any_randomness)
{
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        for (int i = 0; i < 500; i++) {
            int64_t pause = saas__backoff_us(unit_env(), attempt);

            cr_assert_geq(pause, UNIT_SECOND, "attempt %d", attempt);
            cr_assert_leq(pause, most_s(attempt) * UNIT_SECOND, "attempt %d", attempt);
        }
    }
}

Test(backoff, is_spread_evenly)
{
    enum { DRAWS = 8000, BUCKETS = 8 };
    int counts[BUCKETS] = {0};
    const int64_t width = (HOUR_S - 1) * UNIT_SECOND / BUCKETS + 1;

    for (int i = 0; i < DRAWS; i++)
        counts[(saas__backoff_us(unit_env(), 20) - UNIT_SECOND) / width]++;
    for (int i = 0; i < BUCKETS; i++) {
        cr_expect_gt(counts[i], DRAWS / BUCKETS * 8 / 10, "bucket %d has %d", i, counts[i]);
        cr_expect_lt(counts[i], DRAWS / BUCKETS * 12 / 10, "bucket %d has %d", i, counts[i]);
    }
}

Test(backoff, of_attempts_without_end_stays_an_hour)
{
    cr_expect_leq(pause_with(0xFF, 1000000), HOUR_S * UNIT_SECOND);
    cr_expect_gt(pause_with(0xFF, 1000000), (HOUR_S - 1) * UNIT_SECOND);
}
