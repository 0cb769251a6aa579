/* SPDX-License-Identifier: MIT */
/*
 * What libmicrohttpd does not see of its connections. It ends one that is silent; this
 * ends one that sends or takes a byte now and then for ever, and one whose client hung
 * up in the middle of a request.
 */
#ifndef SERVER_CONNECTION_H
#define SERVER_CONNECTION_H

#include "watcher.h"

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

struct connection {
    struct watcher watcher;
    TAILQ_ENTRY(connection) step_link; /* in the loop's steps, while one is timed */
    LIST_ENTRY(connection) end_link;   /* in the loop's ends, once the client has hung up */
    int64_t since_ms;                  /* when the step began */
    int fd;                            /* borrowed from libmicrohttpd */
    bool timed;
    bool ended;
    bool busy; /* a request is all here and not answered yet */
};

TAILQ_HEAD(step_list, connection); /* the step that began first is the first */
LIST_HEAD(end_list, connection);

/* The callback of libmicrohttpd; context is the loop. */
void connection_notify(void *context, struct MHD_Connection *http, void **connection,
                       enum MHD_ConnectionNotificationCode code);

/* NULL when there was no memory for it. */
struct connection *connection_of(struct MHD_Connection *http);

/* The client begins a new step: a request's headers, its body, taking the answer. NULL
 * is fine, here and below. */
void connection_step(struct loop *loop, struct connection *connection);

/* It is our turn: no time runs until the next step. */
void connection_rest(struct loop *loop, struct connection *connection);

void connection_set_busy(struct connection *connection, bool busy);

/* Cuts off those whose step takes too long, and those that wait for a client in vain. */
void connections_sweep(struct loop *loop);

/* When the next step takes too long; INT64_MAX: none is timed. */
int64_t connections_due_ms(const struct loop *loop);

#endif
