/* SPDX-License-Identifier: MIT */
/*
 * A loop: one thread that serves requests, with a libmicrohttpd daemon and a
 * saas_loop of its own, both in one epoll. Everything in it belongs to its thread,
 * but for loop_stop().
 */
#ifndef SERVER_LOOP_H
#define SERVER_LOOP_H

#include "address.h"
#include "connection.h"
#include "drain.h"
#include "settings.h"
#include "watcher.h"

#include <microhttpd.h>
#include <pthread.h>
#include <sys/queue.h>

struct request;

struct loop {
    struct watcher daemon_watcher, saas_watcher, stop_watcher;
    const struct settings *settings;
    saas_client *client;
    saas_loop *saas;
    struct MHD_Daemon *daemon;
    int epoll_fd;
    int stop_fd;         /* an eventfd: readable when the loop shall stop */
    int64_t now_ms;      /* the monotonic clock, read once a turn */
    int64_t stop_due_ms; /* INT64_MAX: not stopping; else until when requests may run */
    LIST_HEAD(, request) requests;
    struct step_list steps;
    struct end_list ends;
    struct drain_list drains;
    unsigned drain_count;
    unsigned connection_limit;
    bool was_crowded; /* so many were connected that no more could */
    bool failed;
    bool started;
    pthread_t thread;
};

/* Listens on the address and shares its port with other loops. False after one sentence
 * on stderr; the loop is closed then. */
bool loop_open(struct loop *loop, const struct settings *settings, saas_client *client,
               const struct address *address);

/* The port that it listens on. */
unsigned loop_port(const struct loop *loop);

/* Begins to serve, in a thread of its own. False after one sentence on stderr. */
bool loop_start(struct loop *loop);

/* Lets it finish the requests that run, and accept no others; from any thread. */
void loop_stop(struct loop *loop);

/* Waits for the end of its thread. False when it ended by a fault. */
bool loop_join(struct loop *loop);

/* Gives everything back, after it was joined or when it was never started. */
void loop_close(struct loop *loop);

/* True once the loop has been told to stop: answers close their connections then. */
bool loop_is_stopping(const struct loop *loop);

#endif
