/* SPDX-License-Identifier: MIT */
/* The library's memory. */
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct saas_allocator saas__allocator = {.realloc = realloc, .free = free};

void *saas__alloc(size_t size)
{
    void *memory = saas__allocator.realloc(NULL, size);

    if (memory)
        memset(memory, 0, size);
    return memory;
}

void *saas__realloc(void *memory, size_t size)
{
    return saas__allocator.realloc(memory, size);
}

char *saas__strdup(const char *text)
{
    size_t size;
    char *copy;

    if (!text)
        return NULL;
    size = strlen(text) + 1;
    copy = saas__allocator.realloc(NULL, size);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

void saas__free(void *memory)
{
    saas__allocator.free(memory);
}

void saas__free_at(void *variable)
{
    void *memory;

    memcpy(&memory, variable, sizeof(memory));
    saas__free(memory);
}
