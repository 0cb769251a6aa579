/* SPDX-License-Identifier: MIT */
/*
 * A socket that is shut down here is closed by libmicrohttpd, as if the client had
 * hung up.
 *
 * Steps are kept in the order in which they began, so that those which are due are the
 * first. Each may take twice the time for which a connection may be silent.
 *
 * libmicrohttpd (0.9.75) waits for edges, and takes a short read for the last: when the
 * client's end of transmission comes together with its last bytes, it is not noticed.
 * So it is watched here (EPOLLRDHUP). A request that is all here is still answered.
 */
#include "connection.h"

#include "loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static void hear_end(struct loop *loop, struct watcher *watcher)
{
    struct connection *connection = (struct connection *)watcher;

    connection->ended = true;
    LIST_INSERT_HEAD(&loop->ends, connection, end_link);
}

static struct connection *begin(struct loop *loop, struct MHD_Connection *http)
{
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT};
    struct connection *connection = calloc(1, sizeof(*connection));

    if (!connection)
        return NULL;
    connection->watcher.ready = hear_end;
    connection->fd = MHD_get_connection_info(http, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    event.data.ptr = &connection->watcher;
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, connection->fd, &event);
    connection_step(loop, connection);
    return connection;
}

static void end(struct loop *loop, struct connection *connection)
{
    if (!connection)
        return;
    connection_rest(loop, connection);
    if (connection->ended)
        LIST_REMOVE(connection, end_link);
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, connection->fd, NULL);
    free(connection);
}

void connection_notify(void *context, struct MHD_Connection *http, void **connection,
                       enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *connection = begin(context, http);
    } else {
        end(context, *connection);
        *connection = NULL;
    }
}

struct connection *connection_of(struct MHD_Connection *http)
{
    return MHD_get_connection_info(http, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

void connection_step(struct loop *loop, struct connection *connection)
{
    if (!connection)
        return;
    connection_rest(loop, connection);
    connection->since_ms = loop->now_ms;
    connection->timed = true;
    TAILQ_INSERT_TAIL(&loop->steps, connection, step_link);
}

void connection_rest(struct loop *loop, struct connection *connection)
{
    if (!connection || !connection->timed)
        return;
    TAILQ_REMOVE(&loop->steps, connection, step_link);
    connection->timed = false;
}

void connection_set_busy(struct connection *connection, bool busy)
{
    if (connection)
        connection->busy = busy;
}

/* All that the client has sent was read, and it sends no more. */
static bool is_over(const struct connection *connection)
{
    ssize_t count;
    char byte;

    if (connection->busy)
        return false;
    count = recv(connection->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

static void cut_off(struct loop *loop, struct connection *connection)
{
    shutdown(connection->fd, SHUT_RDWR);
    connection_rest(loop, connection);
}

static void sweep_ends(struct loop *loop)
{
    struct connection *connection = LIST_FIRST(&loop->ends), *next;

    for (; connection; connection = next) {
        next = LIST_NEXT(connection, end_link);
        if (!is_over(connection))
            continue;
        cut_off(loop, connection);
        LIST_REMOVE(connection, end_link);
        connection->ended = false;
    }
}

void connections_sweep(struct loop *loop)
{
    while (connections_due_ms(loop) <= loop->now_ms)
        cut_off(loop, TAILQ_FIRST(&loop->steps));
    sweep_ends(loop);
}

int64_t connections_due_ms(const struct loop *loop)
{
    const struct connection *first = TAILQ_FIRST(&loop->steps);

    return first ? first->since_ms + INT64_C(2000) * loop->settings->timeout_s : INT64_MAX;
}
