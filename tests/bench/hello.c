/* SPDX-License-Identifier: MIT */
/*
 * saas-bench-hello: what libmicrohttpd can do at most when it is used as saas-server
 * uses it: a thread a core, each with a daemon of its own in external epoll mode, all
 * on one port. Any request is answered by the same few bytes. Ends by a signal.
 */
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { LOOPS_MAX = 256, EVENTS_MAX = 16, CONNECTIONS_MAX = 4096 };

struct loop {
    struct MHD_Daemon *daemon;
    int epoll_fd;
    pthread_t thread;
};

static struct MHD_Response *hello;

static void fatal(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request)
{
    (void)context, (void)path, (void)method, (void)version, (void)upload, (void)upload_size;
    if (!*request) { /* only the headers are here yet */
        *request = hello;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, hello);
}

static void open_loop(struct loop *loop, struct sockaddr_in *address, unsigned loops)
{
    struct epoll_event event = {.events = EPOLLIN};
    int daemon_fd;

    loop->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, NULL, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)address, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U,
        MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX / loops, MHD_OPTION_CONNECTION_TIMEOUT, 30U,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)16 * 1024, MHD_OPTION_END);
    if (!loop->daemon)
        fatal("MHD_start_daemon");
    /* The first finds a port, the others share it. */
    address->sin_port = htons(MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    daemon_fd = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    if (loop->epoll_fd < 0 || epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, daemon_fd, &event))
        fatal("epoll");
}

static int timeout_ms(struct MHD_Daemon *daemon)
{
    MHD_UNSIGNED_LONG_LONG wait;

    return MHD_get_timeout(daemon, &wait) == MHD_YES && wait < 60000 ? (int)wait : -1;
}

static void *serve(void *context)
{
    struct loop *loop = context;
    struct epoll_event events[EVENTS_MAX];

    for (;;) {
        epoll_wait(loop->epoll_fd, events, EVENTS_MAX, timeout_ms(loop->daemon));
        MHD_run(loop->daemon);
    }
    return NULL;
}

static unsigned loop_count(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (cores < 1)
        return 1;
    return cores > LOOPS_MAX ? LOOPS_MAX : (unsigned)cores;
}

int main(void)
{
    static struct loop loops[LOOPS_MAX];
    static char text[] = "{\"hello\":\"world\"}";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    unsigned count = loop_count();

    hello = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_PERSISTENT);
    if (!hello ||
        MHD_add_response_header(hello, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json") != MHD_YES)
        fatal("MHD_create_response_from_buffer");
    for (unsigned i = 0; i < count; i++)
        open_loop(&loops[i], &address, count);
    for (unsigned i = 0; i < count; i++)
        if (pthread_create(&loops[i].thread, NULL, serve, &loops[i]))
            fatal("pthread_create");

    printf("listening on http://127.0.0.1:%u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
    for (unsigned i = 0; i < count; i++)
        pthread_join(loops[i].thread, NULL);
    return EXIT_SUCCESS;
}
