/* SPDX-License-Identifier: MIT */
/*
 * Numbered migrations, embedded; each runs once, in order, under the writer's lock.
 * Threads: any.
 */
#ifndef SAAS_STORAGE_MIGRATE_H
#define SAAS_STORAGE_MIGRATE_H

#include "storage/storage.h"

struct saas_migration {
    int version;
    const char *name;
    const char *sql; /* {id} stands for the engine's type of ids */
};

extern const struct saas_migration saas__migrations[];
extern const int saas__migration_count;

/* Brings the schema up to date in one transaction; refuses a newer one. */
saas_status saas__migrate(struct saas_storage *storage, int64_t timeout_us, saas_error *err);

/* SAAS_OK when the schema is this library's; else "schema_missing", "schema_old", "schema_newer".
 */
saas_status saas__schema_check(struct saas_storage *storage, saas_error *err);

#endif
