/* SPDX-License-Identifier: MIT */
/* Values, batches and the groups that they share a commit in. */
#include <pthread.h>

#include "conformance/attempt.h"
#include "support/test.h"

TestSuite(batch, .init = fixture_open, .fini = fixture_close);

/* ---- values ---- */

/* Columns of user_get. */
enum { USER_ID = 1, USER_EMAIL = 3, USER_VERIFIED, USER_NAME, USER_CREATED };

static void check_user(int number, const char *name, bool verified, saas_time created)
{
    struct attempt attempt;
    const struct saas_row *row;

    attempt_init(&attempt);
    read_user(&attempt, number);
    assert_run(fixture_storage(), &attempt);
    row = saas__batch_row(&attempt.batch, 0);
    cr_assert_not_null(row);
    cr_assert_null(saas__row_text(row, 0), "the system's role is NULL");
    if (name)
        cr_assert_str_eq(saas__row_text(row, USER_NAME), name);
    else
        cr_assert_null(saas__row_text(row, USER_NAME));
    cr_assert_eq(saas__row_bool(row, USER_VERIFIED), verified);
    cr_assert_eq(saas__row_int(row, USER_CREATED), created);
    attempt_clear(&attempt);
}

static void round_trip(int number, const char *name, bool verified, saas_time created)
{
    struct attempt attempt;

    attempt_init(&attempt);
    add_user_named(&attempt, number, name, verified, created);
    assert_run(fixture_storage(), &attempt);
    cr_assert_eq(saas__batch_row_count(&attempt.batch, 0), 1, "RETURNING gives the row");
    attempt_clear(&attempt);
    check_user(number, name, verified, created);
}

Test(batch, null_comes_back_as_null)
{
    round_trip(1, NULL, false, 1);
}

Test(batch, text_comes_back_as_it_was)
{
    round_trip(1, "", false, 1);
    round_trip(2, "Zo\xc3\xab \xe2\x82\xac \xf0\x9f\x9a\x80 'quoted' \"twice\" ; -- $1", false, 1);
    round_trip(3, "a\nb\tc", false, 1);
}

Test(batch, numbers_come_back_to_the_last_bit)
{
    round_trip(1, "least", false, INT64_MIN);
    round_trip(2, "most", false, INT64_MAX);
    round_trip(3, "none", false, 0);
    round_trip(4, "minus one", false, -1);
    round_trip(5, "odd", false, 9007199254740993);
}

Test(batch, booleans_come_back)
{
    round_trip(1, "yes", true, 1);
    round_trip(2, "no", false, 1);
}

Test(batch, a_long_text_comes_back_whole)
{
    static char text[200001];

    memset(text, 'x', sizeof(text) - 1);
    round_trip(1, text, false, 1);
}

/* NULL, but for numbers: a LIMIT has to be one. */
static void bind_nothing(struct saas_batch *batch, const struct saas_statement_text *text)
{
    for (unsigned i = 0; i < text->param_count; i++) {
        if (text->param_types[i] == SAAS_INT)
            saas__bind_int(batch, 0);
        else
            saas__bind_null(batch);
    }
}

Test(batch, every_statement_of_the_catalogue_runs)
{
    struct saas_storage *storage = fixture_storage();
    saas_error err = SAAS_ERROR_INIT;

    for (int id = 0; id < SAAS__SQL_COUNT; id++) {
        struct saas_tx *tx = NULL;
        struct attempt attempt;
        saas_status status;

        attempt_init(&attempt);
        saas__batch_add(&attempt.batch, (enum saas_statement_id)id);
        bind_nothing(&attempt.batch, &saas__statements[id]);
        assert_ok(transaction_begin(storage, &tx, 1000000, &err), &err);
        status = attempt_run_in(storage, &attempt, tx);
        /* NULL may be refused by a constraint; a statement that is wrong is refused otherwise. */
        cr_assert(status == SAAS_OK || strcmp(attempt.error.code, "constraint") == 0 ||
                      strcmp(attempt.error.code, "reference") == 0,
                  "%s: %s: %s", saas__statements[id].name, attempt.error.code,
                  attempt.error.message);
        assert_ok(transaction_end(storage, &tx, SAAS_TICKET_ROLLBACK, &err), &err);
        attempt_clear(&attempt);
    }
}

/* ---- all or nothing ---- */

Test(batch, a_failing_statement_undoes_those_before_it)
{
    struct saas_storage *storage = fixture_storage();
    struct attempt attempt;

    store_user(storage, 1);
    store_workspace(storage, 1, 1);
    attempt_init(&attempt);
    add_user(&attempt, 2);
    add_bad_reference(&attempt, 1, 1);
    add_user(&attempt, 3);
    assert_status(attempt_run(storage, &attempt), SAAS_ERR_CONFLICT, &attempt.error);
    attempt_clear(&attempt);
    cr_assert(has_user(storage, 1) && !has_user(storage, 2) && !has_user(storage, 3));
}

Test(batch, a_value_that_is_there_already_is_a_conflict)
{
    struct saas_storage *storage = fixture_storage();
    struct attempt attempt;

    store_user(storage, 1);
    store_user(storage, 2);
    store_workspace(storage, 1, 1);
    attempt_init(&attempt);
    add_membership(&attempt, 1, 1, 1);
    add_membership(&attempt, 1, 1, 2);
    assert_status(attempt_run(storage, &attempt), SAAS_ERR_CONFLICT, &attempt.error);
    cr_assert_str_eq(attempt.error.code, "unique");
    attempt_clear(&attempt);
}

Test(batch, a_reference_to_nothing_is_a_conflict)
{
    struct saas_storage *storage = fixture_storage();
    struct attempt attempt;

    store_user(storage, 1);
    store_workspace(storage, 1, 1);
    attempt_init(&attempt);
    add_bad_reference(&attempt, 1, 1);
    assert_status(attempt_run(storage, &attempt), SAAS_ERR_CONFLICT, &attempt.error);
    cr_assert_str_eq(attempt.error.code, "reference");
    attempt_clear(&attempt);
}

static void store_two_admins(struct saas_storage *storage)
{
    struct attempt attempt;

    store_user(storage, 1);
    store_user(storage, 2);
    store_workspace(storage, 1, 1);
    attempt_init(&attempt);
    add_membership(&attempt, 1, 1, 1);
    add_membership(&attempt, 2, 1, 2);
    assert_run(storage, &attempt);
    attempt_clear(&attempt);
}

Test(batch, a_value_that_a_check_forbids_is_an_error_without_the_value)
{
    struct saas_storage *storage = fixture_storage();
    struct attempt attempt;

    store_two_admins(storage);
    attempt_init(&attempt);
    add_bad_role(&attempt, 1);
    assert_status(attempt_run(storage, &attempt), SAAS_ERR_INTERNAL, &attempt.error);
    cr_assert_str_eq(attempt.error.code, "constraint");
    cr_assert_null(strstr(attempt.error.message, "BOSS"));
    attempt_clear(&attempt);
}

Test(batch, the_rows_of_an_earlier_run_are_forgotten)
{
    struct saas_storage *storage = fixture_storage();
    struct attempt attempt;

    store_user(storage, 1);
    attempt_init(&attempt);
    read_user(&attempt, 1);
    assert_run(storage, &attempt);
    assert_run(storage, &attempt);
    cr_assert_eq(saas__batch_row_count(&attempt.batch, 0), 1);
    attempt_clear(&attempt);
}

/* ---- one snapshot ---- */

enum { SNAPSHOT_WRITES = 150 };

static atomic_bool writer_done;

static void *write_workspaces(void *context)
{
    (void)context;
    for (int i = 1; i <= SNAPSHOT_WRITES; i++)
        store_workspace(fixture_storage(), i, 1);
    atomic_store(&writer_done, true);
    return NULL;
}

static void read_workspaces(struct attempt *attempt)
{
    saas__batch_add(&attempt->batch, SAAS__SQL_WORKSPACE_LIST_ALL);
    saas__bind_text(&attempt->batch, "");
    saas__bind_int(&attempt->batch, SNAPSHOT_WRITES);
}

Test(batch, reads_of_one_batch_see_one_state_while_others_write)
{
    struct saas_storage *storage = fixture_storage();
    pthread_t writer;

    store_user(storage, 1);
    pthread_create(&writer, NULL, write_workspaces, NULL);
    while (!atomic_load(&writer_done)) {
        struct attempt attempt;

        attempt_init(&attempt);
        for (int i = 0; i < SAAS_BATCH_MAX; i++)
            read_workspaces(&attempt);
        assert_run(storage, &attempt);
        cr_assert_eq(saas__batch_row_count(&attempt.batch, SAAS_BATCH_MAX - 1),
                     saas__batch_row_count(&attempt.batch, 0));
        attempt_clear(&attempt);
    }
    pthread_join(writer, NULL);
}

/* ---- groups ---- */

enum { GROUP = 20 };

/* Submits all, then steps: they share a commit unless one fails. */
static void run_group(struct attempt *attempts, int count)
{
    struct door door;

    door_open(&door, fixture_storage());
    for (int i = 0; i < count; i++)
        cr_assert_eq(door_submit(&door, &attempts[i]), SAAS_PENDING);
    door_finish(&door, attempts, count);
    for (int i = 0; i < count; i++)
        cr_assert_eq(atomic_load(&attempts[i].done_count), 1, "done() is called once");
    door_close(&door);
}

static void clear_all(struct attempt *attempts, int count)
{
    for (int i = 0; i < count; i++)
        attempt_clear(&attempts[i]);
}

Test(batch, batches_that_wait_together_share_one_commit)
{
    static struct attempt attempts[GROUP];
    long before;

    store_user(fixture_storage(), 0);
    for (int i = 0; i < GROUP; i++) {
        attempt_init(&attempts[i]);
        add_user(&attempts[i], i + 1);
    }
    before = fixture_commits();
    run_group(attempts, GROUP);
    for (int i = 0; i < GROUP; i++)
        assert_ok(attempts[i].ticket.status, &attempts[i].error);
    cr_assert_eq(fixture_commits() - before, 1);
    clear_all(attempts, GROUP);
}

Test(batch, a_failure_in_a_group_is_its_own_callers_only)
{
    static struct attempt attempts[GROUP];
    struct saas_storage *storage = fixture_storage();

    store_two_admins(storage);
    for (int i = 0; i < GROUP; i++) {
        attempt_init(&attempts[i]);
        add_user(&attempts[i], 100 + i);
        if (i % 5 == 1)
            add_bad_reference(&attempts[i], 100 + i, 1);
        if (i % 5 == 3)
            add_bad_role(&attempts[i], 1);
    }
    run_group(attempts, GROUP);
    for (int i = 0; i < GROUP; i++) {
        saas_status expected = i % 5 == 1   ? SAAS_ERR_CONFLICT
                               : i % 5 == 3 ? SAAS_ERR_INTERNAL
                                            : SAAS_OK;

        assert_status(attempts[i].ticket.status, expected, &attempts[i].error);
        cr_assert_eq(has_user(storage, 100 + i), expected == SAAS_OK);
    }
    clear_all(attempts, GROUP);
}

Test(batch, the_rows_of_a_batch_that_ran_twice_are_those_of_its_last_run)
{
    static struct attempt attempts[2];

    store_user(fixture_storage(), 1);
    store_workspace(fixture_storage(), 1, 1);
    attempt_init(&attempts[0]);
    add_user(&attempts[0], 2);
    attempt_init(&attempts[1]);
    add_bad_reference(&attempts[1], 1, 1);
    run_group(attempts, 2);
    assert_ok(attempts[0].ticket.status, &attempts[0].error);
    cr_assert_eq(saas__batch_row_count(&attempts[0].batch, 0), 1);
    clear_all(attempts, 2);
}
