/* SPDX-License-Identifier: MIT */
/*
 * Drains: sockets that have been answered while their client still sends. Closing one with
 * unread bytes would reset it, and the client might never see the answer; so a
 * second descriptor keeps it open, and what comes is thrown away for a while.
 */
#ifndef SERVER_DRAIN_H
#define SERVER_DRAIN_H

#include "watcher.h"

#include <stdint.h>
#include <sys/queue.h>

struct drain {
    struct watcher watcher;
    TAILQ_ENTRY(drain) link;
    int64_t until_ms;
    int fd;
};

TAILQ_HEAD(drain_list, drain); /* those that end first are the first */

/* fd stays the caller's. Without descriptors or memory nothing happens. */
void drain_begin(struct loop *loop, int fd);

/* Closes those whose time is over. */
void drains_sweep(struct loop *loop);
void drains_end(struct loop *loop);

/* When the next sweep is due; INT64_MAX: there are none. */
int64_t drains_due_ms(const struct loop *loop);

#endif
