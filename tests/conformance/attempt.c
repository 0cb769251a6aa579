/* SPDX-License-Identifier: MIT */
/* Building batches, running them, and stepping ports. */
#include "conformance/attempt.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "support/test.h"

enum { ENOUGH_US = 30000000, NAME_SIZE = 64 };

static const saas_time some_time = 1700000000000000;

/* As a loop's own: it wakes the thread that waits. The lock keeps the door there meanwhile. */
static void on_done(struct saas_ticket *ticket)
{
    struct attempt *attempt = (struct attempt *)((char *)ticket - offsetof(struct attempt, ticket));
    struct door *door = ticket->port->context;

    pthread_mutex_lock(&door->lock);
    atomic_fetch_add(&attempt->done_count, 1);
    ticket->port->wake(door);
    pthread_mutex_unlock(&door->lock);
}

void attempt_init(struct attempt *attempt)
{
    memset(attempt, 0, sizeof(*attempt));
    attempt->error.struct_size = sizeof(attempt->error);
    saas__arena_init(&attempt->arena, NULL, 0);
    saas__batch_init(&attempt->batch, &attempt->arena);
    attempt->ticket.kind = SAAS_TICKET_BATCH;
    attempt->ticket.batch = &attempt->batch;
    attempt->ticket.error = &attempt->error;
    attempt->ticket.done = on_done;
    attempt_set_timeout(attempt, ENOUGH_US);
}

void attempt_clear(struct attempt *attempt)
{
    saas__arena_clear(&attempt->arena);
}

void attempt_set_timeout(struct attempt *attempt, int64_t timeout_us)
{
    attempt->ticket.deadline_us = saas__monotonic_us() + timeout_us;
}

/* ---- statements ---- */

static void bind_name(struct attempt *attempt, const char *kind, int number)
{
    char name[NAME_SIZE];

    snprintf(name, sizeof(name), "%s_%06d", kind, number);
    saas__bind_text(&attempt->batch, name);
}

void add_user_named(struct attempt *attempt, int number, const char *name, bool verified,
                    saas_time now)
{
    saas__batch_add(&attempt->batch, SAAS__SQL_USER_CREATE);
    bind_name(attempt, "user", number);
    bind_name(attempt, "auth", number);
    bind_name(attempt, "mail", number);
    saas__bind_bool(&attempt->batch, verified);
    saas__bind_text(&attempt->batch, name);
    saas__bind_time(&attempt->batch, now);
}

void add_user(struct attempt *attempt, int number)
{
    add_user_named(attempt, number, "Somebody", false, some_time);
}

void add_membership(struct attempt *attempt, int number, int workspace, int user)
{
    saas__batch_add(&attempt->batch, SAAS__SQL_WORKSPACE_ADD_ADMIN);
    bind_name(attempt, "mem", number);
    bind_name(attempt, "ws", workspace);
    bind_name(attempt, "user", user);
    saas__bind_time(&attempt->batch, some_time);
}

void add_workspace(struct attempt *attempt, int number, int admin)
{
    saas__batch_add(&attempt->batch, SAAS__SQL_WORKSPACE_CREATE_AS);
    bind_name(attempt, "ws", number);
    bind_name(attempt, "Workspace", number);
    bind_name(attempt, "slug", number);
    bind_name(attempt, "user", admin);
    saas__bind_time(&attempt->batch, some_time);
}

void add_bad_reference(struct attempt *attempt, int number, int workspace)
{
    add_membership(attempt, number, workspace, 999999);
}

void add_bad_role(struct attempt *attempt, int membership)
{
    saas__batch_add(&attempt->batch, SAAS__SQL_MEMBER_SET_ROLE);
    saas__bind_null(&attempt->batch);
    saas__bind_null(&attempt->batch);
    bind_name(attempt, "mem", membership);
    saas__bind_null(&attempt->batch);
    saas__bind_text(&attempt->batch, "BOSS");
    saas__bind_time(&attempt->batch, some_time);
}

void read_user(struct attempt *attempt, int number)
{
    saas__batch_add(&attempt->batch, SAAS__SQL_USER_GET);
    saas__bind_null(&attempt->batch);
    bind_name(attempt, "user", number);
}

/* ---- running them ---- */

saas_status attempt_run(struct saas_storage *storage, struct attempt *attempt)
{
    return storage->ops->run(storage, &attempt->ticket);
}

saas_status attempt_run_in(struct saas_storage *storage, struct attempt *attempt,
                           struct saas_tx *tx)
{
    attempt->ticket.tx = tx;
    return attempt_run(storage, attempt);
}

void assert_run(struct saas_storage *storage, struct attempt *attempt)
{
    assert_ok(attempt_run(storage, attempt), &attempt->error);
}

saas_status transaction_begin(struct saas_storage *storage, struct saas_tx **tx, int64_t timeout_us,
                              saas_error *err)
{
    struct saas_ticket ticket = {.kind = SAAS_TICKET_BEGIN, .error = err};
    saas_status status;

    ticket.deadline_us = saas__monotonic_us() + timeout_us;
    status = storage->ops->run(storage, &ticket);
    *tx = ticket.tx;
    return status;
}

saas_status transaction_end(struct saas_storage *storage, struct saas_tx **tx,
                            enum saas_ticket_kind kind, saas_error *err)
{
    struct saas_ticket ticket = {.kind = kind, .tx = *tx, .error = err};

    ticket.deadline_us = saas__monotonic_us() + ENOUGH_US;
    *tx = NULL;
    return storage->ops->run(storage, &ticket);
}

void store_user(struct saas_storage *storage, int number)
{
    struct attempt attempt;

    attempt_init(&attempt);
    add_user(&attempt, number);
    assert_run(storage, &attempt);
    attempt_clear(&attempt);
}

void store_workspace(struct saas_storage *storage, int number, int admin)
{
    struct attempt attempt;

    attempt_init(&attempt);
    add_workspace(&attempt, number, admin);
    assert_run(storage, &attempt);
    attempt_clear(&attempt);
}

bool has_user(struct saas_storage *storage, int number)
{
    struct attempt attempt;
    bool found;

    attempt_init(&attempt);
    read_user(&attempt, number);
    assert_run(storage, &attempt);
    found = saas__batch_row(&attempt.batch, 0) != NULL;
    attempt_clear(&attempt);
    return found;
}

bool has_membership(int number)
{
    char sql[128];

    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM memberships WHERE id = 'mem_%06d'", number);
    return fixture_number(sql) == 1;
}

/* ---- ports ---- */

static void wake(void *context)
{
    struct door *door = context;
    uint64_t one = 1;

    atomic_fetch_add(&door->wake_count, 1);
    (void)!write(door->event_fd, &one, sizeof(one));
}

void door_open(struct door *door, struct saas_storage *storage)
{
    door->storage = storage;
    pthread_mutex_init(&door->lock, NULL);
    atomic_init(&door->wake_count, 0);
    door->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    door->port = storage->ops->port_new(storage, wake, door);
    cr_assert(door->event_fd >= 0 && door->port);
}

void door_close(struct door *door)
{
    door->storage->ops->port_free(door->port);
    close(door->event_fd);
    pthread_mutex_destroy(&door->lock);
}

saas_status door_submit(struct door *door, struct attempt *attempt)
{
    return door->storage->ops->submit(door->port, &attempt->ticket);
}

static bool all_done(struct door *door, struct attempt *attempts, int count)
{
    bool done = true;

    pthread_mutex_lock(&door->lock);
    for (int i = 0; i < count; i++)
        done = done && atomic_load(&attempts[i].done_count) > 0;
    pthread_mutex_unlock(&door->lock);
    return done;
}

void door_finish(struct door *door, struct attempt *attempts, int count)
{
    while (!all_done(door, attempts, count)) {
        int64_t retry_us = door->storage->ops->step(door->port);
        struct pollfd ready = {.fd = door->event_fd, .events = POLLIN};
        uint64_t wakes;

        if (all_done(door, attempts, count))
            break;
        poll(&ready, 1, retry_us < 0 ? -1 : (int)(retry_us / 1000) + 1);
        (void)!read(door->event_fd, &wakes, sizeof(wakes));
    }
}
