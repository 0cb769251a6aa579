/* SPDX-License-Identifier: MIT */
/*
 * A turn of the loop: wait, step the library if it has something, let libmicrohttpd
 * run. The step comes first, so that the connections it resumes and the requests that
 * have come are handled by the same run.
 *
 *   serving --loop_stop()--> stopping --no request left, or STOP_MS over--> over
 *
 * When it is over, requests that still wait for the library are abandoned: a call of
 * theirs whose commit has not begun writes nothing.
 */
#include "loop.h"

#include "log.h"
#include "request.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    EVENTS_MAX = 16,
    STOP_MS = 10 * 1000,
    CONNECTIONS_MAX = 4096,             /* of all loops together */
    DESCRIPTORS_KEPT = 128,             /* for the database, drains and the rest of the program */
    CROWDED_MS = 20,                    /* how soon to look again when no more may connect */
    CONNECTION_MEMORY_SIZE = 16 * 1024, /* holds a request's headers and its answer's */
};

static int64_t monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static unsigned connection_limit(const struct settings *settings)
{
    struct rlimit descriptors = {0};
    rlim_t limit = CONNECTIONS_MAX;

    if (!getrlimit(RLIMIT_NOFILE, &descriptors) && descriptors.rlim_cur < limit + DESCRIPTORS_KEPT)
        limit =
            descriptors.rlim_cur > DESCRIPTORS_KEPT ? descriptors.rlim_cur - DESCRIPTORS_KEPT : 1;
    limit /= (rlim_t)settings->loops;
    return limit > 0 ? (unsigned)limit : 1;
}

static struct MHD_Daemon *start_daemon(struct loop *loop, const struct address *address)
{
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_SOCK_ADDR, 0, (void *)(uintptr_t)&address->storage},
        {MHD_OPTION_LISTENING_ADDRESS_REUSE, 1, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, loop->connection_limit, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, loop->settings->timeout_s, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY_SIZE, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, NULL},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)request_unescape, loop},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)request_completed, loop},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)connection_notify, loop},
        {MHD_OPTION_END, 0, NULL},
    };

    if (address->storage.ss_family == AF_INET6)
        flags |= MHD_USE_DUAL_STACK;
    return MHD_start_daemon(flags, 0, NULL, NULL, request_handle, loop, MHD_OPTION_ARRAY, options,
                            MHD_OPTION_END);
}

static void begin_stop(struct loop *loop, struct watcher *watcher)
{
    MHD_socket listening;

    (void)watcher;
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, loop->stop_fd, NULL);
    listening = MHD_quiesce_daemon(loop->daemon);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
    loop->stop_due_ms = loop->now_ms + STOP_MS;
}

static void fail(struct loop *loop, const char *what, const char *why)
{
    log_line(SAAS_LOG_ERROR, "a loop ends: %s: %s", what, why);
    loop->failed = true;
}

static void step(struct loop *loop, struct watcher *watcher)
{
    saas_error err = SAAS_ERROR_INIT;

    (void)watcher;
    if (saas_loop_step(loop->saas, &err) != SAAS_OK)
        fail(loop, "saas_loop_step", err.message);
}

/* libmicrohttpd runs in every turn, after everything else. */
static void run_later(struct loop *loop, struct watcher *watcher)
{
    (void)loop, (void)watcher;
}

static bool watch(struct loop *loop, int fd, struct watcher *watcher,
                  void (*ready)(struct loop *loop, struct watcher *watcher))
{
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = watcher}};

    watcher->ready = ready;
    return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool watch_all(struct loop *loop)
{
    int daemon_fd = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;

    return watch(loop, loop->stop_fd, &loop->stop_watcher, begin_stop) &&
           watch(loop, saas_loop_fd(loop->saas), &loop->saas_watcher, step) &&
           watch(loop, daemon_fd, &loop->daemon_watcher, run_later);
}

bool loop_open(struct loop *loop, const struct settings *settings, saas_client *client,
               const struct address *address)
{
    saas_error err = SAAS_ERROR_INIT;

    *loop = (struct loop){.settings = settings,
                          .client = client,
                          .epoll_fd = -1,
                          .stop_fd = -1,
                          .connection_limit = connection_limit(settings),
                          .now_ms = monotonic_ms(),
                          .stop_due_ms = INT64_MAX};
    LIST_INIT(&loop->requests);
    LIST_INIT(&loop->ends);
    TAILQ_INIT(&loop->steps);
    TAILQ_INIT(&loop->drains);

    if (saas_loop_new(client, &loop->saas, &err) != SAAS_OK) {
        complain("cannot make a loop: %s", err.message);
        return false;
    }
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->daemon = start_daemon(loop, address);
    if (loop->epoll_fd < 0 || loop->stop_fd < 0 || !loop->daemon || !watch_all(loop)) {
        complain("cannot serve on HOST %s: %s.", settings->host, strerror(errno));
        loop_close(loop);
        return false;
    }
    return true;
}

unsigned loop_port(const struct loop *loop)
{
    return MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

bool loop_is_stopping(const struct loop *loop)
{
    return loop->stop_due_ms != INT64_MAX;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* libmicrohttpd accepts again only when it is run after a connection has ended, and
 * does not ask for that. */
static bool is_crowded(const struct loop *loop)
{
    return MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)
               ->num_connections >= loop->connection_limit;
}

static int timeout_ms(struct loop *loop)
{
    MHD_UNSIGNED_LONG_LONG daemon_ms;
    int64_t due =
        earlier(loop->stop_due_ms, earlier(connections_due_ms(loop), drains_due_ms(loop)));
    int64_t wait = due == INT64_MAX ? INT_MAX : due - loop->now_ms;

    if (MHD_get_timeout(loop->daemon, &daemon_ms) == MHD_YES && daemon_ms < (uint64_t)INT_MAX)
        wait = earlier(wait, (int64_t)daemon_ms);
    if (loop->was_crowded)
        wait = earlier(wait, CROWDED_MS);
    if (wait < 0)
        return 0;
    return wait >= INT_MAX ? -1 : (int)wait;
}

static void turn(struct loop *loop)
{
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(loop->epoll_fd, events, EVENTS_MAX, timeout_ms(loop));

    if (count < 0 && errno != EINTR)
        fail(loop, "epoll_wait", strerror(errno));
    loop->now_ms = monotonic_ms();
    for (int i = 0; i < count; i++)
        ((struct watcher *)events[i].data.ptr)->ready(loop, events[i].data.ptr);
    loop->was_crowded = is_crowded(loop);
    MHD_run(loop->daemon);
    connections_sweep(loop);
    drains_sweep(loop);
}

static bool is_over(const struct loop *loop)
{
    if (loop->failed)
        return true;
    return loop_is_stopping(loop) &&
           (LIST_EMPTY(&loop->requests) || loop->now_ms >= loop->stop_due_ms);
}

static void *serve(void *context)
{
    struct loop *loop = context;

    while (!is_over(loop))
        turn(loop);
    if (loop->failed)
        kill(getpid(), SIGTERM); /* the others cannot know, and a port would go unserved */
    return NULL;
}

bool loop_start(struct loop *loop)
{
    int fault = pthread_create(&loop->thread, NULL, serve, loop);

    if (fault)
        complain("cannot start a thread: %s.", strerror(fault));
    loop->started = !fault;
    return loop->started;
}

void loop_stop(struct loop *loop)
{
    uint64_t one = 1;

    /* It can only fail when it is told already. */
    if (write(loop->stop_fd, &one, sizeof(one)) < 0)
        return;
}

bool loop_join(struct loop *loop)
{
    if (loop->started)
        pthread_join(loop->thread, NULL);
    loop->started = false;
    return !loop->failed;
}

void loop_close(struct loop *loop)
{
    struct request *request;

    LIST_FOREACH(request, &loop->requests, link)
    request_abandon(request);
    if (loop->daemon)
        MHD_stop_daemon(loop->daemon); /* completes the abandoned requests */
    drains_end(loop);
    saas_loop_free(loop->saas);
    if (loop->stop_fd >= 0)
        close(loop->stop_fd);
    if (loop->epoll_fd >= 0)
        close(loop->epoll_fd);
}
