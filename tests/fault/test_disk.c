/* SPDX-License-Identifier: MIT */
/*
 * A disk whose nth write or sync fails: what was acknowledged is there, also for who opens the
 * database next; what failed is not; and when the disk works again, so does the library.
 */
#include <stdlib.h>

#include "fault/disk.h"
#include "fault/world.h"
#include "support/test.h"

enum { TRIES_MAX = 500, GROUP = 8, LOOP_WAIT_MS = 20000 };

/* A row of tries. */
struct series {
    enum disk_fault fault;
    bool lasting;
};

/* A call of the group that shares a commit. */
struct member {
    saas_session *session;
    saas_project *project;
    saas_error err;
    saas_status status;
    bool done;
    char name[32];
};

static long count_named(const char *table, const char *name)
{
    char sql[256];

    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM %s WHERE name = '%s'", table, name);
    return world_number(sql);
}

static bool is_whole(void)
{
    return world_number(
               "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1 &&
           world_number("SELECT COUNT(*) FROM pragma_foreign_key_check") == 0;
}

static void check_failure(saas_status status, const saas_error *err)
{
    cr_assert_eq(status, SAAS_ERR_UNAVAILABLE, "%s: %s: %s", saas_status_name(status), err->code,
                 err->message);
    cr_assert(strcmp(err->code, "io_error") == 0 || strcmp(err->code, "disk_full") == 0 ||
                  strcmp(err->code, "cannot_open") == 0,
              "%s: %s", err->code, err->message);
}

/* ---- one call ---- */

static saas_status create_workspace(const char *name, saas_error *err)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_workspace *workspace = NULL;
    saas_status status;

    params.name = name;
    status = saas_workspace_create(world.session, &params, &workspace, err);
    saas_workspace_free(workspace);
    return status;
}

static void check_workspace(const char *name, saas_status status, unsigned long nth)
{
    long expected = status == SAAS_OK;

    cr_assert_eq(count_named("workspaces", name), expected, "operation %lu: %s", nth,
                 saas_status_name(status));
    cr_assert_eq(world_number("SELECT COUNT(*) FROM workspaces w WHERE NOT EXISTS (SELECT 1 FROM "
                              "memberships m WHERE m.workspace_id = w.id AND m.role = 'ADMIN')"),
                 0, "a workspace has no administrator");
}

/* True when nothing failed any more. */
static bool try_workspace(const struct series *series, unsigned long nth)
{
    saas_error err = SAAS_ERROR_INIT;
    unsigned long failures;
    saas_status status;

    world_restore();
    world_client();
    world_session(ACTOR_ADMIN);
    disk_arm(series->fault, nth, series->lasting);
    status = create_workspace("Tried", &err);
    failures = disk_disarm();

    if (status != SAAS_OK)
        check_failure(status, &err);
    check_workspace("Tried", status, nth);
    assert_ok(create_workspace("Afterwards", &err), &err);
    world_free_handles();
    check_workspace("Tried", status, nth);
    check_workspace("Afterwards", SAAS_OK, nth);
    cr_assert(is_whole());
    return failures == 0;
}

static void try_workspaces(enum disk_fault fault, bool lasting)
{
    struct series series = {fault, lasting};
    unsigned long nth = 1;

    while (!try_workspace(&series, nth))
        cr_assert(++nth < TRIES_MAX);
    cr_assert_gt(nth, 1);
}

/* ---- several calls that share a commit ---- */

static void on_member_done(void *context, saas_status status)
{
    struct member *member = context;

    cr_assert(!member->done, "on_done was called twice");
    member->done = true;
    member->status = status;
}

static void open_member(struct member *member, int number)
{
    saas_error err = SAAS_ERROR_INIT;

    *member = (struct member){.err = SAAS_ERROR_INIT};
    snprintf(member->name, sizeof(member->name), "Project %d", number);
    assert_ok(saas_session_for_user(world.client, world.id.member, &member->session, &err), &err);
    assert_ok(saas_session_attach(member->session, world.loop, on_member_done, member, &err), &err);
}

static void start_member(struct member *member)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;

    params.workspace_id = world.id.workspace;
    params.name = member->name;
    member->done = false;
    member->status = saas_project_create(member->session, &params, &member->project, &member->err);
    cr_assert_eq(member->status, SAAS_PENDING);
}

static void run_group(struct member group[GROUP])
{
    saas_error err = SAAS_ERROR_INIT;

    while (saas_loop_pending(world.loop) > 0)
        assert_ok(saas_loop_wait(world.loop, LOOP_WAIT_MS, &err), &err);
    for (int i = 0; i < GROUP; i++)
        cr_assert(group[i].done);
}

static void check_member(const struct member *member, unsigned long nth)
{
    if (member->status != SAAS_OK) {
        check_failure(member->status, &member->err);
        cr_assert_null(member->project);
    }
    cr_assert_eq(count_named("projects", member->name), member->status == SAAS_OK,
                 "operation %lu: %s is %s", nth, member->name, saas_status_name(member->status));
}

/* Those that failed succeed the second time. */
static void run_failed_again(struct member group[GROUP])
{
    for (int i = 0; i < GROUP; i++)
        if (group[i].status != SAAS_OK)
            start_member(&group[i]);
    run_group(group);
    for (int i = 0; i < GROUP; i++)
        cr_assert_eq(group[i].status, SAAS_OK, "%s", group[i].err.message);
}

static void close_group(struct member group[GROUP])
{
    for (int i = 0; i < GROUP; i++) {
        saas_project_free(group[i].project);
        saas_session_free(group[i].session);
    }
    world_free_handles();
}

static bool try_group(const struct series *series, unsigned long nth)
{
    saas_error err = SAAS_ERROR_INIT;
    struct member group[GROUP];
    unsigned long failures;

    world_restore();
    world_client();
    assert_ok(saas_loop_new(world.client, &world.loop, &err), &err);
    for (int i = 0; i < GROUP; i++)
        open_member(&group[i], i);
    for (int i = 0; i < GROUP; i++)
        start_member(&group[i]);
    disk_arm(series->fault, nth, series->lasting);
    run_group(group);
    failures = disk_disarm();

    for (int i = 0; i < GROUP; i++)
        check_member(&group[i], nth);
    run_failed_again(group);
    close_group(group);
    for (int i = 0; i < GROUP; i++)
        cr_assert_eq(count_named("projects", group[i].name), 1);
    cr_assert(is_whole());
    return failures == 0;
}

static void try_groups(enum disk_fault fault, bool lasting)
{
    struct series series = {fault, lasting};
    unsigned long nth = 1;

    while (!try_group(&series, nth))
        cr_assert(++nth < TRIES_MAX);
    cr_assert_gt(nth, 1);
}

TestSuite(disk, .init = world_open, .fini = world_close);

Test(disk, a_workspace_is_whole_or_absent_when_one_write_fails)
{
    try_workspaces(DISK_WRITE_FAILS, false);
}

Test(disk, a_workspace_is_whole_or_absent_when_writes_keep_failing)
{
    try_workspaces(DISK_WRITE_FAILS, true);
}

Test(disk, a_workspace_is_whole_or_absent_when_the_disk_is_full_for_a_moment)
{
    try_workspaces(DISK_IS_FULL, false);
}

Test(disk, a_workspace_is_whole_or_absent_when_the_disk_is_full)
{
    try_workspaces(DISK_IS_FULL, true);
}

Test(disk, a_workspace_is_whole_or_absent_when_one_sync_fails)
{
    try_workspaces(DISK_SYNC_FAILS, false);
}

Test(disk, a_workspace_is_whole_or_absent_when_syncs_keep_failing)
{
    try_workspaces(DISK_SYNC_FAILS, true);
}

Test(disk, calls_that_share_a_commit_are_each_answered_truly_when_one_write_fails)
{
    try_groups(DISK_WRITE_FAILS, false);
}

Test(disk, calls_that_share_a_commit_are_each_answered_truly_when_writes_keep_failing)
{
    try_groups(DISK_WRITE_FAILS, true);
}

Test(disk, calls_that_share_a_commit_are_each_answered_truly_when_the_disk_is_full)
{
    try_groups(DISK_IS_FULL, true);
}

Test(disk, calls_that_share_a_commit_are_each_answered_truly_when_one_sync_fails)
{
    try_groups(DISK_SYNC_FAILS, false);
}

Test(disk, calls_that_share_a_commit_are_each_answered_truly_when_syncs_keep_failing)
{
    try_groups(DISK_SYNC_FAILS, true);
}

Test(disk, calls_that_share_a_commit_share_its_sync)
{
    saas_error err = SAAS_ERROR_INIT;
    struct member group[GROUP];
    unsigned long before;

    world_client();
    assert_ok(saas_loop_new(world.client, &world.loop, &err), &err);
    for (int i = 0; i < GROUP; i++)
        open_member(&group[i], i);
    start_member(&group[0]); /* the first opens the writer and starts the log */
    while (saas_loop_pending(world.loop) > 0)
        assert_ok(saas_loop_wait(world.loop, LOOP_WAIT_MS, &err), &err);
    saas_project_free(group[0].project);
    group[0].project = NULL;

    before = disk_syncs();
    for (int i = 0; i < GROUP; i++)
        start_member(&group[i]);
    run_group(group);
    cr_assert_eq(disk_syncs() - before, 1, "%lu syncs for one commit", disk_syncs() - before);
    close_group(group);
}
