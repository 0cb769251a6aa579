/* SPDX-License-Identifier: MIT */
/*
 * The library's memory, and how an owned local is written: it starts at NULL with
 * SAAS_AUTO and leaves by SAAS_TAKE only.
 * Threads: any.
 */
#ifndef SAAS_BASE_ALLOC_H
#define SAAS_BASE_ALLOC_H

#include <stddef.h>

/* Tests replace it to fail the nth allocation; nothing else does. */
struct saas_allocator {
    void *(*realloc)(void *memory, size_t size);
    void (*free)(void *memory);
};
extern struct saas_allocator saas__allocator;

void *saas__alloc(size_t size); /* zeroed */
void *saas__realloc(void *memory, size_t size);
char *saas__strdup(const char *text); /* NULL stays NULL */
void saas__free(void *memory);

/* For __attribute__((cleanup)): frees what the variable points at. */
void saas__free_at(void *variable);

#define SAAS_AUTO(free_at) __attribute__((cleanup(free_at)))
#define SAAS_AUTO_FREE SAAS_AUTO(saas__free_at)

/* Takes an owned pointer out of its variable and leaves NULL there. */
#define SAAS_TAKE(variable)                                                                        \
    __extension__({                                                                                \
        __typeof__(variable) taken_ = (variable);                                                  \
        (variable) = NULL;                                                                         \
        taken_;                                                                                    \
    })

#define SAAS_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
