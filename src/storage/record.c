/* SPDX-License-Identifier: MIT */
/* Rows into records, records into JSON. */
#include "storage/record.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/time.h"

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

static void put_time(struct saas_buf *buf, saas_time time)
{
    char text[SAAS_TIME_TEXT_SIZE];

    saas__time_format(time, text);
    saas__json_string(buf, text);
}

static void put_field(struct saas_buf *buf, const struct saas_field *field, const void *record)
{
    const void *from = (const char *)record + field->offset;
    int number;

    switch (field->kind) {
    case SAAS_FIELD_BOOL:
        saas__buf_text(buf, *(const bool *)from ? "true" : "false");
        break;
    case SAAS_FIELD_INT:
        saas__json_int(buf, *(const int *)from);
        break;
    case SAAS_FIELD_TIME:
        put_time(buf, *(const saas_time *)from);
        break;
    case SAAS_FIELD_ENUM:
        number = *(const int *)from;
        saas__json_string(buf, number ? field->names[number - 1] : NULL);
        break;
    default:
        saas__json_string(buf, *(const char *const *)from);
        break;
    }
}

void saas__record_put(struct saas_buf *buf, const struct saas_record_type *type, const void *record)
{
    saas__buf_add(buf, "{", 1);
    for (unsigned i = 0; !buf->failed && i < type->field_count; i++) {
        const struct saas_field *field = &type->fields[i];

        if (field->kind == SAAS_FIELD_SECRET)
            continue;
        saas__json_name(buf, field->json);
        put_field(buf, field, record);
    }
    saas__buf_add(buf, "}", 1);
}

char *saas__record_text(const struct saas_record_type *type, const void *record)
{
    struct saas_buf buf;

    saas__buf_init(&buf, SAAS_JSON_MAX);
    saas__record_put(&buf, type, record);
    return saas__buf_take(&buf);
}
