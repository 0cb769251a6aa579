/* SPDX-License-Identifier: MIT */
/*
 * A growing text with a maximum. It remembers a failure, so that appending needs
 * no check at each step.
 * Threads: one at a time.
 */
#ifndef SAAS_BASE_BUF_H
#define SAAS_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct saas_buf {
    char *text; /* NUL-terminated; NULL while empty */
    size_t length;
    size_t capacity;
    size_t max;
    bool failed; /* no memory, or more than max */
};

void saas__buf_init(struct saas_buf *buf, size_t max);
void saas__buf_clear(struct saas_buf *buf);
void saas__buf_add(struct saas_buf *buf, const char *bytes, size_t size);
void saas__buf_text(struct saas_buf *buf, const char *text);
void saas__buf_printf(struct saas_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *saas__buf_take(struct saas_buf *buf); /* the caller's: saas__free(); NULL when it failed */

#endif
