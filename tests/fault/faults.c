/* SPDX-License-Identifier: MIT */
/* The counter of allocations, and the seams that ask it. */
#include "fault/faults.h"

#include <jansson.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/alloc.h"

static atomic_ulong countdown; /* allocations until one fails; 0: none will */
static atomic_bool lasting;
static atomic_ulong failures;
static atomic_long live;

void faults_arm(unsigned long nth, enum shortage shortage)
{
    atomic_store(&failures, 0);
    atomic_store(&lasting, shortage == FAULT_LASTING);
    atomic_store(&countdown, nth);
}

unsigned long faults_disarm(void)
{
    atomic_store(&countdown, 0);
    return atomic_load(&failures);
}

bool faults_next_fails(void)
{
    unsigned long left = atomic_load(&countdown);

    do {
        if (left == 0)
            return false;
        if (left == 1 && atomic_load(&lasting))
            break;
    } while (!atomic_compare_exchange_weak(&countdown, &left, left - 1));
    if (left > 1)
        return false;
    atomic_fetch_add(&failures, 1);
    return true;
}

void faults_count(long change)
{
    atomic_fetch_add(&live, change);
}

long faults_live(void)
{
    return atomic_load(&live);
}

#ifdef FAULT_INTERPOSE

void faults_install(void)
{
}

#else

static void *seam_realloc(void *memory, size_t size)
{
    void *result = faults_next_fails() ? NULL : realloc(memory, size);

    if (result && !memory)
        faults_count(1);
    return result;
}

static void seam_free(void *memory)
{
    if (memory)
        faults_count(-1);
    free(memory);
}

/* Not counted: what libjwt lets jansson allocate, it gives back past jansson. */
static void *jansson_malloc(size_t size)
{
    return faults_next_fails() ? NULL : malloc(size);
}

static sqlite3_mem_methods sqlite_memory;

static void *sqlite_malloc(int size)
{
    void *result = faults_next_fails() ? NULL : sqlite_memory.xMalloc(size);

    if (result)
        faults_count(1);
    return result;
}

static void *sqlite_realloc(void *memory, int size)
{
    return faults_next_fails() ? NULL : sqlite_memory.xRealloc(memory, size);
}

static void sqlite_free(void *memory)
{
    if (memory)
        faults_count(-1);
    sqlite_memory.xFree(memory);
}

static void install_sqlite(void)
{
    sqlite3_mem_methods methods;

    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory);
    methods = sqlite_memory;
    methods.xMalloc = sqlite_malloc;
    methods.xRealloc = sqlite_realloc;
    methods.xFree = sqlite_free;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}

void faults_install(void)
{
    saas__allocator = (struct saas_allocator){.realloc = seam_realloc, .free = seam_free};
    json_set_alloc_funcs(jansson_malloc, free);
    install_sqlite();
}

#endif
