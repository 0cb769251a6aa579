/* SPDX-License-Identifier: MIT */
/*
 * JSON bodies: which fields a request may have, as data, and the check against it.
 */
#ifndef SERVER_BODY_H
#define SERVER_BODY_H

#include <saas/saas.h>

#include <jansson.h>

enum field_kind {
    FIELD_TEXT,
    FIELD_ROLE, /* the name of a role */
    FIELD_FLAG,
};

enum need { OPTIONAL, REQUIRED };

/* A table of fields ends where the name is NULL. */
struct field {
    const char *name;
    enum field_kind kind;
    enum need need;
    unsigned max; /* characters; 0: not said here. The library has the last word on it */
};

/*
 * Reads a body and checks its form. What the fields mean, the library checks.
 *
 * A failure is SAAS_ERR_INVALID with one issue a field, or SAAS_ERR_NO_MEMORY;
 * *malformed says that it is not even JSON. out is the caller's: json_decref().
 */
saas_status body_parse(const char *bytes, size_t size, const struct field *fields, json_t **out,
                       bool *malformed, saas_error *err);

/* The fields of a checked body; NULL, SAAS_KEEP and SAAS_ROLE_NONE where it is missing. */
const char *body_text(const json_t *body, const char *field);
saas_choice body_choice(const json_t *body, const char *field);
saas_role body_role(const json_t *body, const char *field);

#endif
