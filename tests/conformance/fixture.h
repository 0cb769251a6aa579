/* SPDX-License-Identifier: MIT */
/*
 * What the suite needs of a backend beyond its vtable: a private database, a look at it past the
 * library, and a rival process that writes to it. One file a backend, chosen by SAAS_TEST_BACKEND.
 *
 * A process that will fork does so before it opens the storage: SQLite's file locks are its own.
 * Threads: the test's.
 */
#ifndef SAAS_CONFORMANCE_FIXTURE_H
#define SAAS_CONFORMANCE_FIXTURE_H

#include "storage/migrate.h"
#include "storage/storage.h"

/* A suite's init and fini: a database that is new and empty, and gone afterwards. */
void fixture_open(void);
void fixture_close(void); /* the storages too */

/* The storage, opened and migrated at the first call. */
struct saas_storage *fixture_storage(void);
/* A storage on the same database, the caller's to close; not migrated. */
struct saas_storage *fixture_another(void);
/* As opening it says. */
saas_status fixture_try_open(struct saas_storage **out, saas_error *err);

/* Past the library. */
long fixture_number(const char *sql);
void fixture_execute(const char *sql);
bool fixture_is_intact(void);
long fixture_commits(void);         /* since the database was opened and nobody else had it open */
unsigned long fixture_digest(void); /* of the database's bytes, while no storage is open */

/* In the transaction: references are checked at the commit only. */
void fixture_defer_references(struct saas_storage *storage, struct saas_tx *tx);

/* Room for no more than so many bytes of the database from now on; 0: as much as there is. For a
 * process that is its own. */
void fixture_limit_disk(unsigned long bytes);

/* Another process, started before the storage is opened, that holds the database's write lock
 * from fixture_rival_lock() to fixture_rival_unlock(). */
void fixture_rival_start(void);
void fixture_rival_lock(void);
void fixture_rival_unlock(void);

#endif
