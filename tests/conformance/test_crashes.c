/* SPDX-License-Identifier: MIT */
/*
 * Processes that are killed while they write, and a disk without room. What a test kills is a
 * child that it forks before it touches the database itself.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance/attempt.h"
#include "support/test.h"

TestSuite(crash, .init = fixture_open, .fini = fixture_close);
TestSuite(full_disk, .init = fixture_open, .fini = fixture_close);

enum {
    ROUNDS = 8,            /* of kills */
    WRITERS = 4,           /* threads of a child */
    ACKNOWLEDGED_MIN = 40, /* of a round, before the kill */
    ENOUGH_US = 30000000,
    KILLS = 25, /* of migrations */
};

/* ---- killed under load ---- */

static int acknowledge_fd;
static atomic_int next_number;

/* Each number is told only after its write was answered; a pipe takes four bytes whole. */
static void *write_and_tell(void *context)
{
    struct saas_storage *storage = context;

    for (;;) {
        int number = atomic_fetch_add(&next_number, 1);
        struct attempt attempt;

        attempt_init(&attempt);
        add_user(&attempt, number);
        if (attempt_run(storage, &attempt) != SAAS_OK)
            _exit(2);
        attempt_clear(&attempt);
        if (write(acknowledge_fd, &number, sizeof(number)) != sizeof(number))
            _exit(3);
    }
}

static void write_until_killed(int fd, int first)
{
    struct saas_storage *storage = NULL;
    saas_error err = SAAS_ERROR_INIT;
    pthread_t thread;

    acknowledge_fd = fd;
    atomic_store(&next_number, first);
    if (fixture_try_open(&storage, &err) != SAAS_OK ||
        saas__migrate(storage, ENOUGH_US, &err) != SAAS_OK)
        _exit(1);
    for (int i = 1; i < WRITERS; i++)
        pthread_create(&thread, NULL, write_and_tell, storage);
    write_and_tell(storage);
}

/* Kills a writer after some acknowledgements; adds what it told to numbers. */
static size_t kill_a_writer(int *numbers, size_t count, size_t max, int first)
{
    size_t enough = count + ACKNOWLEDGED_MIN + (size_t)(first % 7);
    int status = 0;
    int pipes[2];
    pid_t child;

    cr_assert_eq(pipe(pipes), 0);
    child = fork();
    cr_assert(child >= 0);
    if (child == 0) {
        close(pipes[0]);
        write_until_killed(pipes[1], first);
    }
    close(pipes[1]);
    while (count < max && read(pipes[0], &numbers[count], sizeof(int)) == sizeof(int))
        if (++count == enough)
            kill(child, SIGKILL); /* and read on: what is in the pipe was told */
    waitpid(child, &status, 0);
    cr_assert(WIFSIGNALED(status), "the writer ended by itself: %d", WEXITSTATUS(status));
    close(pipes[0]);
    return count;
}

static long count_of(int number)
{
    char sql[128];

    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM users WHERE id = 'user_%06d'", number);
    return fixture_number(sql);
}

Test(crash, a_killed_writer_loses_nothing_that_it_acknowledged)
{
    static int numbers[200000];
    size_t count = 0;

    for (int round = 0; round < ROUNDS; round++) {
        size_t before = count;

        count = kill_a_writer(numbers, count, sizeof(numbers) / sizeof(numbers[0]), round * 100000);
        cr_assert_gt(count, before);
        cr_assert(fixture_is_intact());
        for (size_t i = before; i < count; i++)
            cr_assert_eq(count_of(numbers[i]), 1, "%d was acknowledged", numbers[i]);
    }
    cr_assert_geq(fixture_number("SELECT COUNT(*) FROM users"), (long)count);
}

/* ---- killed while it migrates ---- */

/* Runs a migration in a child that is killed so long after its start: no event says where in it. */
static void kill_a_migration(unsigned delay_us)
{
    int status = 0;
    int pipes[2];
    pid_t child;
    char ready;

    cr_assert_eq(pipe(pipes), 0);
    child = fork();
    cr_assert(child >= 0);
    if (child == 0) {
        struct saas_storage *storage = NULL;
        saas_error err = SAAS_ERROR_INIT;

        if (fixture_try_open(&storage, &err) != SAAS_OK || write(pipes[1], "r", 1) != 1)
            _exit(1);
        saas__migrate(storage, ENOUGH_US, &err);
        _exit(0);
    }
    close(pipes[1]);
    if (read(pipes[0], &ready, 1) == 1) {
        int64_t until = saas__monotonic_us() + delay_us;

        while (saas__monotonic_us() < until)
            ;
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    close(pipes[0]);
}

Test(crash, a_killed_migration_leaves_all_of_it_or_nothing)
{
    for (unsigned i = 0; i < KILLS; i++) {
        struct saas_storage *storage;
        saas_error err = SAAS_ERROR_INIT;
        int version = -1;
        long tables;

        kill_a_migration(i * 200);
        storage = fixture_another();
        assert_ok(storage->ops->schema_version(storage, &version, &err), &err);
        storage->ops->close(storage);
        tables = fixture_number("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'");
        cr_assert(version == 0 ? tables == 0 : version == saas__migration_count,
                  "version %d with %ld tables", version, tables);
        fixture_close();
        fixture_open();
    }
}

/* ---- no room ---- */

/* In a child, for a limit on files does not go away: 0, or the line that was not as it should. */
static int in_a_child(void (*run)(void))
{
    int status = 0;
    pid_t child = fork();

    cr_assert(child >= 0);
    if (child == 0) {
        run();
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void need(bool condition, int which)
{
    if (!condition)
        _exit(which);
}

static bool is_clear(const saas_error *err)
{
    return strcmp(err->code, "disk_full") == 0 || strcmp(err->code, "io_error") == 0;
}

static saas_status write_large(struct saas_storage *storage, int number, saas_error *err)
{
    static char name[60001];
    struct attempt attempt;
    saas_status status;

    memset(name, 'x', sizeof(name) - 1);
    attempt_init(&attempt);
    add_user(&attempt, 100000 + number);
    add_user_named(&attempt, number, name, false, 1);
    status = attempt_run(storage, &attempt);
    *err = attempt.error;
    attempt_clear(&attempt);
    return status;
}

static void fill_the_disk(void)
{
    enum { ROWS_MAX = 1000, LIMIT = 1 << 20 };
    struct saas_storage *storage = NULL;
    saas_error err = SAAS_ERROR_INIT;
    saas_status status = SAAS_OK;
    int stored = 0;

    need(fixture_try_open(&storage, &err) == SAAS_OK, 2);
    need(saas__migrate(storage, ENOUGH_US, &err) == SAAS_OK, 3);
    fixture_limit_disk(LIMIT);
    while (status == SAAS_OK && stored < ROWS_MAX) {
        status = write_large(storage, stored, &err);
        stored += status == SAAS_OK;
    }
    need(stored > 0 && status == SAAS_ERR_UNAVAILABLE, 4);
    need(is_clear(&err), 5);
    need(!has_user(storage, stored) && !has_user(storage, 100000 + stored), 6);
    for (int i = 0; i < stored; i++)
        need(has_user(storage, i) && has_user(storage, 100000 + i), 7);

    fixture_limit_disk(0);
    need(write_large(storage, stored, &err) == SAAS_OK, 8);
    need(has_user(storage, stored), 9);
    storage->ops->close(storage);
    need(fixture_is_intact(), 10);
}

Test(full_disk, is_told_loses_nothing_and_is_over_when_there_is_room)
{
    int code = in_a_child(fill_the_disk);

    cr_assert_eq(code, 0, "step %d", code);
}

static void migrate_without_room(void)
{
    struct saas_storage *storage = NULL;
    saas_error err = SAAS_ERROR_INIT;

    need(fixture_try_open(&storage, &err) == SAAS_OK, 2);
    fixture_limit_disk(8192);
    need(saas__migrate(storage, ENOUGH_US, &err) == SAAS_ERR_UNAVAILABLE, 3);
    need(is_clear(&err), 4);
    fixture_limit_disk(0);
    need(saas__migrate(storage, ENOUGH_US, &err) == SAAS_OK, 5);
    storage->ops->close(storage);
    need(fixture_is_intact(), 6);
}

Test(full_disk, stops_a_migration_which_succeeds_when_there_is_room)
{
    int code = in_a_child(migrate_without_room);

    cr_assert_eq(code, 0, "step %d", code);
}

/* Calls that share a commit: one is too large, the others are not made to suffer for it. */
static void fill_by_one_of_a_group(void)
{
    enum { SMALL = 5 };
    static struct attempt attempts[SMALL + 1];
    static char name[3 << 20];
    struct saas_storage *storage = fixture_storage();
    struct door door;

    memset(name, 'x', sizeof(name) - 1);
    store_user(storage, 0);
    fixture_limit_disk(1 << 20);
    door_open(&door, storage);
    for (int i = 0; i <= SMALL; i++) {
        attempt_init(&attempts[i]);
        add_user_named(&attempts[i], i + 1, i == 2 ? name : "small", false, 1);
        need(door_submit(&door, &attempts[i]) == SAAS_PENDING, 2);
    }
    door_finish(&door, attempts, SMALL + 1);
    for (int i = 0; i <= SMALL; i++) {
        need((attempts[i].ticket.status == SAAS_OK) == (i != 2), 3);
        need(has_user(storage, i + 1) == (i != 2), 4);
        attempt_clear(&attempts[i]);
    }
    need(is_clear(&attempts[2].error), 5);
    door_close(&door);
}

Test(full_disk, for_one_of_a_group_is_not_the_others_failure)
{
    int code = in_a_child(fill_by_one_of_a_group);

    cr_assert_eq(code, 0, "step %d", code);
}
