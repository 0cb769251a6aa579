/* SPDX-License-Identifier: MIT */
/*
 * The table of all statements, compiled from sql/. A backend prepares each once a connection.
 * Threads: constant.
 */
#ifndef SAAS_STORAGE_STATEMENT_H
#define SAAS_STORAGE_STATEMENT_H

#include <stdbool.h>

#include "statements.h"

enum saas_type { SAAS_NULL, SAAS_TEXT, SAAS_INT, SAAS_BOOL, SAAS_TIME };

enum { SAAS_PARAMS_MAX = 16 };

struct saas_statement_text {
    const char *name;
    const char *sql; /* parameters are $1, $2, … */
    unsigned param_count;
    enum saas_type param_types[SAAS_PARAMS_MAX];
    bool writes;
};

extern const struct saas_statement_text saas__statements[SAAS__SQL_COUNT];

#endif
