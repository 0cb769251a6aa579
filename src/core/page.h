/* SPDX-License-Identifier: MIT */
/*
 * Keyset pages: items after an id, in the order of ids. A cursor is the last id with a MAC
 * over the list it belongs to, so that it fits no other.
 * Threads: the call's.
 */
#ifndef SAAS_CORE_PAGE_H
#define SAAS_CORE_PAGE_H

#include <saas/page.h>

#include "client/call.h"

/* Reads the caller's page parameters (NULL: the first page). The records, which start with
 * their id, will be those of the statement with that number. kind and scope say which list. */
void saas__page_request(struct saas_call *call, const saas_page_params *params,
                        const struct saas_record_type *type, unsigned statement, const char *scope);
/* Binds :after and :limit of the list's statement. */
void saas__page_bind(struct saas_call *call);

saas_status saas__finish_page(struct saas_call *call);

#endif
