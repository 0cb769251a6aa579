/* SPDX-License-Identifier: MIT */
/* A growing text with a maximum. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

void saas__buf_init(struct saas_buf *buf, size_t max)
{
    *buf = (struct saas_buf){.max = max};
}

void saas__buf_clear(struct saas_buf *buf)
{
    saas__free(buf->text);
    saas__buf_init(buf, buf->max);
}

/* Makes room for size more bytes and the NUL. */
static bool reserve(struct saas_buf *buf, size_t size)
{
    size_t capacity = buf->capacity ? buf->capacity : 256;
    char *text;

    if (buf->failed || size > buf->max - buf->length) {
        buf->failed = true;
        return false;
    }
    while (capacity < buf->length + size + 1)
        capacity *= 2;
    if (capacity == buf->capacity)
        return true;
    text = saas__realloc(buf->text, capacity);
    if (!text) {
        buf->failed = true;
        return false;
    }
    buf->text = text;
    buf->capacity = capacity;
    return true;
}

void saas__buf_add(struct saas_buf *buf, const char *bytes, size_t size)
{
    if (!reserve(buf, size))
        return;
    memcpy(buf->text + buf->length, bytes, size);
    buf->length += size;
    buf->text[buf->length] = '\0';
}

void saas__buf_text(struct saas_buf *buf, const char *text)
{
    saas__buf_add(buf, text, strlen(text));
}

void saas__buf_printf(struct saas_buf *buf, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !reserve(buf, (size_t)length))
        return;
    va_start(arguments, format);
    vsnprintf(buf->text + buf->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buf->length += (size_t)length;
}

char *saas__buf_take(struct saas_buf *buf)
{
    if (buf->failed) {
        saas__buf_clear(buf);
        return NULL;
    }
    buf->length = buf->capacity = 0;
    return SAAS_TAKE(buf->text);
}
