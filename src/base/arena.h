/* SPDX-License-Identifier: MIT */
/*
 * An arena: memory of one call, given back all at once. It remembers a failed
 * allocation, so that who builds something with it checks once, at the end.
 * Threads: one at a time.
 */
#ifndef SAAS_BASE_ARENA_H
#define SAAS_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct saas_arena {
    struct saas_arena_block *blocks; /* those beyond the first memory */
    char *next;
    char *end;
    bool failed;
};

/* Starts with memory that the owner provides; size may be 0. */
void saas__arena_init(struct saas_arena *arena, void *memory, size_t size);
void saas__arena_clear(struct saas_arena *arena);

void *saas__arena_alloc(struct saas_arena *arena, size_t size); /* zeroed; NULL: failed is set */
char *saas__arena_strndup(struct saas_arena *arena, const char *text, size_t length);
char *saas__arena_strdup(struct saas_arena *arena, const char *text); /* NULL stays NULL */
char *saas__arena_printf(struct saas_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
