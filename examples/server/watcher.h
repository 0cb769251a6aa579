/* SPDX-License-Identifier: MIT */
/*
 * What waits in a loop's epoll: the first member of whatever has a descriptor there.
 */
#ifndef SERVER_WATCHER_H
#define SERVER_WATCHER_H

struct loop;

struct watcher {
    /* The descriptor is ready. May free its own watcher, and no other. */
    void (*ready)(struct loop *loop, struct watcher *watcher);
};

#endif
