/* SPDX-License-Identifier: MIT */
/*
 * Records: a row made into a struct in one allocation, and the struct into JSON. A
 * record type is a table of fields in the order of the row's columns.
 * Threads: records are immutable.
 */
#ifndef SAAS_STORAGE_RECORD_H
#define SAAS_STORAGE_RECORD_H

#include "base/buf.h"
#include "base/error.h"
#include "storage/batch.h"

enum saas_field_kind {
    SAAS_FIELD_TEXT,   /* const char *, NULL when the column is */
    SAAS_FIELD_BOOL,   /* bool */
    SAAS_FIELD_INT,    /* int */
    SAAS_FIELD_TIME,   /* saas_time */
    SAAS_FIELD_ENUM,   /* int: the position in names, from 1; 0 for NULL */
    SAAS_FIELD_SECRET, /* text that is never in the JSON */
};

struct saas_field {
    const char *json;
    size_t offset;
    enum saas_field_kind kind;
    const char *const *names; /* of an enum, NULL-terminated, starting with that of 1 */
};

struct saas_record_type {
    const char *name; /* "project" */
    size_t size;
    unsigned field_count;
    const struct saas_field *fields;
};

/* Bytes that the record of the row needs, a multiple of the alignment. */
size_t saas__record_size(const struct saas_record_type *type, const struct saas_row *row,
                         unsigned first_column);
/* Fills memory of that size; the columns from first_column on are the fields. */
void saas__record_fill(const struct saas_record_type *type, void *memory,
                       const struct saas_row *row, unsigned first_column);
/* Both: NULL without memory. The caller's: saas__free(). */
void *saas__record_new(const struct saas_record_type *type, const struct saas_row *row,
                       unsigned first_column);

enum { SAAS_JSON_MAX = 16 << 20 }; /* a page of 100 records of the largest kind is less */

/* The record as a JSON object: appended, or as a text of its own (saas__free()). */
void saas__record_put(struct saas_buf *buf, const struct saas_record_type *type,
                      const void *record);
char *saas__record_text(const struct saas_record_type *type, const void *record);

#endif
