/* SPDX-License-Identifier: MIT */
/* Rows into records, records into JSON. */
#include "storage/record.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/time.h"

enum { JSON_MAX = 64 << 20 };

static size_t align(size_t size)
{
    return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

static bool is_text(const struct saas_field *field)
{
    return field->kind == SAAS_FIELD_TEXT || field->kind == SAAS_FIELD_SECRET;
}

size_t saas__record_size(const struct saas_record_type *type, const struct saas_row *row,
                         unsigned first_column)
{
    size_t size = type->size;

    assert(row->count >= first_column + type->field_count);
    for (unsigned i = 0; i < type->field_count; i++) {
        const char *text = saas__row_text(row, first_column + i);

        if (is_text(&type->fields[i]) && text)
            size += strlen(text) + 1;
    }
    return align(size);
}

static int enum_from_name(const char *const *names, const char *name)
{
    for (int i = 0; name && names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return i + 1;
    return 0;
}

/* Copies a text behind the struct and moves end on. */
static const char *put_text(char **end, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = *end;

    memcpy(copy, text, size);
    *end += size;
    return copy;
}

void saas__record_fill(const struct saas_record_type *type, void *memory,
                       const struct saas_row *row, unsigned first_column)
{
    char *end = (char *)memory + type->size;

    memset(memory, 0, type->size);
    for (unsigned i = 0; i < type->field_count; i++) {
        const struct saas_field *field = &type->fields[i];
        const char *text = saas__row_text(row, first_column + i);
        int64_t number = saas__row_int(row, first_column + i);
        void *to = (char *)memory + field->offset;

        switch (field->kind) {
        case SAAS_FIELD_TEXT:
        case SAAS_FIELD_SECRET:
            *(const char **)to = text ? put_text(&end, text) : NULL;
            break;
        case SAAS_FIELD_BOOL:
            *(bool *)to = number != 0;
            break;
        case SAAS_FIELD_INT:
            *(int *)to = (int)number;
            break;
        case SAAS_FIELD_TIME:
            *(saas_time *)to = number;
            break;
        case SAAS_FIELD_ENUM:
            *(int *)to = enum_from_name(field->names, text);
            break;
        }
    }
}

void *saas__record_new(const struct saas_record_type *type, const struct saas_row *row,
                       unsigned first_column)
{
    void *record = saas__alloc(saas__record_size(type, row, first_column));

    if (record)
        saas__record_fill(type, record, row, first_column);
    return record;
}

static json_t *time_json(saas_time time)
{
    char text[SAAS_TIME_TEXT_SIZE];

    saas__time_format(time, text);
    return json_string(text);
}

static json_t *field_json(const struct saas_field *field, const void *record)
{
    const void *from = (const char *)record + field->offset;
    const char *text;

    switch (field->kind) {
    case SAAS_FIELD_BOOL:
        return json_boolean(*(const bool *)from);
    case SAAS_FIELD_INT:
        return json_integer(*(const int *)from);
    case SAAS_FIELD_TIME:
        return time_json(*(const saas_time *)from);
    case SAAS_FIELD_ENUM:
        text = *(const int *)from ? field->names[*(const int *)from - 1] : NULL;
        break;
    default:
        text = *(const char *const *)from;
        break;
    }
    return text ? json_string(text) : json_null();
}

json_t *saas__record_json(const struct saas_record_type *type, const void *record)
{
    json_t *object = json_object();

    for (unsigned i = 0; object && i < type->field_count; i++) {
        const struct saas_field *field = &type->fields[i];

        if (field->kind == SAAS_FIELD_SECRET)
            continue;
        if (json_object_set_new_nocheck(object, field->json, field_json(field, record)) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static int add_bytes(const char *bytes, size_t size, void *buf)
{
    saas__buf_add(buf, bytes, size);
    return ((struct saas_buf *)buf)->failed ? -1 : 0;
}

char *saas__json_take_text(json_t *json)
{
    struct saas_buf buf;

    saas__buf_init(&buf, JSON_MAX);
    if (!json || json_dump_callback(json, add_bytes, &buf, JSON_COMPACT) != 0)
        buf.failed = true;
    json_decref(json);
    return saas__buf_take(&buf);
}

char *saas__record_text(const struct saas_record_type *type, const void *record)
{
    return saas__json_take_text(saas__record_json(type, record));
}
