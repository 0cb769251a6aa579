/* SPDX-License-Identifier: MIT */
/*
 * A connection to the SQLite file, with its prepared statements.
 * Threads: one at a time; who has it is the business of readers.c and writer.c.
 */
#ifndef SAAS_STORAGE_SQLITE_CONN_H
#define SAAS_STORAGE_SQLITE_CONN_H

#include <sqlite3.h>

#include "storage/storage.h"

enum saas_conn_word {
    SAAS_CONN_BEGIN_READ,
    SAAS_CONN_BEGIN_WRITE,
    SAAS_CONN_COMMIT,
    SAAS_CONN_ROLLBACK,
    SAAS_CONN_SAVEPOINT,
    SAAS_CONN_RELEASE,
    SAAS_CONN_ROLLBACK_TO,
    SAAS_CONN_WORDS
};

struct saas_conn {
    sqlite3 *db;
    struct saas_ticket *ticket; /* the one whose abort or deadline interrupts a statement */
    sqlite3_stmt *words[SAAS_CONN_WORDS];
    sqlite3_stmt *statements[SAAS__SQL_COUNT];
    /* SQLite numbers $2 by its first appearance: the index of each parameter. */
    unsigned char params[SAAS__SQL_COUNT][SAAS_PARAMS_MAX];
    struct saas_conn *next; /* in the pool */
};

saas_status saas__conn_open(const char *path, struct saas_conn **out, saas_error *err);
void saas__conn_close(struct saas_conn *conn);
/* Waits a moment for other processes' locks, as readers do. */
void saas__conn_be_patient(struct saas_conn *conn);

/* Translates SQLite's code, with a message that names no value and no path. */
saas_status saas__conn_fail(const struct saas_conn *conn, int code, saas_error *err);

/* A transaction's word; an SQLite code, 0 when done. */
int saas__conn_say(struct saas_conn *conn, enum saas_conn_word word);

/* Runs several statements of text. */
saas_status saas__conn_script(struct saas_conn *conn, const char *sql, saas_error *err);
/* The number that a query of one row and column gives. */
saas_status saas__conn_number(struct saas_conn *conn, const char *sql, int *number,
                              saas_error *err);

/* Runs the ticket's statements in whatever transaction is open, and leaves their rows in the
 * batch. On failure those before it stay done: the caller rolls back. */
saas_status saas__conn_run(struct saas_conn *conn, struct saas_ticket *ticket);

/* As saas__conn_run(), within a savepoint: all of it or nothing. */
saas_status saas__conn_run_nested(struct saas_conn *conn, struct saas_ticket *ticket);

/* A fault such as a full disk may have rolled back the whole transaction. */
bool saas__conn_in_transaction(const struct saas_conn *conn);

#endif
