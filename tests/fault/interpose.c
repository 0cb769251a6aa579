/* SPDX-License-Identifier: MIT */
/* malloc() and its kin of the whole process, so that allocations of every library can fail. */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

#include "fault/faults.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

static void *counted(void *memory)
{
    if (memory)
        faults_count(1);
    return memory;
}

static void *refused(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t size)
{
    return faults_next_fails() ? refused() : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return faults_next_fails() ? refused() : counted(__libc_calloc(count, size));
}

void free(void *memory)
{
    int saved = errno;

    if (memory)
        faults_count(-1);
    __libc_free(memory);
    errno = saved;
}

void *realloc(void *memory, size_t size)
{
    if (!memory)
        return malloc(size);
    if (size == 0) {
        free(memory);
        return NULL;
    }
    return faults_next_fails() ? refused() : __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size)
{
    return faults_next_fails() ? refused() : counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *memory = memalign(alignment, size);

    if (!memory)
        return ENOMEM;
    *out = memory;
    return 0;
}
