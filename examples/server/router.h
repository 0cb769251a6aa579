/* SPDX-License-Identifier: MIT */
/*
 * A route is a row: what is asked for, which body it takes, the operation, and the
 * form of its answer. Each resource has a table of them, which router.c lists.
 */
#ifndef SERVER_ROUTER_H
#define SERVER_ROUTER_H

#include "body.h"
#include "record.h"

struct request;

enum {
    ROUTE_IDS_MAX = 2,   /* {…} in a pattern */
    ROUTE_ID_SIZE = 128, /* longer ones are cut off: no id is that long, so they are not found */
    ROUTE_ALLOW_SIZE = 64
};

enum access {
    USERS,   /* who presents a token that is valid */
    ANYBODY, /* strangers too; a token is not looked at */
};

struct answer {
    unsigned http_status;
    enum record_form form;
};

struct route {
    const char *method;
    const char *pattern; /* "/api/project/{id}"; the table ends where it is NULL */
    enum access access;
    const struct field *body; /* NULL: a body is not looked at */
    saas_status (*operation)(struct request *request);
    struct answer answer;
};

struct match {
    const struct route *route; /* NULL: the path is unknown, or the method is not allowed */
    char ids[ROUTE_IDS_MAX][ROUTE_ID_SIZE];
    char allow[ROUTE_ALLOW_SIZE]; /* the methods that a known path has; else empty */
};

/* HEAD finds the route of GET. */
void router_find(const char *method, const char *path, struct match *out);

#endif
