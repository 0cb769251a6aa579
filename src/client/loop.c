/* SPDX-License-Identifier: MIT */
/* The loop: an epoll instance, the pending calls, and an inbox that other threads fill. */
#include "client/loop.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "client/session.h"

struct saas_loop {
    atomic_uint refs; /* the owner's and one a session */
    struct saas_client *client;
    struct saas_port *port;
    int epoll_fd;
    int event_fd;
    int timer_fd;
    struct saas_call *pending;
    size_t pending_count;
    int64_t timer_us; /* when the timer goes off; INT64_MAX: never */
    bool stepping;
    bool closed;

    pthread_mutex_t lock; /* of what follows */
    struct saas_call *inbox;
    struct saas_call **inbox_end;
    bool signalled; /* the eventfd is readable */
};

/* ---- from any thread ---- */

/* Called with the lock held. The counter of an eventfd cannot overflow by ones. */
static void signal_loop(struct saas_loop *loop)
{
    uint64_t one = 1;

    if (loop->signalled)
        return;
    loop->signalled = true;
    while (write(loop->event_fd, &one, sizeof(one)) < 0 && errno == EINTR)
        ;
}

static void wake(void *context)
{
    struct saas_loop *loop = context;

    pthread_mutex_lock(&loop->lock);
    signal_loop(loop);
    pthread_mutex_unlock(&loop->lock);
}

void saas__loop_post(struct saas_loop *loop, struct saas_call *call)
{
    pthread_mutex_lock(&loop->lock);
    call->inbox_next = NULL;
    *loop->inbox_end = call;
    loop->inbox_end = &call->inbox_next;
    signal_loop(loop);
    pthread_mutex_unlock(&loop->lock);
}

/* ---- its own thread ---- */

static struct saas_call *take_inbox(struct saas_loop *loop)
{
    struct saas_call *calls;

    pthread_mutex_lock(&loop->lock);
    calls = loop->inbox;
    loop->inbox = NULL;
    loop->inbox_end = &loop->inbox;
    pthread_mutex_unlock(&loop->lock);
    return calls;
}

static void drain_signal(struct saas_loop *loop)
{
    uint64_t count;

    pthread_mutex_lock(&loop->lock);
    if (loop->signalled && read(loop->event_fd, &count, sizeof(count)) > 0)
        loop->signalled = false;
    pthread_mutex_unlock(&loop->lock);
}

/* Lets the timer go off at a time of CLOCK_MONOTONIC. */
static void arm(struct saas_loop *loop, int64_t at_us)
{
    struct itimerspec when = {0};

    if (at_us >= loop->timer_us)
        return;
    loop->timer_us = at_us;
    if (at_us < 1)
        at_us = 1; /* 0 would disarm it */
    when.it_value.tv_sec = at_us / 1000000;
    when.it_value.tv_nsec = at_us % 1000000 * 1000;
    timerfd_settime(loop->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

void saas__loop_add(struct saas_loop *loop, struct saas_call *call)
{
    call->pending = true;
    call->loop_next = loop->pending;
    if (call->loop_next)
        call->loop_next->loop_place = &call->loop_next;
    loop->pending = call;
    call->loop_place = &loop->pending;
    loop->pending_count++;
    arm(loop, call->ticket.deadline_us);
}

static void remove_call(struct saas_loop *loop, struct saas_call *call)
{
    *call->loop_place = call->loop_next;
    if (call->loop_next)
        call->loop_next->loop_place = call->loop_place;
    call->pending = false;
    loop->pending_count--;
}

/* The call is over: tells its session's owner, or buries a session that was freed. */
static void deliver(struct saas_loop *loop, struct saas_call *call, saas_status status)
{
    struct saas_session *session = call->session;

    remove_call(loop, call);
    if (session->freed)
        saas__session_destroy(session);
    else if (loop->closed)
        saas__session_drop_tx(session); /* one that was granted just now has no user */
    else
        session->on_done(session->context, status);
}

static void resume_all(struct saas_loop *loop)
{
    struct saas_call *call = take_inbox(loop);

    while (call) {
        struct saas_call *next = call->inbox_next;
        saas_status status = saas__call_resume(call);

        if (status != SAAS_PENDING)
            deliver(loop, call, status);
        call = next;
    }
}

/* When the timer went off: ends the calls whose time is over, and sets it to the next. */
static void expire(struct saas_loop *loop)
{
    int64_t now = saas__monotonic_us();
    int64_t next = INT64_MAX;
    uint64_t count;

    if (now < loop->timer_us)
        return;
    (void)!read(loop->timer_fd, &count, sizeof(count));
    loop->timer_us = INT64_MAX;
    for (struct saas_call *call = loop->pending; call; call = call->loop_next) {
        if (call->ticket.deadline_us <= now)
            saas__ticket_abort(loop->client->storage, &call->ticket, SAAS_ERR_TIMEOUT);
        else if (call->ticket.deadline_us < next)
            next = call->ticket.deadline_us;
    }
    arm(loop, next);
}

saas_status saas_loop_step(saas_loop *loop, saas_error *err)
{
    int64_t retry_us;

    SAAS_REQUIRE(loop, err);

    if (saas__client_check_process(loop->client, err) != SAAS_OK)
        return SAAS_ERR_INTERNAL; /* what is queued is the parent's to write */
    if (loop->stepping)
        return saas__fail(err, SAAS_ERR_INVALID, "in_step",
                          "saas_loop_step() was called from within on_done.");
    saas__loop_ref(loop); /* an on_done may free the last session */
    loop->stepping = true;
    drain_signal(loop);
    expire(loop);
    retry_us = loop->client->storage->ops->step(loop->port);
    if (retry_us >= 0)
        arm(loop, saas__monotonic_us() + retry_us);
    resume_all(loop);
    loop->stepping = false;
    saas__loop_unref(loop);
    return SAAS_OK;
}

saas_status saas_loop_wait(saas_loop *loop, int timeout_ms, saas_error *err)
{
    struct pollfd ready;
    int count;

    SAAS_REQUIRE(loop, err);

    if (saas__client_check_process(loop->client, err) != SAAS_OK)
        return SAAS_ERR_INTERNAL;
    ready = (struct pollfd){.fd = loop->epoll_fd, .events = POLLIN};
    do
        count = poll(&ready, 1, timeout_ms);
    while (count < 0 && errno == EINTR && timeout_ms < 0);
    if (count <= 0)
        return saas__fail(err, SAAS_ERR_TIMEOUT, "timeout", "Nothing happened in that time.");
    return saas_loop_step(loop, err);
}

int saas_loop_fd(const saas_loop *loop)
{
    return loop->epoll_fd;
}

size_t saas_loop_pending(const saas_loop *loop)
{
    return loop->pending_count;
}

/* ---- making and giving back ---- */

static bool watch(const struct saas_loop *loop, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    return fd >= 0 && epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void destroy(struct saas_loop *loop)
{
    if (loop->port)
        loop->client->storage->ops->port_free(loop->port);
    close_fd(loop->timer_fd);
    close_fd(loop->event_fd);
    close_fd(loop->epoll_fd);
    pthread_mutex_destroy(&loop->lock);
    saas_client_free(loop->client);
    saas__free(loop);
}

saas_status saas_loop_new(saas_client *client, saas_loop **out, saas_error *err)
{
    struct saas_loop *loop;
    saas_status status;

    SAAS_REQUIRE(client && out, err);

    loop = saas__alloc(sizeof(*loop));
    if (!loop)
        return saas__fail_memory(err);
    atomic_init(&loop->refs, 1);
    loop->client = saas__client_ref(client);
    loop->timer_us = INT64_MAX;
    loop->inbox_end = &loop->inbox;
    pthread_mutex_init(&loop->lock, NULL);
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    loop->port = client->storage->ops->port_new(client->storage, wake, loop);
    if (loop->port && watch(loop, loop->event_fd) && watch(loop, loop->timer_fd)) {
        *out = loop;
        return SAAS_OK;
    }
    status = loop->port ? saas__fail(err, SAAS_ERR_UNAVAILABLE, "no_descriptors",
                                     "No file descriptors are left.")
                        : saas__fail_memory(err);
    destroy(loop);
    return status;
}

/* Cancels what is pending and waits for what is being run this moment. */
static void cancel_all(struct saas_loop *loop)
{
    while (loop->pending) {
        struct pollfd ready = {.fd = loop->event_fd, .events = POLLIN};

        for (struct saas_call *call = loop->pending; call; call = call->loop_next)
            saas__ticket_abort(loop->client->storage, &call->ticket, SAAS_ERR_CANCELLED);
        resume_all(loop);
        if (loop->pending)
            poll(&ready, 1, -1);
        drain_signal(loop);
    }
}

void saas_loop_free(saas_loop *loop)
{
    if (!loop)
        return;
    loop->closed = true;
    if (saas__client_check_process(loop->client, NULL) == SAAS_OK)
        cancel_all(loop);
    saas__loop_unref(loop);
}

void saas__loop_ref(struct saas_loop *loop)
{
    atomic_fetch_add_explicit(&loop->refs, 1, memory_order_relaxed);
}

void saas__loop_unref(struct saas_loop *loop)
{
    if (loop && atomic_fetch_sub_explicit(&loop->refs, 1, memory_order_acq_rel) == 1)
        destroy(loop);
}

struct saas_client *saas__loop_client(const struct saas_loop *loop)
{
    return loop->client;
}

struct saas_port *saas__loop_port(const struct saas_loop *loop)
{
    return loop->port;
}

bool saas__loop_is_closed(const struct saas_loop *loop)
{
    return loop->closed;
}
