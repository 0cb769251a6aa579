/* SPDX-License-Identifier: MIT */
/*
 * Receives bodies. libmicrohttpd has checked that Content-Length, if there is one,
 * is a number; it takes the first if there are several.
 */
#include "upload.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CAPACITY_MIN = 1024 };

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result count_length(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    unsigned *count = context;

    (void)kind, (void)value;
    *count += !strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return MHD_YES;
}

bool upload_is_ambiguous(struct MHD_Connection *connection)
{
    const char *coding = header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING);
    unsigned lengths = 0;

    if (!coding && !header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH))
        return false;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_length, &lengths);
    return coding ? lengths > 0 || strcasecmp(coding, "chunked") != 0 : lengths > 1;
}

bool upload_is_announced_too_large(struct MHD_Connection *connection)
{
    const char *length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return length && strtoull(length, NULL, 10) > UPLOAD_MAX;
}

bool upload_is_held_back(struct MHD_Connection *connection)
{
    const char *expect = header(connection, MHD_HTTP_HEADER_EXPECT);

    return expect && !strcasecmp(expect, "100-continue");
}

/* The next part of a header's value, up to a semicolon, without the blanks around it. */
static const char *next_part(const char **rest, size_t *length)
{
    const char *part = *rest + strspn(*rest, "; \t");
    size_t size = strcspn(part, ";");

    *rest = part + size;
    while (size && strchr(" \t", part[size - 1]))
        size--;
    *length = size;
    return size ? part : NULL;
}

static bool is(const char *part, size_t length, const char *wanted)
{
    return length == strlen(wanted) && !strncasecmp(part, wanted, length);
}

bool upload_is_json(struct MHD_Connection *connection)
{
    const char *rest = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
    const char *part;
    size_t length;

    if (!rest)
        return false;
    part = next_part(&rest, &length);
    if (!part || !is(part, length, "application/json"))
        return false;
    while ((part = next_part(&rest, &length)) != NULL) {
        if (!strncasecmp(part, "charset=", 8) && !is(part, length, "charset=utf-8") &&
            !is(part, length, "charset=\"utf-8\""))
            return false;
    }
    return true;
}

static bool grow(struct upload *upload, size_t size)
{
    size_t capacity = upload->capacity ? upload->capacity : CAPACITY_MIN;
    char *bytes;

    while (capacity < size)
        capacity *= 2;
    if (capacity == upload->capacity)
        return true;
    bytes = realloc(upload->bytes, capacity);
    if (!bytes)
        return false;
    upload->bytes = bytes;
    upload->capacity = capacity;
    return true;
}

bool upload_append(struct upload *upload, const char *bytes, size_t size)
{
    if (size > UPLOAD_MAX - upload->size) {
        upload_clear(upload);
        upload->too_large = true;
        return true;
    }
    if (!grow(upload, upload->size + size))
        return false;
    memcpy(upload->bytes + upload->size, bytes, size);
    upload->size += size;
    return true;
}

bool upload_drop(struct upload *upload, size_t size)
{
    upload->dropped += size;
    return upload->dropped <= UPLOAD_DROP_MAX;
}

void upload_clear(struct upload *upload)
{
    free(upload->bytes);
    *upload = (struct upload){0};
}
