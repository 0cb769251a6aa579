/* SPDX-License-Identifier: MIT */
/* Writing JSON (RFC 8259) into a buffer, and reading it with jansson. Threads: any. */
#ifndef SAAS_BASE_JSON_H
#define SAAS_BASE_JSON_H

#include <jansson.h>

#include "base/buf.h"

/* A string with its quotes, escaped; NULL is null. The text is valid UTF-8. */
void saas__json_string(struct saas_buf *buf, const char *text);
/* `"name":`, with a comma before it unless it opens an object. */
void saas__json_name(struct saas_buf *buf, const char *name);
void saas__json_int(struct saas_buf *buf, long long number);

enum saas_json { SAAS_JSON_READ, SAAS_JSON_MALFORMED, SAAS_JSON_NO_MEMORY };

/* Reads any value with jansson into *out, which is the caller's: json_decref(). Duplicate
 * keys are malformed. */
enum saas_json saas__json_read(const char *text, size_t length, json_t **out);

#endif
