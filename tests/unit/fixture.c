/* SPDX-License-Identifier: MIT */
/* What the tests of single parts share. */
#include "unit/fixture.h"

#include <ftw.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "support/test.h"

static atomic_llong clock_now = UNIT_NOW_S * UNIT_SECOND;
static uint64_t random_state = 88172645463325252ULL;
static size_t allocation_count;
static size_t allocations_left;
static char folder[256];
static saas_client *client;

/* ---- time and randomness ---- */

void unit_set_time(saas_time now)
{
    atomic_store(&clock_now, now);
}

static saas_time tell_time(void *context)
{
    (void)context;
    return atomic_load(&clock_now);
}

/* Marsaglia's xorshift64. */
uint32_t unit_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 16);
}

static void random_bytes(void *context, void *bytes, size_t size)
{
    unsigned char *byte = bytes;

    (void)context;
    for (size_t i = 0; i < size; i++)
        byte[i] = (unsigned char)unit_random();
}

void unit_same_bytes(void *context, void *bytes, size_t size)
{
    memset(bytes, *(const unsigned char *)context, size);
}

const struct saas_env *unit_env(void)
{
    static const struct saas_env env = {.clock = tell_time, .random = random_bytes};

    return &env;
}

/* ---- memory ---- */

static void *counted_realloc(void *memory, size_t size)
{
    allocation_count++;
    if (allocations_left == 0)
        return NULL;
    allocations_left--;
    return realloc(memory, size);
}

void unit_count_allocations(void)
{
    allocation_count = 0;
    allocations_left = SIZE_MAX;
    saas__allocator.realloc = counted_realloc;
}

size_t unit_allocations(void)
{
    return allocation_count;
}

void unit_fail_allocations_after(size_t count)
{
    unit_count_allocations();
    allocations_left = count;
}

void unit_heal_allocations(void)
{
    saas__allocator.realloc = realloc;
}

/* ---- a client ---- */

struct saas_client *unit_client_open(void (*change)(saas_client_options *options))
{
    saas_client_options options = SAAS_CLIENT_OPTIONS_INIT;
    const char *parent = getenv("TMPDIR");
    saas_error err = SAAS_ERROR_INIT;
    char url[sizeof(folder) + 16];

    cr_assert_null(client, "there is one already");
    snprintf(folder, sizeof(folder), "%s/saas-unit-XXXXXX", parent ? parent : "/tmp");
    cr_assert_not_null(mkdtemp(folder), "no folder");
    snprintf(url, sizeof(url), "sqlite:%s/app.db", folder);
    options.database_url = url;
    options.secret = UNIT_SECRET;
    options.clock = tell_time;
    if (change)
        change(&options);
    unit_set_time(UNIT_NOW_S * UNIT_SECOND);
    assert_ok(saas_client_open(&options, &client, &err), &err);
    return client;
}

struct saas_client *unit_client(void)
{
    return client;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

void unit_client_close(void)
{
    saas_client_free(client);
    client = NULL;
    if (folder[0])
        nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    folder[0] = '\0';
}
