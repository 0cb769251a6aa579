/* SPDX-License-Identifier: MIT */
/* Statuses with their names and HTTP codes, and the filling of a saas_error. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

static const struct {
    saas_status status;
    int http;
    const char *name;
} statuses[] = {
    {SAAS_OK, 200, "ok"},
    {SAAS_PENDING, 202, "pending"},
    {SAAS_ERR_INVALID, 422, "invalid"},
    {SAAS_ERR_UNAUTHENTICATED, 401, "unauthenticated"},
    {SAAS_ERR_FORBIDDEN, 403, "forbidden"},
    {SAAS_ERR_NOT_FOUND, 404, "not_found"},
    {SAAS_ERR_CONFLICT, 409, "conflict"},
    {SAAS_ERR_GONE, 410, "gone"},
    {SAAS_ERR_RATE_LIMITED, 429, "rate_limited"},
    {SAAS_ERR_UNAVAILABLE, 503, "unavailable"},
    {SAAS_ERR_TIMEOUT, 504, "timeout"},
    {SAAS_ERR_CANCELLED, 499, "cancelled"},
    {SAAS_ERR_NO_MEMORY, 500, "no_memory"},
    {SAAS_ERR_INTERNAL, 500, "internal"},
};

const char *saas_status_name(saas_status status)
{
    for (size_t i = 0; i < SAAS_COUNT(statuses); i++)
        if (statuses[i].status == status)
            return statuses[i].name;
    return "unknown";
}

int saas_status_http(saas_status status)
{
    for (size_t i = 0; i < SAAS_COUNT(statuses); i++)
        if (statuses[i].status == status)
            return statuses[i].http;
    return 500;
}

/* A caller compiled against an older header has room for fewer issues. */
static size_t issue_capacity(const saas_error *err)
{
    size_t size = err->struct_size ? err->struct_size : sizeof(*err);

    if (size < offsetof(saas_error, issues))
        return 0;
    size = (size - offsetof(saas_error, issues)) / sizeof(err->issues[0]);
    return size < SAAS_ERROR_ISSUES_MAX ? size : SAAS_ERROR_ISSUES_MAX;
}

__attribute__((format(printf, 3, 0))) static void set_text(char *to, size_t size,
                                                           const char *format, va_list arguments)
{
    int length = vsnprintf(to, size, format, arguments);

    if (length < 0)
        to[0] = '\0';
    /* Cut before a character that did not fit whole: 10xxxxxx continues one. */
    if (length >= 0 && (size_t)length >= size) {
        size_t start = size - 2; /* of the last character */
        unsigned char first;

        while (start > 0 && ((unsigned char)to[start] & 0xC0) == 0x80)
            start--;
        first = (unsigned char)to[start];
        if (start + (first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1) > size - 1)
            to[start] = '\0';
    }
}

static void set_head(saas_error *err, saas_status status, const char *code)
{
    err->status = status;
    snprintf(err->code, sizeof(err->code), "%s", code);
    err->issue_count = 0;
}

saas_status saas__fail(saas_error *err, saas_status status, const char *code, const char *format,
                       ...)
{
    va_list arguments;

    if (!err)
        return status;
    set_head(err, status, code);
    va_start(arguments, format);
    set_text(err->message, sizeof(err->message), format, arguments);
    va_end(arguments);
    return status;
}

saas_status saas__fail_memory(saas_error *err)
{
    return saas__fail(err, SAAS_ERR_NO_MEMORY, "no_memory", "There is not enough memory.");
}

saas_status saas__issue_add(saas_error *err, const char *pointer, const char *code,
                            const char *format, ...)
{
    va_list arguments;
    saas_issue *issue;

    if (!err)
        return SAAS_ERR_INVALID;
    if (err->status != SAAS_ERR_INVALID || err->issue_count == 0)
        set_head(err, SAAS_ERR_INVALID, "validation");
    if (err->issue_count == 0) {
        va_start(arguments, format);
        set_text(err->message, sizeof(err->message), format, arguments);
        va_end(arguments);
    }
    if (err->issue_count >= issue_capacity(err))
        return SAAS_ERR_INVALID;

    issue = &err->issues[err->issue_count++];
    snprintf(issue->pointer, sizeof(issue->pointer), "%s", pointer);
    snprintf(issue->code, sizeof(issue->code), "%s", code);
    va_start(arguments, format);
    set_text(issue->message, sizeof(issue->message), format, arguments);
    va_end(arguments);
    return SAAS_ERR_INVALID;
}

void saas__error_copy(saas_error *to, const saas_error *from)
{
    size_t capacity;

    if (!to || to == from)
        return;
    capacity = issue_capacity(to);
    to->status = from->status;
    snprintf(to->code, sizeof(to->code), "%s", from->code);
    snprintf(to->message, sizeof(to->message), "%s", from->message); /* nothing behind the NUL */
    to->issue_count = from->issue_count < capacity ? from->issue_count : (unsigned)capacity;
    if (to->issue_count)
        memcpy(to->issues, from->issues, to->issue_count * sizeof(to->issues[0]));
}
