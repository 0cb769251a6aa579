/* SPDX-License-Identifier: MIT */
/* Writing JSON (RFC 8259) into a buffer; it is read with jansson. Threads: the buffer's. */
#ifndef SAAS_BASE_JSON_H
#define SAAS_BASE_JSON_H

#include <jansson.h>

#include "base/buf.h"

/* A string with its quotes, escaped; NULL is null. The text is valid UTF-8. */
void saas__json_string(struct saas_buf *buf, const char *text);
/* `"name":`, with a comma before it unless it opens an object. */
void saas__json_name(struct saas_buf *buf, const char *name);
void saas__json_int(struct saas_buf *buf, long long number);

/* Whether jansson read nothing for want of memory, and not because of the text. */
bool saas__json_is_no_memory(const json_error_t *error);

#endif
