/* SPDX-License-Identifier: MIT */
/* Migrating: once, again, by two at a time, and never a schema that is newer. */
#include <pthread.h>

#include "conformance/attempt.h"
#include "support/test.h"

TestSuite(migration, .init = fixture_open, .fini = fixture_close);

enum { ENOUGH_US = 30000000 };

static void migrate(struct saas_storage *storage)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas__migrate(storage, ENOUGH_US, &err), &err);
}

static int version_of(struct saas_storage *storage)
{
    saas_error err = SAAS_ERROR_INIT;
    int version = -1;

    assert_ok(storage->ops->schema_version(storage, &version, &err), &err);
    return version;
}

Test(migration, brings_a_new_database_up_to_date)
{
    struct saas_storage *storage = fixture_another();
    saas_error err = SAAS_ERROR_INIT;

    cr_assert_eq(version_of(storage), 0);
    assert_status(saas__schema_check(storage, &err), SAAS_ERR_UNAVAILABLE, &err);
    cr_assert_str_eq(err.code, "schema_missing");
    migrate(storage);
    cr_assert_eq(version_of(storage), saas__migration_count);
    assert_ok(saas__schema_check(storage, &err), &err);
    storage->ops->close(storage);
    cr_assert(fixture_is_intact());
}

Test(migration, writes_nothing_the_second_time)
{
    long before;

    fixture_storage();
    before = fixture_commits();
    migrate(fixture_storage());
    cr_assert_eq(fixture_commits(), before);
}

static void make_newer(void)
{
    struct saas_storage *storage = fixture_another();

    migrate(storage);
    storage->ops->close(storage);
    fixture_execute("INSERT INTO saas_migrations (version, name) VALUES (9999, 'later')");
}

Test(migration, leaves_a_newer_schema_as_it_is)
{
    saas_error err = SAAS_ERROR_INIT;
    struct saas_storage *storage;
    unsigned long before;

    make_newer();
    before = fixture_digest();
    storage = fixture_another();
    assert_status(saas__schema_check(storage, &err), SAAS_ERR_UNAVAILABLE, &err);
    cr_assert_str_eq(err.code, "schema_newer");
    assert_status(saas__migrate(storage, ENOUGH_US, &err), SAAS_ERR_UNAVAILABLE, &err);
    cr_assert_str_eq(err.code, "schema_newer");
    storage->ops->close(storage);
    cr_assert_eq(fixture_digest(), before, "a byte of the database has changed");
}

struct migrator {
    pthread_t thread;
    struct saas_storage *storage;
    pthread_barrier_t *barrier;
    saas_error err;
    saas_status status;
};

static void *migrate_together(void *context)
{
    struct migrator *migrator = context;

    pthread_barrier_wait(migrator->barrier);
    migrator->status = saas__migrate(migrator->storage, ENOUGH_US, &migrator->err);
    return NULL;
}

Test(migration, by_several_at_once_happens_once)
{
    enum { MIGRATORS = 4 };
    static struct migrator migrators[MIGRATORS];
    pthread_barrier_t barrier;

    pthread_barrier_init(&barrier, NULL, MIGRATORS);
    for (int i = 0; i < MIGRATORS; i++) {
        migrators[i] = (struct migrator){
            .storage = fixture_another(), .barrier = &barrier, .err = SAAS_ERROR_INIT};
        pthread_create(&migrators[i].thread, NULL, migrate_together, &migrators[i]);
    }
    for (int i = 0; i < MIGRATORS; i++) {
        pthread_join(migrators[i].thread, NULL);
        assert_ok(migrators[i].status, &migrators[i].err);
    }
    for (int i = 0; i < MIGRATORS; i++) {
        cr_assert_eq(version_of(migrators[i].storage), saas__migration_count);
        migrators[i].storage->ops->close(migrators[i].storage);
    }
    pthread_barrier_destroy(&barrier);
    cr_assert_eq(fixture_number("SELECT COUNT(*) FROM saas_migrations"), saas__migration_count);
}

Test(migration, waits_for_its_turn_until_its_deadline)
{
    struct saas_storage *holder;
    struct saas_storage *storage;
    saas_error err = SAAS_ERROR_INIT;
    struct saas_tx *tx = NULL;

    holder = fixture_another();
    storage = fixture_another();
    assert_ok(transaction_begin(holder, &tx, ENOUGH_US, &err), &err);
    assert_status(saas__migrate(storage, 50000, &err), SAAS_ERR_TIMEOUT, &err);
    assert_ok(transaction_end(holder, &tx, SAAS_TICKET_ROLLBACK, &err), &err);
    migrate(storage);
    holder->ops->close(holder);
    storage->ops->close(storage);
}
