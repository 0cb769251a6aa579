/* SPDX-License-Identifier: MIT */
/*
 * Ids are TypeIDs: a prefix that names the kind and a UUIDv7 (RFC 9562, 5.7) in 26
 * base32 letters. They sort by creation, and an id of the wrong kind is not found.
 * Threads: any.
 */
#ifndef SAAS_BASE_ID_H
#define SAAS_BASE_ID_H

#include <stdbool.h>

#include "base/env.h"

enum { SAAS_ID_SIZE = 40 }; /* the longest prefix, "_", 26 letters, NUL; and room */

void saas__id_new(const struct saas_env *env, char id[SAAS_ID_SIZE], const char *prefix);

/* Bytes that occur once and are hard to guess, as those of an id; not for secrets. */
void saas__id_bytes(const struct saas_env *env, void *bytes, size_t size);

/* Whether it has the form of an id of that kind. */
bool saas__id_is(const char *id, const char *prefix);

#endif
