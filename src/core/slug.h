/* SPDX-License-Identifier: MIT */
/*
 * Slugs: a workspace's name as it stands in a URL. Pure functions.
 * Threads: any.
 */
#ifndef SAAS_CORE_SLUG_H
#define SAAS_CORE_SLUG_H

#include <stdbool.h>

#include "base/env.h"

enum { SAAS_SLUG_MIN = 3, SAAS_SLUG_MAX = 48, SAAS_SLUG_SIZE = 49, SAAS_SLUG_CANDIDATES = 4 };

bool saas__slug_is_valid(const char *slug);
bool saas__slug_is_reserved(const char *slug);

/* The slug of a name: letters folded to ASCII, the rest hyphens; "workspace" when
 * nothing is left of it. */
void saas__slug_from_name(char slug[SAAS_SLUG_SIZE], const char *name);

/* What to try in turn: slug (empty when it is reserved), slug-2, slug-3, slug-random. */
void saas__slug_candidates(const struct saas_env *env, const char *name,
                           char candidates[SAAS_SLUG_CANDIDATES][SAAS_SLUG_SIZE]);

#endif
