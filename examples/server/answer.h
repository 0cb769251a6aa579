/* SPDX-License-Identifier: MIT */
/*
 * Answers: a record as JSON, nothing, or a problem.
 */
#ifndef SERVER_ANSWER_H
#define SERVER_ANSWER_H

#include "request.h"

/* Queues the answer of a request that ended with this status. False without memory:
 * the connection can only be closed. */
bool answer(struct request *request, saas_status status);

#endif
