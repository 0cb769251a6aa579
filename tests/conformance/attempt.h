/* SPDX-License-Identifier: MIT */
/*
 * A batch with its ticket, made of the catalogue's statements, and a door: a port with the
 * descriptor that its wake-up makes readable.
 * Threads: an attempt belongs to one thread at a time; its done() comes from any.
 */
#ifndef SAAS_CONFORMANCE_ATTEMPT_H
#define SAAS_CONFORMANCE_ATTEMPT_H

#include <pthread.h>

#include "conformance/fixture.h"

struct attempt {
    struct saas_arena arena;
    struct saas_batch batch;
    struct saas_ticket ticket;
    saas_error error;
    atomic_int done_count;
};

/* A batch without statements, with time enough. */
void attempt_init(struct attempt *attempt);
void attempt_clear(struct attempt *attempt);
void attempt_set_timeout(struct attempt *attempt, int64_t timeout_us);

/* Statements; people and workspaces have numbers. Writes that do what they say: */
void add_user(struct attempt *attempt, int number);
void add_user_named(struct attempt *attempt, int number, const char *name, bool verified,
                    saas_time now);
void add_workspace(struct attempt *attempt, int number, int admin);
void add_membership(struct attempt *attempt, int number, int workspace, int user);
/* Those that always fail: the user of the membership is not there; the role is none. */
void add_bad_reference(struct attempt *attempt, int number, int workspace);
void add_bad_role(struct attempt *attempt, int membership);
/* Reads. */
void read_user(struct attempt *attempt, int number);

saas_status attempt_run(struct saas_storage *storage, struct attempt *attempt);
/* In a transaction. */
saas_status attempt_run_in(struct saas_storage *storage, struct attempt *attempt,
                           struct saas_tx *tx);
void assert_run(struct saas_storage *storage, struct attempt *attempt);

/* Begin, commit and roll back; tx is set and used up. */
saas_status transaction_begin(struct saas_storage *storage, struct saas_tx **tx, int64_t timeout_us,
                              saas_error *err);
saas_status transaction_end(struct saas_storage *storage, struct saas_tx **tx,
                            enum saas_ticket_kind kind, saas_error *err);

/* In one call. */
void store_user(struct saas_storage *storage, int number);
void store_workspace(struct saas_storage *storage, int number, int admin);
bool has_user(struct saas_storage *storage, int number);
bool has_membership(int number);

struct door {
    struct saas_storage *storage;
    struct saas_port *port;
    pthread_mutex_t lock; /* done() is not under way */
    int event_fd;
    atomic_int wake_count;
};

void door_open(struct door *door, struct saas_storage *storage);
void door_close(struct door *door);
saas_status door_submit(struct door *door, struct attempt *attempt);
/* Steps and waits as a loop does, until done() of all was called. */
void door_finish(struct door *door, struct attempt *attempts, int count);

#endif
