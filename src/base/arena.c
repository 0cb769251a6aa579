/* SPDX-License-Identifier: MIT */
/* An arena of blocks, the first of which its owner provides. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

enum { BLOCK_SIZE = 4096 };

struct saas_arena_block {
    struct saas_arena_block *next;
    alignas(max_align_t) char memory[];
};

void saas__arena_init(struct saas_arena *arena, void *memory, size_t size)
{
    arena->blocks = NULL;
    arena->next = memory;
    arena->end = arena->next + size;
    arena->failed = false;
}

void saas__arena_clear(struct saas_arena *arena)
{
    while (arena->blocks) {
        struct saas_arena_block *block = arena->blocks;

        arena->blocks = block->next;
        saas__free(block);
    }
    saas__arena_init(arena, NULL, 0);
}

static bool add_block(struct saas_arena *arena, size_t needed)
{
    size_t size = needed > BLOCK_SIZE ? needed : BLOCK_SIZE;
    struct saas_arena_block *block = saas__realloc(NULL, sizeof(*block) + size);

    if (!block)
        return false;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->next = block->memory;
    arena->end = block->memory + size;
    return true;
}

/* Takes size bytes at the alignment; an arena that failed once gives nothing more. */
static void *take(struct saas_arena *arena, size_t size, size_t alignment)
{
    uintptr_t start = ((uintptr_t)arena->next + alignment - 1) & ~(uintptr_t)(alignment - 1);
    size_t padding = start - (uintptr_t)arena->next;

    if (arena->failed)
        return NULL;
    if ((size_t)(arena->end - arena->next) < padding + size) {
        if (!add_block(arena, size)) {
            arena->failed = true;
            return NULL;
        }
        padding = 0;
    }
    arena->next += padding + size;
    return arena->next - size;
}

void *saas__arena_alloc(struct saas_arena *arena, size_t size)
{
    void *memory = take(arena, size, alignof(max_align_t));

    if (memory)
        memset(memory, 0, size);
    return memory;
}

char *saas__arena_strndup(struct saas_arena *arena, const char *text, size_t length)
{
    char *copy = take(arena, length + 1, 1);

    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char *saas__arena_strdup(struct saas_arena *arena, const char *text)
{
    return text ? saas__arena_strndup(arena, text, strlen(text)) : NULL;
}

char *saas__arena_printf(struct saas_arena *arena, const char *format, ...)
{
    va_list arguments;
    int length;
    char *text;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        return NULL;
    text = take(arena, (size_t)length + 1, 1);
    if (!text)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}
