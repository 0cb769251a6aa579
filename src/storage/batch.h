/* SPDX-License-Identifier: MIT */
/*
 * A batch: named statements with their parameters, run as one transaction, and the rows
 * that each gave. All of it lives in an arena, which also remembers a failed allocation.
 * Threads: one at a time.
 */
#ifndef SAAS_STORAGE_BATCH_H
#define SAAS_STORAGE_BATCH_H

#include <saas/types.h>

#include "base/arena.h"
#include "storage/statement.h"

enum { SAAS_BATCH_MAX = 8 }; /* statements; the longest operation has six */

struct saas_value {
    enum saas_type type;
    int64_t number; /* of SAAS_INT, SAAS_BOOL, SAAS_TIME */
    const char *text;
};

struct saas_row {
    struct saas_row *next;
    unsigned count;
    struct saas_value values[];
};

struct saas_statement {
    enum saas_statement_id id;
    unsigned bound; /* how many parameters have their value */
    struct saas_value *params;
    struct saas_row *rows;
    struct saas_row **rows_end;
    size_t row_count;
};

struct saas_batch {
    struct saas_arena *arena;
    unsigned count;
    bool writes;
    struct saas_statement statements[SAAS_BATCH_MAX];
};

/* Building: add a statement, then bind its parameters in their declared order. */
void saas__batch_init(struct saas_batch *batch, struct saas_arena *arena);
void saas__batch_add(struct saas_batch *batch, enum saas_statement_id id);
void saas__bind_text(struct saas_batch *batch, const char *text); /* copied; NULL is NULL */
void saas__bind_int(struct saas_batch *batch, int64_t number);
void saas__bind_bool(struct saas_batch *batch, bool value);
void saas__bind_time(struct saas_batch *batch, saas_time time);
void saas__bind_null(struct saas_batch *batch);

/* For a backend: forget the rows of an earlier run; add a row of count NULLs, or get NULL. */
void saas__batch_reset_rows(struct saas_batch *batch);
struct saas_row *saas__batch_add_row(struct saas_batch *batch, struct saas_statement *statement,
                                     unsigned count);

/* Reading. A column that is NULL reads as NULL, 0 or false. */
const struct saas_row *saas__batch_row(const struct saas_batch *batch, unsigned statement);
size_t saas__batch_row_count(const struct saas_batch *batch, unsigned statement);
const char *saas__row_text(const struct saas_row *row, unsigned column);
int64_t saas__row_int(const struct saas_row *row, unsigned column);
bool saas__row_bool(const struct saas_row *row, unsigned column);

#endif
