/* SPDX-License-Identifier: MIT */
/*
 * What the tests of single parts share: a clock that they set, randomness that repeats, memory
 * that runs out, and a client on a database in a folder of its own.
 * Threads: the test's own.
 */
#ifndef SAAS_UNIT_FIXTURE_H
#define SAAS_UNIT_FIXTURE_H

#include "base/env.h"
#include "client/client.h"

/* Where the clock stands at first, in seconds: 2026-05-28T20:26:40Z. */
#define UNIT_NOW_S 1780000000LL
#define UNIT_SECOND 1000000LL
#define UNIT_SECRET "forty-two bytes of a secret for the tests."

void unit_set_time(saas_time now);

/* The clock above, and numbers of a fixed seed. */
const struct saas_env *unit_env(void);
uint32_t unit_random(void);
/* The bytes of a saas_random_fn: all of them have the value that context points at. */
void unit_same_bytes(void *context, void *bytes, size_t size);

/* Allocations of the library: how many there were, and after how many more they fail. */
void unit_count_allocations(void);
size_t unit_allocations(void);
void unit_fail_allocations_after(size_t count);
void unit_heal_allocations(void);

/* A client with the clock and the secret above, and what the function changes (may be NULL). One
 * at a time; unit_client_close() gives it back, with its folder. */
struct saas_client *unit_client_open(void (*change)(saas_client_options *options));
struct saas_client *unit_client(void); /* the one that is open */
void unit_client_close(void);

#endif
