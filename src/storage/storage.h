/* SPDX-License-Identifier: MIT */
/*
 * What a storage backend implements; domain code never learns which one it has.
 *
 * A ticket is one thing to do: run a batch as one transaction, or begin, commit or roll
 * back a transaction of the caller's. It is run() by a thread that waits for it, or
 * submitted to a port, a loop's door to the storage, which calls `done` from any thread
 * exactly once. Either way the rows are in the batch when it is over.
 *
 * Threads: run() and abort() from any; a port belongs to its loop's thread.
 */
#ifndef SAAS_STORAGE_STORAGE_H
#define SAAS_STORAGE_STORAGE_H

#include <stdatomic.h>

#include "base/env.h"
#include "base/error.h"
#include "storage/batch.h"

struct saas_storage;
struct saas_port;
struct saas_tx; /* a transaction of the caller's, from SAAS_TICKET_BEGIN on */

enum saas_ticket_kind {
    SAAS_TICKET_BATCH,
    SAAS_TICKET_BEGIN,    /* sets tx */
    SAAS_TICKET_COMMIT,   /* ends tx, even when it fails */
    SAAS_TICKET_ROLLBACK, /* ends tx */
};

struct saas_ticket {
    enum saas_ticket_kind kind;
    struct saas_batch *batch; /* of SAAS_TICKET_BATCH */
    struct saas_tx *tx;       /* NULL: the batch is a transaction of its own */
    int64_t deadline_us;      /* by saas__monotonic_us() */
    atomic_int aborted;       /* a saas_status, once saas__ticket_abort() was called */
    saas_status status;       /* how it ended */
    saas_error *error;        /* filled on failure; never NULL */
    void (*done)(struct saas_ticket *ticket); /* of a submitted ticket */
    struct saas_port *port;                   /* the one it was submitted to */
    struct saas_ticket *next;                 /* the backend's, while it has the ticket */
    bool queued;                              /* likewise */
    void *waiter;                             /* likewise */
};

struct saas_storage_ops {
    const char *scheme;  /* of the URL: "sqlite" */
    const char *id_type; /* what {id} means in a migration */
    const char *by_key;  /* likewise {by_key}, after a table; may be empty */

    saas_status (*open)(const char *url, const struct saas_env *env, struct saas_storage **out,
                        saas_error *err);
    void (*close)(struct saas_storage *storage);

    /* The version of the schema that is there; 0: none. */
    saas_status (*schema_version)(struct saas_storage *storage, int *version, saas_error *err);
    /* Runs the text of a migration, several statements, in a transaction of the caller's. */
    saas_status (*script)(struct saas_storage *storage, struct saas_tx *tx, const char *sql,
                          saas_error *err);

    /* Runs the ticket now and returns its status. A unique violation is SAAS_ERR_CONFLICT,
     * a deadlock or a busy database SAAS_ERR_UNAVAILABLE, so that no caller ever parses a
     * message. */
    saas_status (*run)(struct saas_storage *storage, struct saas_ticket *ticket);

    /* A loop's door; wake(context) is called from any thread when step() has work. */
    struct saas_port *(*port_new)(struct saas_storage *storage, void (*wake)(void *context),
                                  void *context);
    void (*port_free)(struct saas_port *port); /* no ticket of it is left */
    /* Like run(), or SAAS_PENDING when `done` will be called. */
    saas_status (*submit)(struct saas_port *port, struct saas_ticket *ticket);
    /* Does what can be done without waiting; returns in how many microseconds it wants to
     * be called again at the latest, or -1. */
    int64_t (*step)(struct saas_port *port);

    /* Ends a ticket that has not started with ticket->aborted; one that runs notices it
     * itself. `done` may be called from within. */
    void (*abort)(struct saas_storage *storage, struct saas_ticket *ticket);
};

/* The backends, for the registry. */
extern const struct saas_storage_ops saas__storage_sqlite;

/* The start of every backend's own struct. */
struct saas_storage {
    const struct saas_storage_ops *ops;
    const struct saas_env *env;
};

struct saas_port {
    struct saas_storage *storage;
    void (*wake)(void *context);
    void *context;
};

/* Opens the backend that the URL's scheme names. */
saas_status saas__storage_open(const char *url, const struct saas_env *env,
                               struct saas_storage **out, saas_error *err);

/* From any thread: asks for the ticket to end with status (cancelled, timeout). */
void saas__ticket_abort(struct saas_storage *storage, struct saas_ticket *ticket,
                        saas_status status);

/* SAAS_OK, or the failure that an abort or the deadline means for a ticket. */
saas_status saas__ticket_check(struct saas_ticket *ticket);

#endif
