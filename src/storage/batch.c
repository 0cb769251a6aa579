/* SPDX-License-Identifier: MIT */
/* Batches: building them, and reading their rows. */
#include "storage/batch.h"

#include <assert.h>

void saas__batch_init(struct saas_batch *batch, struct saas_arena *arena)
{
    batch->arena = arena;
    batch->count = 0;
    batch->writes = false;
}

void saas__batch_add(struct saas_batch *batch, enum saas_statement_id id)
{
    struct saas_statement *statement;

    assert(batch->count < SAAS_BATCH_MAX);
    statement = &batch->statements[batch->count++];
    *statement = (struct saas_statement){.id = id};
    statement->params = saas__arena_alloc(batch->arena, saas__statements[id].param_count *
                                                            sizeof(struct saas_value));
    statement->rows_end = &statement->rows;
    batch->writes = batch->writes || saas__statements[id].writes;
}

/* The next parameter of the last statement; a scratch one when there was no memory. */
static struct saas_value *next_param(struct saas_batch *batch, enum saas_type type)
{
    struct saas_statement *statement = &batch->statements[batch->count - 1];
    const struct saas_statement_text *text = &saas__statements[statement->id];
    unsigned index = statement->bound++;

    assert(index < text->param_count);
    assert(type == SAAS_NULL || type == text->param_types[index]);
    (void)text;
    if (!statement->params)
        return NULL;
    statement->params[index].type = type;
    return &statement->params[index];
}

void saas__bind_text(struct saas_batch *batch, const char *text)
{
    struct saas_value *value = next_param(batch, text ? SAAS_TEXT : SAAS_NULL);

    if (value)
        value->text = saas__arena_strdup(batch->arena, text);
}

static void bind_number(struct saas_batch *batch, enum saas_type type, int64_t number)
{
    struct saas_value *value = next_param(batch, type);

    if (value)
        value->number = number;
}

void saas__bind_int(struct saas_batch *batch, int64_t number)
{
    bind_number(batch, SAAS_INT, number);
}

void saas__bind_bool(struct saas_batch *batch, bool value)
{
    bind_number(batch, SAAS_BOOL, value);
}

void saas__bind_time(struct saas_batch *batch, saas_time time)
{
    bind_number(batch, SAAS_TIME, time);
}

void saas__bind_null(struct saas_batch *batch)
{
    next_param(batch, SAAS_NULL);
}

void saas__batch_reset_rows(struct saas_batch *batch)
{
    for (unsigned i = 0; i < batch->count; i++) {
        batch->statements[i].rows = NULL;
        batch->statements[i].rows_end = &batch->statements[i].rows;
        batch->statements[i].row_count = 0;
    }
}

struct saas_row *saas__batch_add_row(struct saas_batch *batch, struct saas_statement *statement,
                                     unsigned count)
{
    struct saas_row *row =
        saas__arena_alloc(batch->arena, sizeof(*row) + count * sizeof(row->values[0]));

    if (!row)
        return NULL;
    row->count = count;
    *statement->rows_end = row;
    statement->rows_end = &row->next;
    statement->row_count++;
    return row;
}

const struct saas_row *saas__batch_row(const struct saas_batch *batch, unsigned statement)
{
    assert(statement < batch->count);
    return batch->statements[statement].rows;
}

size_t saas__batch_row_count(const struct saas_batch *batch, unsigned statement)
{
    assert(statement < batch->count);
    return batch->statements[statement].row_count;
}

const char *saas__row_text(const struct saas_row *row, unsigned column)
{
    assert(column < row->count);
    return row->values[column].text;
}

int64_t saas__row_int(const struct saas_row *row, unsigned column)
{
    assert(column < row->count);
    return row->values[column].number;
}

bool saas__row_bool(const struct saas_row *row, unsigned column)
{
    return saas__row_int(row, column) != 0;
}
