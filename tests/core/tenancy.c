/* SPDX-License-Identifier: MIT */
/* Who may do what, and that nothing crosses from one tenant to another. */
#include "operations.h"
#include "support/test.h"
#include "support/world.h"

TestSuite(tenancy, .init = world_open, .fini = world_close);

static const char *const roles[] = {"acme-admin", "acme-member", "acme-billing"};

/* Runs an operation and undoes it, so that the next one finds everything in its place. */
static saas_status try(saas_session *session, const struct operation *operation,
                       const struct tenant *tenant, saas_error *err)
{
    saas_error ignored = SAAS_ERROR_INIT;
    saas_status status;

    assert_ok(saas_session_begin(session, &ignored), &ignored);
    status = operation->run(session, tenant, err);
    assert_ok(saas_session_rollback(session, &ignored), &ignored);
    return status;
}

/* Every operation answers this to that session, and changes nothing. */
static void assert_refused(saas_session *session, const struct tenant *tenant, saas_status expected,
                           const char *code)
{
    const char *before = world_dump();

    for (size_t i = 0; i < operation_count; i++) {
        saas_error err = SAAS_ERROR_INIT;
        saas_status status = operations[i].run(session, tenant, &err);

        cr_assert_eq(status, expected, "%s: %s", operations[i].name, saas_status_name(status));
        cr_assert_eq(err.status, expected, "%s", operations[i].name);
        cr_assert_str_eq(err.code, code, "%s: %s", operations[i].name, err.code);
    }
    cr_assert_str_eq(world_dump(), before);
}

Test(tenancy, every_role_may_what_the_matrix_says_and_nothing_else)
{
    struct tenant acme = tenant_new("acme");

    for (size_t i = 0; i < operation_count * 3; i++) {
        const struct operation *operation = &operations[i / 3];
        bool may = operation->by & (1U << (i % 3));
        saas_error err = SAAS_ERROR_INIT;
        saas_status status = try(world_session(roles[i % 3]), operation, &acme, &err);

        cr_assert_eq(status, may ? SAAS_OK : SAAS_ERR_FORBIDDEN, "%s by %s: %s %s", operation->name,
                     roles[i % 3], saas_status_name(status), err.message);
        cr_assert_str_eq(err.code, may ? "" : "not_permitted");
    }
}

Test(tenancy, a_refused_role_changes_nothing_outside_of_a_transaction_either)
{
    struct tenant acme = tenant_new("acme");
    const char *before = world_dump();

    for (size_t i = 0; i < operation_count * 3; i++) {
        const struct operation *operation = &operations[i / 3];
        saas_error err = SAAS_ERROR_INIT;

        if (operation->by & (1U << (i % 3)))
            continue;
        assert_status(operation->run(world_session(roles[i % 3]), &acme, &err), SAAS_ERR_FORBIDDEN,
                      &err);
        cr_assert_str_eq(world_dump(), before, "%s by %s", operation->name, roles[i % 3]);
    }
}

Test(tenancy, the_system_may_everything)
{
    struct tenant acme = tenant_new("acme");
    saas_session *system = world_system();

    for (size_t i = 0; i < operation_count; i++) {
        saas_error err = SAAS_ERROR_INIT;

        cr_assert_eq(try(system, &operations[i], &acme, &err), SAAS_OK, "%s: %s",
                     operations[i].name, err.message);
    }
}

Test(tenancy, a_pending_member_is_refused_everywhere)
{
    struct tenant acme = tenant_new("acme");

    assert_refused(world_session("acme-pending"), &acme, SAAS_ERR_FORBIDDEN, "not_a_member");
}

Test(tenancy, a_stranger_is_refused_everywhere)
{
    struct tenant acme = tenant_new("acme");

    assert_refused(world_session("stranger"), &acme, SAAS_ERR_FORBIDDEN, "not_a_member");
}

Test(tenancy, an_admin_of_one_workspace_is_a_stranger_in_every_other)
{
    struct tenant acme = tenant_new("acme");

    tenant_new("beta");
    assert_refused(world_session("beta-admin"), &acme, SAAS_ERR_FORBIDDEN, "not_a_member");
    assert_refused(world_session("beta-owner"), &acme, SAAS_ERR_FORBIDDEN, "not_a_member");
}

Test(tenancy, a_former_member_is_refused_everywhere)
{
    struct tenant acme = tenant_new("acme");
    saas_session *session = world_session("acme-admin");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_member_leave(session, acme.workspace, &err), &err);
    assert_refused(session, &acme, SAAS_ERR_FORBIDDEN, "not_a_member");
}

Test(tenancy, a_session_of_a_user_who_is_no_more_is_refused_everywhere)
{
    struct tenant acme = tenant_new("acme");
    saas_error err = SAAS_ERROR_INIT;
    saas_session *session = world_session("acme-admin");

    assert_ok(saas_user_delete(world_system(), world_user("acme-admin"), &err), &err);
    assert_refused(session, &acme, SAAS_ERR_FORBIDDEN, "not_a_member");
}

Test(tenancy, nobody_is_told_to_sign_in_before_anything_else)
{
    struct tenant acme = tenant_new("acme");
    struct tenant nowhere = {WORLD_NO_WORKSPACE, "no-such-slug",   WORLD_NO_MEMBER,
                             WORLD_NO_MEMBER,    WORLD_NO_PROJECT, WORLD_NO_TASK};
    struct tenant garbage = {"x", "x", "x", "x", "x", "x"};

    assert_refused(world_nobody(), &acme, SAAS_ERR_UNAUTHENTICATED, "unauthenticated");
    assert_refused(world_nobody(), &nowhere, SAAS_ERR_UNAUTHENTICATED, "unauthenticated");
    assert_refused(world_nobody(), &garbage, SAAS_ERR_UNAUTHENTICATED, "unauthenticated");
}

Test(tenancy, what_is_absent_is_not_found_by_anybody)
{
    struct tenant nowhere = {WORLD_NO_WORKSPACE, "no-such-slug",   WORLD_NO_MEMBER,
                             WORLD_NO_MEMBER,    WORLD_NO_PROJECT, WORLD_NO_TASK};

    tenant_new("acme");
    assert_refused(world_session("acme-admin"), &nowhere, SAAS_ERR_NOT_FOUND, "not_found");
    assert_refused(world_session("stranger"), &nowhere, SAAS_ERR_NOT_FOUND, "not_found");
    assert_refused(world_system(), &nowhere, SAAS_ERR_NOT_FOUND, "not_found");
}

Test(tenancy, an_id_of_another_kind_is_not_found)
{
    struct tenant acme = tenant_new("acme");
    struct tenant shifted = {acme.project, acme.task,   acme.workspace,
                             acme.project, acme.member, acme.invitation};

    assert_refused(world_session("acme-admin"), &shifted, SAAS_ERR_NOT_FOUND, "not_found");
    assert_refused(world_system(), &shifted, SAAS_ERR_NOT_FOUND, "not_found");
}

Test(tenancy, garbage_for_an_id_is_not_found)
{
    static const char *const texts[] = {
        "x",
        "ws_",
        "' OR 1=1 --",
        "ws_00000000000000000000000000\n",
        "WS_00000000000000000000000000",
        "%",
        "\xff\xfe",
        "ws_0000000000000000000000000000000000000000000000000000000000000000000000000000000000",
    };
    saas_session *session = world_session("acme-admin");

    tenant_new("acme");
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct tenant garbage = {texts[i], texts[i], texts[i], texts[i], texts[i], texts[i]};

        assert_refused(session, &garbage, SAAS_ERR_NOT_FOUND, "not_found");
    }
}

Test(tenancy, an_id_with_its_letters_changed_to_capitals_is_not_found)
{
    struct tenant acme = tenant_new("acme");
    char id[64];
    saas_error err = SAAS_ERROR_INIT;
    saas_project *project = NULL;

    snprintf(id, sizeof(id), "%s", acme.project);
    for (char *c = id + strlen("proj_"); *c; c++)
        *c = *c >= 'a' ? (char)(*c - 'a' + 'A') : *c;
    assert_status(saas_project_get(world_system(), id, &project, &err), SAAS_ERR_NOT_FOUND, &err);
    cr_assert_null(project);
}

static void hide(saas_client_options *options)
{
    options->hide_forbidden = true;
}

Test(tenancy, hide_forbidden_answers_strangers_as_if_nothing_were_there)
{
    struct tenant acme = tenant_new("acme");
    saas_client *hiding = world_client_with(hide);

    assert_refused(world_session_on(hiding, "stranger"), &acme, SAAS_ERR_NOT_FOUND, "not_found");
    assert_refused(world_session_on(hiding, "acme-pending"), &acme, SAAS_ERR_NOT_FOUND,
                   "not_found");
}

Test(tenancy, hide_forbidden_words_its_answer_as_for_what_is_absent)
{
    struct tenant acme = tenant_new("acme");
    struct tenant nowhere = {WORLD_NO_WORKSPACE, "no-such-slug",   WORLD_NO_MEMBER,
                             WORLD_NO_MEMBER,    WORLD_NO_PROJECT, WORLD_NO_TASK};
    saas_session *stranger = world_session_on(world_client_with(hide), "stranger");

    for (size_t i = 0; i < operation_count; i++) {
        saas_error hidden = SAAS_ERROR_INIT;
        saas_error absent = SAAS_ERROR_INIT;

        operations[i].run(stranger, &acme, &hidden);
        operations[i].run(stranger, &nowhere, &absent);
        cr_assert_str_eq(hidden.message, absent.message, "%s", operations[i].name);
    }
}

Test(tenancy, hide_forbidden_still_tells_a_member_what_he_may_not)
{
    struct tenant acme = tenant_new("acme");
    saas_client *hiding = world_client_with(hide);

    for (size_t i = 0; i < operation_count * 3; i++) {
        const struct operation *operation = &operations[i / 3];
        bool may = operation->by & (1U << (i % 3));
        saas_error err = SAAS_ERROR_INIT;
        saas_status status = try(world_session_on(hiding, roles[i % 3]), operation, &acme, &err);

        cr_assert_eq(status, may ? SAAS_OK : SAAS_ERR_FORBIDDEN, "%s by %s: %s", operation->name,
                     roles[i % 3], saas_status_name(status));
    }
}

Test(tenancy, a_member_of_another_workspace_is_not_found_in_this_one)
{
    struct tenant acme = tenant_new("acme");
    struct tenant beta = tenant_new("beta");
    saas_session *system = world_system();
    saas_error err = SAAS_ERROR_INIT;
    const char *before = world_dump();

    assert_status(saas_member_remove(system, beta.workspace, acme.member, &err), SAAS_ERR_NOT_FOUND,
                  &err);
    assert_status(
        saas_member_set_role(system, beta.workspace, acme.member, SAAS_ROLE_ADMIN, NULL, &err),
        SAAS_ERR_NOT_FOUND, &err);
    cr_assert_str_eq(world_dump(), before);
}

Test(tenancy, a_failure_leaves_out_as_it_was)
{
    struct tenant acme = tenant_new("acme");
    saas_session *stranger = world_session("stranger");
    char here;
    saas_workspace *workspace = (saas_workspace *)&here;
    saas_project *project = (saas_project *)&here;
    saas_page *page = (saas_page *)&here;
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_workspace_get(stranger, acme.workspace, &workspace, &err),
                  SAAS_ERR_FORBIDDEN, &err);
    assert_status(saas_project_get(stranger, WORLD_NO_PROJECT, &project, &err), SAAS_ERR_NOT_FOUND,
                  &err);
    assert_status(saas_task_list(stranger, acme.project, NULL, &page, &err), SAAS_ERR_FORBIDDEN,
                  &err);
    cr_assert_eq((char *)workspace, &here);
    cr_assert_eq((char *)project, &here);
    cr_assert_eq((char *)page, &here);
}

Test(tenancy, a_success_leaves_err_as_it_was)
{
    struct tenant acme = tenant_new("acme");
    saas_session *system = world_system();

    for (size_t i = 0; i < operation_count; i++) {
        saas_error err;
        saas_error before;

        memset(&err, 'x', sizeof(err));
        err.struct_size = sizeof(err);
        before = err;
        cr_assert_eq(try(system, &operations[i], &acme, &err), SAAS_OK, "%s", operations[i].name);
        cr_assert_eq(memcmp(&err, &before, sizeof(err)), 0, "%s", operations[i].name);
    }
}

Test(tenancy, err_may_be_null)
{
    struct tenant acme = tenant_new("acme");

    for (size_t i = 0; i < operation_count; i++) {
        cr_assert_eq(operations[i].run(world_session("stranger"), &acme, NULL), SAAS_ERR_FORBIDDEN,
                     "%s", operations[i].name);
        cr_assert_eq(operations[i].run(world_nobody(), &acme, NULL), SAAS_ERR_UNAUTHENTICATED, "%s",
                     operations[i].name);
    }
}
