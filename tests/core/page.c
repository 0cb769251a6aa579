/* SPDX-License-Identifier: MIT */
/* Pages of lists, and the cursors that lead from one to the next. */
#include "support/test.h"
#include "support/world.h"

TestSuite(page, .init = world_open, .fini = world_close);

enum { ITEMS_MAX = 256 };

static const char *acme;

static void add_projects(int count)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;
    saas_session *session = world_system();
    saas_error err = SAAS_ERROR_INIT;

    params.workspace_id = acme;
    params.name = "One of many";
    assert_ok(saas_session_begin(session, &err), &err);
    for (int i = 0; i < count; i++) {
        saas_project *project = NULL;

        assert_ok(saas_project_create(session, &params, &project, &err), &err);
        saas_project_free(project);
    }
    assert_ok(saas_session_commit(session, &err), &err);
}

/* A page of the projects of acme, as its administrator sees them. */
static saas_page *list(const char *cursor, int limit)
{
    saas_page_params params = SAAS_PAGE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    params.cursor = cursor;
    params.limit = limit;
    assert_ok(saas_project_list(world_session("ada"), acme, &params, &page, &err), &err);
    return page;
}

/* The cursor after the first of two projects. */
static const char *some_cursor(void)
{
    saas_page *page = list(NULL, 1);
    const char *cursor = world_keep(saas_page_next_cursor(page));

    cr_assert_not_null(cursor);
    saas_page_free(page);
    return cursor;
}

struct walk {
    const char *ids[ITEMS_MAX];
    size_t count;
    size_t pages;
};

/* Goes through all pages from a cursor on. */
static void walk_on(struct walk *walk, const char *cursor, int limit)
{
    do {
        saas_page *page = list(cursor, limit);

        cr_assert_leq(saas_page_count(page), (size_t)limit);
        for (size_t i = 0; i < saas_page_count(page); i++) {
            cr_assert_lt(walk->count, ITEMS_MAX);
            walk->ids[walk->count++] = world_keep(saas_project_id(saas_page_project(page, i)));
        }
        walk->pages++;
        cursor = world_keep(saas_page_next_cursor(page));
        saas_page_free(page);
    } while (cursor);
}

/* In pages of that size the list has each project once, in order of creation. */
static void assert_walk(int limit, size_t projects)
{
    struct walk walk = {0};

    walk_on(&walk, NULL, limit);
    cr_assert_eq(walk.count, projects);
    for (size_t i = 1; i < walk.count; i++)
        cr_assert_str_lt(walk.ids[i - 1], walk.ids[i]);
    cr_assert_eq(walk.pages, (projects + (size_t)limit - 1) / (size_t)limit);
}

Test(page, through_cursors_every_item_comes_exactly_once)
{
    acme = world_workspace("Acme", "ada");
    add_projects(123);
    assert_walk(1, 123);
    assert_walk(7, 123);
    assert_walk(100, 123);
}

Test(page, there_is_no_next_when_the_items_end_with_it)
{
    acme = world_workspace("Acme", "ada");
    add_projects(14);
    assert_walk(1, 14);
    assert_walk(7, 14);
    assert_walk(14, 14);
    assert_walk(15, 14);
}

Test(page, an_empty_list_has_one_and_it_is_empty)
{
    saas_page *page;

    acme = world_workspace("Acme", "ada");
    page = list(NULL, 10);
    cr_assert_eq(saas_page_count(page), 0);
    cr_assert_null(saas_page_next_cursor(page));
    cr_assert_null(saas_page_project(page, 0));
    saas_page_free(page);
}

Test(page, items_that_come_and_go_between_two_disturb_nobody_else)
{
    struct walk before = {0};
    struct walk after = {0};
    saas_error err = SAAS_ERROR_INIT;
    const char *cursor;
    const char *added;
    saas_page *page;

    acme = world_workspace("Acme", "ada");
    add_projects(6);
    walk_on(&before, NULL, 100);
    page = list(NULL, 3);
    cursor = world_keep(saas_page_next_cursor(page));
    saas_page_free(page);
    assert_ok(saas_project_delete(world_system(), before.ids[0], &err), &err);
    assert_ok(saas_project_delete(world_system(), before.ids[2], &err), &err); /* the cursor's */
    assert_ok(saas_project_delete(world_system(), before.ids[4], &err), &err);
    added = world_project(acme, "New");
    walk_on(&after, cursor, 100);
    cr_assert_eq(after.count, 3);
    cr_assert_str_eq(after.ids[0], before.ids[3]);
    cr_assert_str_eq(after.ids[1], before.ids[5]);
    cr_assert_str_eq(after.ids[2], added);
}

Test(page, has_twenty_items_when_the_caller_does_not_say)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page;

    acme = world_workspace("Acme", "ada");
    add_projects(21);
    page = list(NULL, 0);
    cr_assert_eq(saas_page_count(page), 20);
    cr_assert_not_null(saas_page_next_cursor(page));
    saas_page_free(page);
    assert_ok(saas_project_list(world_session("ada"), acme, NULL, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 20);
    saas_page_free(page);
}

Test(page, a_limit_below_one_or_above_a_hundred_is_invalid)
{
    static const int limits[] = {-1, 101, -2147483647 - 1, 2147483647};
    saas_page_params params = SAAS_PAGE_PARAMS_INIT;
    saas_session *ada = world_session("ada");
    saas_page *page = NULL;

    acme = world_workspace("Acme", "ada");
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        saas_error err = SAAS_ERROR_INIT;

        params.limit = limits[i];
        assert_status(saas_project_list(ada, acme, &params, &page, &err), SAAS_ERR_INVALID, &err);
        cr_assert_eq(err.issue_count, 1);
        cr_assert_str_eq(err.issues[0].pointer, "/limit");
        cr_assert_null(page);
    }
}

/* The list refuses the cursor and says so at its place. */
static void assert_bad(saas_session *session, const char *workspace, const char *cursor)
{
    saas_page_params params = SAAS_PAGE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    params.cursor = cursor;
    assert_status(saas_project_list(session, workspace, &params, &page, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_eq(err.issue_count, 1);
    cr_assert_str_eq(err.issues[0].pointer, "/cursor");
    cr_assert_str_eq(err.issues[0].code, "bad_cursor");
    cr_assert_null(page);
}

Test(page, a_cursor_that_is_garbage_is_refused)
{
    static const char *const cursors[] = {
        "",
        "x",
        "%",
        "' OR 1=1 --",
        "\xff\xfe",
        "AAAA",
        "proj_00000000000000000000000000",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "A"};
    saas_session *ada = world_session("ada");

    acme = world_workspace("Acme", "ada");
    for (size_t i = 0; i < sizeof(cursors) / sizeof(cursors[0]); i++)
        assert_bad(ada, acme, cursors[i]);
}

Test(page, a_cursor_that_was_cut_or_lengthened_is_refused)
{
    saas_session *ada = world_session("ada");
    char changed[256];
    const char *cursor;

    acme = world_workspace("Acme", "ada");
    add_projects(2);
    cursor = some_cursor();
    for (size_t length = 0; length < strlen(cursor); length++) {
        snprintf(changed, sizeof(changed), "%.*s", (int)length, cursor);
        assert_bad(ada, acme, changed);
    }
    snprintf(changed, sizeof(changed), "%sB", cursor);
    assert_bad(ada, acme, changed);
    snprintf(changed, sizeof(changed), "%s=", cursor);
    assert_bad(ada, acme, changed);
}

Test(page, a_cursor_with_one_letter_changed_is_refused)
{
    saas_session *ada = world_session("ada");
    const char *cursor;
    char changed[256];

    acme = world_workspace("Acme", "ada");
    add_projects(2);
    cursor = some_cursor();
    for (size_t i = 0; i < strlen(cursor); i++) {
        snprintf(changed, sizeof(changed), "%s", cursor);
        changed[i] = changed[i] == 'Q' ? 'R' : 'Q';
        assert_bad(ada, acme, changed);
    }
}

Test(page, a_cursor_of_another_list_is_refused)
{
    saas_page_params params = SAAS_PAGE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    acme = world_workspace("Acme", "ada");
    add_projects(2);
    params.cursor = some_cursor();
    assert_status(saas_member_list(world_session("ada"), acme, &params, &page, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].code, "bad_cursor");
    assert_status(saas_invitation_list(world_session("ada"), acme, &params, &page, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].code, "bad_cursor");
    assert_status(saas_workspace_list(world_session("ada"), &params, &page, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_str_eq(err.issues[0].code, "bad_cursor");
}

Test(page, a_cursor_of_another_workspace_is_refused)
{
    const char *beta = world_workspace("Beta", "ada");

    acme = world_workspace("Acme", "ada");
    add_projects(2);
    world_project(beta, "One");
    world_project(beta, "Two");
    assert_bad(world_session("ada"), beta, some_cursor());
}

Test(page, a_cursor_of_another_project_is_refused)
{
    saas_page_params params = SAAS_PAGE_PARAMS_INIT;
    saas_session *ada = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;
    const char *project;

    acme = world_workspace("Acme", "ada");
    project = world_project(acme, "Launch");
    world_task(project, "One");
    world_task(project, "Two");
    params.limit = 1;
    assert_ok(saas_task_list(ada, project, &params, &page, &err), &err);
    params.cursor = world_keep(saas_page_next_cursor(page));
    saas_page_free(page);
    page = NULL;
    assert_status(saas_task_list(ada, world_project(acme, "Another"), &params, &page, &err),
                  SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].code, "bad_cursor");
    cr_assert_null(page);
}

Test(page, a_cursor_of_another_users_workspaces_is_refused)
{
    saas_page_params params = SAAS_PAGE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    world_workspace("Acme", "ada");
    world_workspace("Beta", "ada");
    params.limit = 1;
    assert_ok(saas_workspace_list(world_session("ada"), &params, &page, &err), &err);
    params.cursor = world_keep(saas_page_next_cursor(page));
    saas_page_free(page);
    page = NULL;
    assert_status(saas_workspace_list(world_session("bob"), &params, &page, &err), SAAS_ERR_INVALID,
                  &err);
    cr_assert_str_eq(err.issues[0].code, "bad_cursor");
    assert_ok(saas_workspace_list(world_session("ada"), &params, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 1);
    saas_page_free(page);
}

static void change_secret(saas_client_options *options)
{
    options->secret = "quite another secret of another installation";
}

Test(page, a_cursor_of_another_secret_is_refused)
{
    saas_client *other = world_client_with(change_secret);

    acme = world_workspace("Acme", "ada");
    add_projects(2);
    assert_bad(world_session_on(other, "ada"), acme, some_cursor());
}

Test(page, a_cursor_fits_every_member_who_lists_the_same)
{
    saas_page_params params = SAAS_PAGE_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    acme = world_workspace("Acme", "ada");
    world_member(acme, "bob", SAAS_ROLE_BILLING);
    add_projects(2);
    params.cursor = some_cursor();
    assert_ok(saas_project_list(world_session("bob"), acme, &params, &page, &err), &err);
    cr_assert_eq(saas_page_count(page), 1);
    saas_page_free(page);
}

Test(page, gives_items_of_its_own_kind_only_and_none_past_its_end)
{
    saas_page *page;

    acme = world_workspace("Acme", "ada");
    add_projects(2);
    page = list(NULL, 2);
    cr_assert_not_null(saas_page_project(page, 1));
    cr_assert_null(saas_page_project(page, 2));
    cr_assert_null(saas_page_project(page, (size_t)-1));
    cr_assert_null(saas_page_task(page, 0));
    cr_assert_null(saas_page_workspace(page, 0));
    cr_assert_null(saas_page_member(page, 0));
    cr_assert_null(saas_page_invitation(page, 0));
    saas_page_free(page);
}

Test(page, of_members_lists_no_invitations_and_the_other_way_round)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_page *members = NULL;
    saas_page *invitations = NULL;

    acme = world_workspace("Acme", "ada");
    world_pending(acme, "bob", SAAS_ROLE_MEMBER);
    assert_ok(saas_member_list(world_session("ada"), acme, NULL, &members, &err), &err);
    assert_ok(saas_invitation_list(world_session("ada"), acme, NULL, &invitations, &err), &err);
    cr_assert_not_null(saas_page_member(members, 0));
    cr_assert_null(saas_page_invitation(members, 0));
    cr_assert_not_null(saas_page_invitation(invitations, 0));
    cr_assert_null(saas_page_member(invitations, 0));
    saas_page_free(members);
    saas_page_free(invitations);
}

Test(page, outlives_its_session)
{
    saas_session *session = NULL;
    saas_error err = SAAS_ERROR_INIT;
    saas_page *page = NULL;

    acme = world_workspace("Acme", "ada");
    world_project(acme, "Launch");
    assert_ok(saas_session_system(world_client(), &session, &err), &err);
    assert_ok(saas_project_list(session, acme, NULL, &page, &err), &err);
    saas_session_free(session);
    cr_assert_str_eq(saas_project_name(saas_page_project(page, 0)), "Launch");
    saas_page_free(page);
}

Test(page, that_is_empty_is_json_without_data)
{
    saas_page *page;
    char *json;

    acme = world_workspace("Acme", "ada");
    page = list(NULL, 0);
    json = saas_page_to_json(page);
    cr_assert_str_eq(json, "{\"data\":[],\"page\":{\"nextCursor\":null,\"hasMore\":false}}");
    saas_text_free(json);
    saas_page_free(page);
}

Test(page, with_more_is_json_with_its_items_and_the_cursor)
{
    char expected[2048];
    saas_page *page;
    char *first;
    char *second;
    char *json;

    acme = world_workspace("Acme", "ada");
    add_projects(3);
    page = list(NULL, 2);
    first = saas_project_to_json(saas_page_project(page, 0));
    second = saas_project_to_json(saas_page_project(page, 1));
    snprintf(expected, sizeof(expected),
             "{\"data\":[%s,%s],\"page\":{\"nextCursor\":\"%s\",\"hasMore\":true}}", first, second,
             saas_page_next_cursor(page));
    json = saas_page_to_json(page);
    cr_assert_str_eq(json, expected);
    saas_text_free(first);
    saas_text_free(second);
    saas_text_free(json);
    saas_page_free(page);
}

static void list_all(unsigned index, void *context)
{
    const saas_page *page = context;
    char *json = saas_page_to_json(page);

    (void)index;
    for (size_t i = 0; i < saas_page_count(page); i++)
        (void)saas_project_name(saas_page_project(page, i));
    saas_text_free(json);
}

Test(page, is_read_by_many_threads_at_once)
{
    saas_page *page;

    acme = world_workspace("Acme", "ada");
    add_projects(5);
    page = list(NULL, 0);
    world_together(4, list_all, page);
    cr_assert_eq(saas_page_count(page), 5);
    saas_page_free(page);
}
