/* SPDX-License-Identifier: MIT */
/*
 * Drains in the order in which they began. Each lasts DRAIN_MS at most, and there are
 * DRAIN_COUNT_MAX of them at most; beyond that, sockets are closed at once.
 */
#include "drain.h"

#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DRAIN_MS = 5000, DRAIN_COUNT_MAX = 16, READ_SIZE = 16 * 1024, READS_A_TURN = 16 };

static void end(struct loop *loop, struct drain *drain)
{
    TAILQ_REMOVE(&loop->drains, drain, link);
    loop->drain_count--;
    /* Explicitly, since libmicrohttpd's descriptor may keep the socket open. */
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, drain->fd, NULL);
    close(drain->fd);
    free(drain);
}

static void read_some(struct loop *loop, struct watcher *watcher)
{
    struct drain *drain = (struct drain *)watcher;
    char bytes[READ_SIZE];
    ssize_t count = 1;

    for (int i = 0; i < READS_A_TURN && count > 0; i++)
        count = recv(drain->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
        end(loop, drain);
}

void drain_begin(struct loop *loop, int fd)
{
    struct epoll_event event = {.events = EPOLLIN};
    struct drain *drain;

    if (loop->drain_count >= DRAIN_COUNT_MAX)
        return;
    drain = calloc(1, sizeof(*drain));
    if (!drain)
        return;
    drain->watcher.ready = read_some;
    drain->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    event.data.ptr = &drain->watcher;
    if (drain->fd < 0 || epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, drain->fd, &event)) {
        if (drain->fd >= 0)
            close(drain->fd);
        free(drain);
        return;
    }
    drain->until_ms = loop->now_ms + DRAIN_MS;
    TAILQ_INSERT_TAIL(&loop->drains, drain, link);
    loop->drain_count++;
}

/* clang's analyzer does not follow TAILQ_REMOVE, so it takes the new first for the one freed. */
void drains_sweep(struct loop *loop)
{
    while (drains_due_ms(loop) <= loop->now_ms) /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
        end(loop, TAILQ_FIRST(&loop->drains));
}

void drains_end(struct loop *loop)
{
    while (!TAILQ_EMPTY(&loop->drains)) /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
        end(loop, TAILQ_FIRST(&loop->drains));
}

int64_t drains_due_ms(const struct loop *loop)
{
    const struct drain *first = TAILQ_FIRST(&loop->drains);

    return first ? first->until_ms : INT64_MAX; /* NOLINT(clang-analyzer-unix.Malloc) */
}
