/* SPDX-License-Identifier: MIT */
/* Running the migrations that a database has not seen. */
#include "storage/migrate.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"

enum { SCRIPT_MAX = 1 << 20 };

static saas_status newer(int version, saas_error *err)
{
    return saas__fail(err, SAAS_ERR_UNAVAILABLE, "schema_newer",
                      "The database has schema %d, but this libsaas %s knows only %d: "
                      "use a newer libsaas.",
                      version, saas_version(), saas__migration_count);
}

saas_status saas__schema_check(struct saas_storage *storage, saas_error *err)
{
    int version = 0;
    saas_status status = storage->ops->schema_version(storage, &version, err);

    if (status != SAAS_OK)
        return status;
    if (version > saas__migration_count)
        return newer(version, err);
    if (version == 0)
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "schema_missing",
                          "The database has no tables of libsaas yet: run saas_client_migrate().");
    if (version < saas__migration_count)
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "schema_old",
                          "The database has schema %d, this libsaas needs %d: "
                          "run saas_client_migrate().",
                          version, saas__migration_count);
    return SAAS_OK;
}

/* Writes what the engine has for a hole such as {id}; moves on past it. */
static const char *fill_hole(const struct saas_storage_ops *ops, struct saas_buf *buf,
                             const char *hole)
{
    static const char id[] = "{id}";
    static const char by_key[] = "{by_key}";

    if (strncmp(hole, id, strlen(id)) == 0) {
        saas__buf_text(buf, ops->id_type);
        return hole + strlen(id);
    }
    assert(strncmp(hole, by_key, strlen(by_key)) == 0);
    saas__buf_text(buf, ops->by_key);
    return hole + strlen(by_key);
}

static saas_status run_script(struct saas_storage *storage, struct saas_tx *tx, const char *sql,
                              saas_error *err)
{
    SAAS_AUTO_FREE char *text = NULL;
    struct saas_buf buf;

    saas__buf_init(&buf, SCRIPT_MAX);
    while (*sql) {
        size_t length = strcspn(sql, "{");

        saas__buf_add(&buf, sql, length);
        sql += length;
        if (*sql)
            sql = fill_hole(storage->ops, &buf, sql);
    }
    text = saas__buf_take(&buf);
    return text ? storage->ops->script(storage, tx, text, err) : saas__fail_memory(err);
}

static saas_status apply(struct saas_storage *storage, struct saas_tx *tx,
                         const struct saas_migration *migration, saas_error *err)
{
    char record[256];
    saas_status status = run_script(storage, tx, migration->sql, err);

    if (status != SAAS_OK)
        return status;
    snprintf(record, sizeof(record),
             "INSERT INTO saas_migrations (version, name) VALUES (%d, '%s')", migration->version,
             migration->name);
    return run_script(storage, tx, record, err);
}

/* Reads the version again under the lock: another process may have been faster. */
static saas_status apply_missing(struct saas_storage *storage, struct saas_tx *tx, saas_error *err)
{
    int version = 0;
    saas_status status = storage->ops->schema_version(storage, &version, err);

    if (status == SAAS_OK && version > saas__migration_count)
        return newer(version, err);
    if (status == SAAS_OK && version == 0)
        status = run_script(storage, tx,
                            "CREATE TABLE IF NOT EXISTS saas_migrations "
                            "(version integer PRIMARY KEY, name text NOT NULL)",
                            err);
    for (; status == SAAS_OK && version < saas__migration_count; version++)
        status = apply(storage, tx, &saas__migrations[version], err);
    return status;
}

/* Runs the missing migrations in a transaction, and ends it. */
static saas_status migrate_locked(struct saas_storage *storage, struct saas_ticket *ticket,
                                  saas_error *err)
{
    saas_error second = SAAS_ERROR_INIT;
    saas_status status = storage->ops->run(storage, ticket);

    if (status != SAAS_OK)
        return status;
    status = apply_missing(storage, ticket->tx, err);
    if (status == SAAS_OK) {
        ticket->kind = SAAS_TICKET_COMMIT;
        status = storage->ops->run(storage, ticket);
        if (status == SAAS_OK)
            saas__log(storage->env, SAAS_LOG_INFO, "the database has schema %d now",
                      saas__migration_count);
        return status;
    }
    ticket->kind = SAAS_TICKET_ROLLBACK;
    ticket->error = &second; /* the first failure is the one to report */
    storage->ops->run(storage, ticket);
    return status;
}

saas_status saas__migrate(struct saas_storage *storage, int64_t timeout_us, saas_error *err)
{
    struct saas_ticket ticket = {.kind = SAAS_TICKET_BEGIN, .error = err};
    int version = 0;
    saas_status status = storage->ops->schema_version(storage, &version, err);

    if (status != SAAS_OK)
        return status;
    if (version > saas__migration_count)
        return newer(version, err);
    if (version == saas__migration_count)
        return SAAS_OK;
    ticket.deadline_us = saas__monotonic_us() + timeout_us;
    return migrate_locked(storage, &ticket, err);
}
