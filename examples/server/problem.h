/* SPDX-License-Identifier: MIT */
/*
 * Failures as RFC 9457 "problem details".
 */
#ifndef SERVER_PROBLEM_H
#define SERVER_PROBLEM_H

#include <saas/error.h>

/* {"type","title","status","detail","code","errors"}; nothing of the server's inside.
 * The caller's: free(); NULL without memory. */
char *problem_to_json(unsigned http_status, saas_status status, const saas_error *err);

#endif
