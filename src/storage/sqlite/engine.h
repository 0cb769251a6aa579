/* SPDX-License-Identifier: MIT */
/*
 * The SQLite engine: one file in WAL mode, a pool of readers, one writer whose commit
 * all waiting batches share.
 *
 * The writer is a queue of tickets and one connection. Whoever finds it idle leads: takes
 * the tickets that wait, runs each in its savepoint, commits once, answers all. A
 * transaction of a session owns it from begin to commit.
 *
 *            lead()                 a BEGIN is at the head
 *     IDLE ---------> LEADING ------------------------------> OWNED
 *      ^                 |  answered                            |
 *      +-----------------+ <------------------------------------+  commit, rollback
 *
 * Lock order: writer.lock, then a waiter's, or whatever a ticket's done() takes. No lock is held
 * while SQL runs; the state says who may use the connection.
 */
#ifndef SAAS_STORAGE_SQLITE_ENGINE_H
#define SAAS_STORAGE_SQLITE_ENGINE_H

#include <pthread.h>

#include "storage/sqlite/conn.h"

struct saas_readers {
    pthread_mutex_t lock;
    struct saas_conn *idle;
    unsigned idle_count;
};

struct saas_tx {
    bool lost; /* the engine rolled it back by itself */
};

enum saas_writer_state { SAAS_WRITER_IDLE, SAAS_WRITER_LEADING, SAAS_WRITER_OWNED };

struct saas_writer {
    pthread_mutex_t lock;
    enum saas_writer_state state;
    struct saas_ticket *head;
    struct saas_ticket **tail;
    unsigned length;        /* of the queue */
    unsigned last_group;    /* how many tickets the last commit was shared by */
    struct saas_conn *conn; /* of who leads or owns */
    bool wal;               /* the file is known to be in WAL mode */
    struct saas_tx tx;      /* of the owner */
};

struct saas_sqlite {
    struct saas_storage base;
    char *path;
    struct saas_readers readers;
    struct saas_writer writer;
};

/* readers.c: a connection for a thread that reads. */
void saas__readers_init(struct saas_readers *readers);
void saas__readers_clear(struct saas_readers *readers);
saas_status saas__reader_take(struct saas_sqlite *engine, struct saas_conn **out, saas_error *err);
void saas__reader_give(struct saas_sqlite *engine, struct saas_conn *conn);
saas_status saas__reader_run(struct saas_sqlite *engine, struct saas_ticket *ticket);

/* writer.c */
void saas__writer_init(struct saas_writer *writer);
void saas__writer_clear(struct saas_writer *writer);
/* A write, or BEGIN: waits for its turn; returns when it is over. */
saas_status saas__writer_run(struct saas_sqlite *engine, struct saas_ticket *ticket);
/* The same for a loop: queues it and wakes the port. */
void saas__writer_submit(struct saas_sqlite *engine, struct saas_ticket *ticket);
/* Leads once if the writer is idle; when to try again (µs), or -1. */
int64_t saas__writer_step(struct saas_sqlite *engine);
void saas__writer_abort(struct saas_sqlite *engine, struct saas_ticket *ticket);
/* A batch, COMMIT or ROLLBACK of the transaction that owns the writer. */
saas_status saas__writer_run_owned(struct saas_sqlite *engine, struct saas_ticket *ticket);

/* group.c: runs tickets on the writer's connection and commits them together; each gets
 * its status. False: another process holds the database, nothing was done. */
bool saas__group_run(struct saas_sqlite *engine, struct saas_ticket *group);
/* Leaves the writer's connection in no transaction; closes it if there is no other way. */
void saas__group_end(struct saas_sqlite *engine);
/* BEGIN IMMEDIATE, with the file in WAL mode. An SQLite code. */
int saas__group_begin(struct saas_sqlite *engine);

#endif
