/* SPDX-License-Identifier: MIT */
/* What is refused of each params struct: all of its faults at once, each with pointer and code. */
#include <stdlib.h>

#include "support/test.h"
#include "support/world.h"

TestSuite(validate, .init = world_open, .fini = world_close);

/* The values that a test gives; each operation takes those that it knows. */
struct values {
    const char *name; /* or title */
    const char *email;
    const char *slug;
    const char *auth_id;
    const char *parent; /* the workspace or project to create in */
    const char *password;
    const char *queue;
    const char *data;
    saas_role role;
};

struct operation {
    const char *name;
    saas_status (*run)(saas_session *session, const struct values *values, saas_error *err);
};

/* What the operations are about; there_is_something() sets them. */
static const char *workspace_id;
static const char *project_id;
static const char *task_id;

static void there_is_something(void)
{
    workspace_id = world_workspace("Acme", "ada");
    project_id = world_project(workspace_id, "Launch");
    task_id = world_task(project_id, "Write it");
}

static saas_status workspace_create(saas_session *session, const struct values *values,
                                    saas_error *err)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;
    saas_workspace *workspace = NULL;
    saas_status status;

    params.name = values->name;
    params.slug = values->slug;
    status = saas_workspace_create(session, &params, &workspace, err);
    saas_workspace_free(workspace);
    return status;
}

static saas_status workspace_update(saas_session *session, const struct values *values,
                                    saas_error *err)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;

    params.name = values->name;
    params.slug = values->slug;
    return saas_workspace_update(session, workspace_id, &params, NULL, err);
}

static saas_status project_create(saas_session *session, const struct values *values,
                                  saas_error *err)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;
    saas_project *project = NULL;
    saas_status status;

    params.name = values->name;
    params.workspace_id = values->parent;
    status = saas_project_create(session, &params, &project, err);
    saas_project_free(project);
    return status;
}

static saas_status project_update(saas_session *session, const struct values *values,
                                  saas_error *err)
{
    saas_project_update_params params = SAAS_PROJECT_UPDATE_PARAMS_INIT;

    params.name = values->name;
    return saas_project_update(session, project_id, &params, NULL, err);
}

static saas_status task_create(saas_session *session, const struct values *values, saas_error *err)
{
    saas_task_params params = SAAS_TASK_PARAMS_INIT;
    saas_task *task = NULL;
    saas_status status;

    params.title = values->name;
    params.project_id = values->parent;
    status = saas_task_create(session, &params, &task, err);
    saas_task_free(task);
    return status;
}

static saas_status task_update(saas_session *session, const struct values *values, saas_error *err)
{
    saas_task_update_params params = SAAS_TASK_UPDATE_PARAMS_INIT;

    params.title = values->name;
    return saas_task_update(session, task_id, &params, NULL, err);
}

static saas_status user_create(saas_session *session, const struct values *values, saas_error *err)
{
    saas_user_params params = SAAS_USER_PARAMS_INIT;
    saas_user *user = NULL;
    saas_status status;

    params.auth_id = values->auth_id;
    params.email = values->email;
    params.name = values->name;
    status = saas_user_create(session, &params, &user, err);
    saas_user_free(user);
    return status;
}

static saas_status user_update(saas_session *session, const struct values *values, saas_error *err)
{
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;

    params.name = values->name;
    params.email = values->email;
    return saas_user_update(session, world_user("ada"), &params, NULL, err);
}

static saas_status invitation_create(saas_session *session, const struct values *values,
                                     saas_error *err)
{
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;
    saas_invitation *invitation = NULL;
    saas_status status;

    params.workspace_id = values->parent;
    params.email = values->email;
    params.role = values->role;
    status = saas_invitation_create(session, &params, &invitation, err);
    saas_invitation_free(invitation);
    return status;
}

static saas_status sign_up(saas_session *session, const struct values *values, saas_error *err)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_tokens *tokens = NULL;
    saas_status status;

    params.email = values->email;
    params.password = values->password;
    params.name = values->name;
    status = saas_account_sign_up(session, &params, &tokens, err);
    saas_tokens_free(tokens);
    return status;
}

static saas_status sign_in(saas_session *session, const struct values *values, saas_error *err)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;
    saas_tokens *tokens = NULL;
    saas_status status;

    params.email = values->email;
    params.password = values->password;
    status = saas_account_sign_in(session, &params, &tokens, err);
    saas_tokens_free(tokens);
    return status;
}

static saas_status job_enqueue(saas_session *session, const struct values *values, saas_error *err)
{
    saas_job_params params = SAAS_JOB_PARAMS_INIT;

    params.queue = values->queue;
    params.name = values->name;
    params.data = values->data;
    return saas_job_enqueue(session, &params, NULL, err);
}

/* "/name required, /slug malformed" */
static const char *issues(const saas_error *err)
{
    char text[512] = "";
    size_t length = 0;

    for (unsigned i = 0; i < err->issue_count; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s %s", i ? ", " : "",
                                   err->issues[i].pointer, err->issues[i].code);
    return world_keep(text);
}

/* The system may everything but have a workspace of its own. */
static saas_session *asker(const struct operation *operation)
{
    return operation->run == workspace_create ? world_session("ada") : world_system();
}

static void assert_issues(const struct operation *operation, const struct values *values,
                          const char *expected)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_status status = operation->run(asker(operation), values, &err);

    cr_assert_eq(status, SAAS_ERR_INVALID, "%s: %s instead of %s", operation->name,
                 saas_status_name(status), expected);
    cr_assert_eq(err.status, SAAS_ERR_INVALID);
    cr_assert_str_eq(err.code, "validation", "%s: %s", operation->name, err.code);
    cr_assert_str_eq(issues(&err), expected, "%s: %s", operation->name, issues(&err));
    cr_assert_str_eq(err.message, err.issues[0].message);
}

/* ---- all of them at once ---- */

/* Everything that can be wrong is; nothing stands for what is required. */
static const struct {
    struct operation operation;
    struct values values;
    const char *issues;
} all_wrong[] = {
    {{"workspace_create", workspace_create},
     {.slug = "No Slug"},
     "/name required, /slug malformed"},
    {{"workspace_update", workspace_update},
     {.name = " ", .slug = "api"},
     "/name empty, /slug reserved"},
    {{"workspace_update", workspace_update}, {0}, " nothing_to_change"},
    {{"project_create", project_create}, {0}, "/name required, /workspaceId required"},
    {{"project_create", project_create},
     {.name = "", .parent = ""},
     "/name empty, /workspaceId required"},
    {{"project_update", project_update}, {.name = ""}, "/name empty"},
    {{"project_update", project_update}, {0}, " nothing_to_change"},
    {{"task_create", task_create}, {0}, "/title required, /projectId required"},
    {{"task_create", task_create},
     {.name = "\xff", .parent = ""},
     "/title not_utf8, /projectId required"},
    {{"task_update", task_update}, {.name = "\t"}, "/title empty"},
    {{"task_update", task_update}, {0}, " nothing_to_change"},
    {{"user_create", user_create},
     {.email = "", .name = "a\nb"},
     "/authId required, /email empty, /name control_character"},
    {{"user_create", user_create},
     {.auth_id = "a b", .email = "ada", .name = "\xc3"},
     "/authId malformed, /email malformed, /name not_utf8"},
    {{"user_update", user_update}, {.email = "ada@", .name = ""}, "/name empty, /email malformed"},
    {{"user_update", user_update}, {0}, " nothing_to_change"},
    {{"invitation_create", invitation_create},
     {.role = (saas_role)4},
     "/email required, /workspaceId required, /role unknown"},
    {{"invitation_create", invitation_create},
     {.email = "x", .parent = "", .role = (saas_role)-1},
     "/email malformed, /workspaceId required, /role unknown"},
    {{"sign_up", sign_up},
     {.name = "\x01"},
     "/email required, /password required, /name control_character"},
    {{"sign_up", sign_up},
     {.email = "@", .password = "fourteen chars", .name = ""},
     "/email malformed, /password too_short, /name empty"},
    {{"sign_up", sign_up}, {.email = " ", .password = "\xff"}, "/email empty, /password not_utf8"},
    {{"sign_in", sign_in}, {0}, "/email required, /password required"},
    {{"job_enqueue", job_enqueue},
     {.data = "{"},
     "/queue malformed, /name malformed, /data malformed"},
};

enum { ALL_WRONG = sizeof(all_wrong) / sizeof(all_wrong[0]) };

Test(validate, tells_every_fault_at_once_and_changes_nothing)
{
    const char *before;

    there_is_something();
    before = world_dump();
    for (size_t i = 0; i < ALL_WRONG; i++)
        assert_issues(&all_wrong[i].operation, &all_wrong[i].values, all_wrong[i].issues);
    cr_assert_str_eq(world_dump(), before);
}

Test(validate, tells_nobody_to_sign_in_before_any_fault)
{
    there_is_something();
    for (size_t i = 0; i < ALL_WRONG; i++) {
        const struct operation *operation = &all_wrong[i].operation;
        saas_error err = SAAS_ERROR_INIT;

        if (operation->run == sign_up || operation->run == sign_in)
            continue; /* those are for whoever comes */
        assert_status(operation->run(world_nobody(), &all_wrong[i].values, &err),
                      SAAS_ERR_UNAUTHENTICATED, &err);
        cr_assert_str_eq(err.code, "unauthenticated", "%s", operation->name);
        cr_assert_eq(err.issue_count, 0, "%s: %s", operation->name, issues(&err));
    }
}

Test(validate, tells_users_no_fault_of_what_only_the_system_may)
{
    struct values values = {.email = "no address", .name = ""};
    saas_error err = SAAS_ERROR_INIT;

    there_is_something();
    assert_status(user_create(world_session("ada"), &values, &err), SAAS_ERR_FORBIDDEN, &err);
    cr_assert_str_eq(err.code, "system_only");
    cr_assert_eq(err.issue_count, 0);
    assert_status(user_update(world_session("ada"), &values, &err), SAAS_ERR_FORBIDDEN, &err);
    cr_assert_str_eq(err.code, "system_only");
    cr_assert_eq(err.issue_count, 0);
}

/* ---- names and titles ---- */

static const struct {
    struct operation operation;
    const char *pointer;
    size_t max;
} texts[] = {
    {{"workspace_create", workspace_create}, "/name", 200},
    {{"workspace_update", workspace_update}, "/name", 200},
    {{"project_create", project_create}, "/name", 200},
    {{"project_update", project_update}, "/name", 200},
    {{"task_create", task_create}, "/title", 500},
    {{"task_update", task_update}, "/title", 500},
    {{"user_create", user_create}, "/name", 200},
    {{"user_update", user_update}, "/name", 200},
    {{"sign_up", sign_up}, "/name", 200},
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

/* All is well but for the text. */
static struct values with_text(size_t field, const char *text)
{
    bool of_task = strcmp(texts[field].pointer, "/title") == 0;

    return (struct values){
        .name = text,
        .parent = of_task ? project_id : workspace_id,
        .auth_id = "provider|somebody",
        .email = texts[field].operation.run == sign_up ? "new@example.test" : NULL,
        .password = "a password that is long enough",
    };
}

static void assert_text_refused(const char *text, const char *code)
{
    for (size_t i = 0; i < TEXTS; i++) {
        struct values values = with_text(i, text);
        char expected[64];

        snprintf(expected, sizeof(expected), "%s %s", texts[i].pointer, code);
        assert_issues(&texts[i].operation, &values, expected);
    }
}

Test(validate, text_in_which_one_sees_nothing_is_empty)
{
    there_is_something();
    assert_text_refused("", "empty");
    assert_text_refused("   ", "empty");
    assert_text_refused("\t\r\n", "empty");
    assert_text_refused("\u3000\u00a0", "empty");
    assert_text_refused("\u200b", "empty");
    assert_text_refused(" \u200b\u2060\ufeff ", "empty");
}

Test(validate, text_with_a_control_character_is_refused)
{
    there_is_something();
    assert_text_refused("a\tb", "control_character");
    assert_text_refused("a\r\nb", "control_character");
    assert_text_refused("a\x1b[31mb", "control_character");
    assert_text_refused("a\x7f", "control_character");
    assert_text_refused("a\xc2\x85 b", "control_character");
}

Test(validate, text_that_is_not_utf8_is_refused)
{
    there_is_something();
    assert_text_refused("\xff", "not_utf8");
    assert_text_refused("caf\xe9", "not_utf8");
    assert_text_refused("cut \xe2\x82", "not_utf8");
    assert_text_refused("\xc0\xaf", "not_utf8");
    assert_text_refused("\xed\xa0\x80", "not_utf8");
}

/* So many times that letter. */
static const char *repeat(const char *letter, size_t count)
{
    size_t size = strlen(letter);
    char *text = calloc(count + 1, size);
    const char *kept;

    cr_assert_not_null(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * size, letter, size);
    kept = world_keep(text);
    free(text);
    return kept;
}

Test(validate, text_of_one_character_too_many_is_too_long)
{
    static const char *const letters[] = {"a", "\u00e9", "\u5b57", "\U0001f680"};

    there_is_something();
    for (size_t i = 0; i < TEXTS * 4; i++) {
        struct values values = with_text(i / 4, repeat(letters[i % 4], texts[i / 4].max + 1));
        char expected[64];

        snprintf(expected, sizeof(expected), "%s too_long", texts[i / 4].pointer);
        assert_issues(&texts[i / 4].operation, &values, expected);
    }
}

Test(validate, text_is_measured_in_characters_and_not_in_bytes)
{
    there_is_something();
    for (size_t i = 0; i < TEXTS; i++) {
        const struct operation *operation = &texts[i].operation;
        struct values values = with_text(i, repeat("\U0001f680", texts[i].max));
        saas_error err = SAAS_ERROR_INIT;

        cr_assert_eq(operation->run(asker(operation), &values, &err), SAAS_OK, "%s: %s",
                     operation->name, err.message);
    }
    cr_assert_eq(world_count("projects WHERE length(name) = 200"), 2);
    cr_assert_eq(world_count("tasks WHERE length(title) = 500"), 2);
    cr_assert_eq(world_count("users WHERE length(name) = 200"), 3);
    cr_assert_eq(world_count("workspaces WHERE length(name) = 200"), 2);
}

Test(validate, text_is_measured_after_trimming_and_composing)
{
    there_is_something();
    for (size_t i = 0; i < TEXTS; i++) {
        const struct operation *operation = &texts[i].operation;
        char text[2048];
        struct values values = with_text(i, text);
        saas_error err = SAAS_ERROR_INIT;

        snprintf(text, sizeof(text), "  %s  ", repeat("e\u0301", texts[i].max));
        cr_assert_eq(operation->run(asker(operation), &values, &err), SAAS_OK, "%s: %s",
                     operation->name, err.message);
    }
    cr_assert_eq(world_count("projects WHERE length(name) = 200"), 2);
    cr_assert_eq(world_count("tasks WHERE length(title) = 500"), 2);
}

/* ---- addresses ---- */

static const struct operation with_email[] = {
    {"user_create", user_create},
    {"user_update", user_update},
    {"invitation_create", invitation_create},
    {"sign_up", sign_up},
    {"sign_in", sign_in},
};

static struct values email_of(const char *email)
{
    return (struct values){
        .email = email,
        .auth_id = "provider|somebody",
        .parent = workspace_id,
        .password = "a password that is long enough",
    };
}

static void assert_email_refused(const char *email, const char *expected)
{
    struct values values = email_of(email);

    for (size_t i = 0; i < sizeof(with_email) / sizeof(with_email[0]); i++)
        assert_issues(&with_email[i], &values, expected);
}

Test(validate, email_that_is_none_is_malformed)
{
    static const char *const none[] = {
        "ada",
        "@",
        "ada@",
        "@example.test",
        "ada@example",
        "ada@example.",
        "ada@.example.test",
        "ada@example..test",
        "ada@-example.test",
        "ada@example-.test",
        "ada@example.test-",
        "ada@exam_ple.test",
        "ada@example.test.",
        "ada@[127.0.0.1]",
        ".ada@example.test",
        "ada.@example.test",
        "a..da@example.test",
        "a da@example.test",
        "ada@exam ple.test",
        "ada@bob@example.test",
        "\"ada\"@example.test",
        "ada@example.test, bob@example.test",
        "<ada@example.test>",
        "Ada <ada@example.test>",
        "ada(comment)@example.test",
        "ada@example.test;bob@example.test",
        "ad\u200ba@example.test",
        "ada@example\u3000.test",
        "mailto:ada@example.test",
    };

    there_is_something();
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_email_refused(none[i], "/email malformed");
}

Test(validate, email_that_is_no_text_is_refused_as_texts_are)
{
    there_is_something();
    assert_email_refused("", "/email empty");
    assert_email_refused("  ", "/email empty");
    assert_email_refused("\u200b", "/email empty");
    assert_email_refused("ada\xff@example.test", "/email not_utf8");
    assert_email_refused("ada@example.test\r\nBcc: bob@example.test", "/email control_character");
    assert_email_refused("ada@example.test\x7f", "/email control_character");
}

Test(validate, email_has_64_bytes_before_the_at_sign_63_in_a_label_and_254_in_all)
{
    const char *local = repeat("a", 64);
    const char *label = repeat("b", 61);
    char email[512];

    there_is_something();
    snprintf(email, sizeof(email), "%sa@example.test", local);
    assert_email_refused(email, "/email malformed");
    snprintf(email, sizeof(email), "a@%sbbb.test", label);
    assert_email_refused(email, "/email malformed");
    snprintf(email, sizeof(email), "%s@%s.%s.%s.bbbb", local, label, label, label);
    assert_email_refused(email, "/email too_long");
    snprintf(email, sizeof(email), "%s@%s.%s.%s.%s", local, label, label, label, label);
    assert_email_refused(email, "/email too_long");
}

Test(validate, email_of_every_usual_form_is_taken_in_lower_case)
{
    static const char *const given[] = {
        "a@b.co",
        "Ada.Lovelace@Example.TEST",
        "ada+tag@example.test",
        "o'hara@ex-am.ple",
        "1@2.3x",
        "a_b-c{d}~e@sub.domain.example.test",
        " x@example.test ",
        "\u00c9ve@ex\u00c4mple.test",
    };
    static const char *const stored[] = {
        "a@b.co",
        "ada.lovelace@example.test",
        "ada+tag@example.test",
        "o'hara@ex-am.ple",
        "1@2.3x",
        "a_b-c{d}~e@sub.domain.example.test",
        "x@example.test",
        "\u00e9ve@ex\u00e4mple.test",
    };

    there_is_something();
    for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
        struct values values = email_of(given[i]);
        saas_error err = SAAS_ERROR_INIT;

        assert_ok(user_update(world_system(), &values, &err), &err);
        cr_assert_str_eq(world_text("SELECT email FROM users"), stored[i]);
    }
}

Test(validate, email_of_254_bytes_is_taken)
{
    const char *label = repeat("b", 61);
    char email[512];
    struct values values = email_of(email);
    saas_error err = SAAS_ERROR_INIT;

    there_is_something();
    snprintf(email, sizeof(email), "%s@%s.%s.%s.bbb", repeat("a", 64), label, label, label);
    cr_assert_eq(strlen(email), 254);
    assert_ok(user_update(world_system(), &values, &err), &err);
    cr_assert_str_eq(world_text("SELECT email FROM users"), email);
}

/* ---- slugs, ids, roles ---- */

static void assert_slug_refused(const char *slug, const char *expected)
{
    static const struct operation with_slug[] = {
        {"workspace_create", workspace_create},
        {"workspace_update", workspace_update},
    };
    struct values values = {.name = "Beta", .slug = slug};

    for (size_t i = 0; i < 2; i++)
        assert_issues(&with_slug[i], &values, expected);
}

Test(validate, slug_that_is_no_part_of_a_url_is_malformed)
{
    static const char *const none[] = {
        "",      "a",     "ab",    "-acme",  "acme-",    "ac--me",  "Acme",  "ac me",
        "ac_me", "ac.me", "ac/me", "acme\n", "ac\u00e9", "../acme", "a%20b", "ac\xffme",
    };

    there_is_something();
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_slug_refused(none[i], "/slug malformed");
    assert_slug_refused(repeat("a", 49), "/slug malformed");
}

Test(validate, slug_that_would_look_official_is_reserved)
{
    static const char *const reserved[] = {"api",        "admin",   "www",
                                           "settings",   "sign-in", "billing",
                                           "well-known", "healthz", "support"};

    there_is_something();
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
        assert_slug_refused(reserved[i], "/slug reserved");
}

Test(validate, slug_of_3_and_of_48_characters_is_taken)
{
    struct values values = {.slug = "a-1"};
    saas_error err = SAAS_ERROR_INIT;

    there_is_something();
    assert_ok(workspace_update(world_system(), &values, &err), &err);
    cr_assert_str_eq(world_text("SELECT slug FROM workspaces"), "a-1");
    values.slug = repeat("z", 48);
    assert_ok(workspace_update(world_system(), &values, &err), &err);
    cr_assert_str_eq(world_text("SELECT slug FROM workspaces"), values.slug);
}

static void assert_auth_id_refused(const char *auth_id, const char *expected)
{
    static const struct operation create = {"user_create", user_create};
    struct values values = {.auth_id = auth_id};

    assert_issues(&create, &values, expected);
}

Test(validate, auth_id_is_255_visible_ascii_characters_at_the_most)
{
    struct values values = {.auth_id = repeat("x", 255)};
    saas_error err = SAAS_ERROR_INIT;

    assert_auth_id_refused(NULL, "/authId required");
    assert_auth_id_refused("", "/authId required");
    assert_auth_id_refused(repeat("x", 256), "/authId too_long");
    assert_auth_id_refused("a b", "/authId malformed");
    assert_auth_id_refused("a\n", "/authId malformed");
    assert_auth_id_refused("\x7f", "/authId malformed");
    assert_auth_id_refused("caf\u00e9", "/authId malformed");
    assert_ok(user_create(world_system(), &values, &err), &err);
}

Test(validate, role_is_one_of_three_or_not_given)
{
    static const struct operation create = {"invitation_create", invitation_create};
    static const int unknown[] = {4, 7, -1, 1 << 30};
    struct values values = {.email = "eve@example.test"};
    saas_error err = SAAS_ERROR_INIT;

    there_is_something();
    values.parent = workspace_id;
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        values.role = (saas_role)unknown[i];
        assert_issues(&create, &values, "/role unknown");
    }
    values.role = SAAS_ROLE_NONE;
    assert_ok(invitation_create(world_system(), &values, &err), &err);
    cr_assert_str_eq(world_text("SELECT role FROM memberships WHERE status = 'PENDING'"), "MEMBER");
}

Test(validate, password_has_15_characters_and_1024_bytes)
{
    static const struct operation up = {"sign_up", sign_up};
    struct values values = {.email = "new@example.test"};
    saas_error err = SAAS_ERROR_INIT;

    values.password = "";
    assert_issues(&up, &values, "/password required");
    values.password = repeat("\u5b57", 14);
    assert_issues(&up, &values, "/password too_short");
    values.password = repeat("x", 1025);
    assert_issues(&up, &values, "/password too_long");
    values.password = repeat("x", 1024);
    assert_ok(sign_up(world_nobody(), &values, &err), &err);
    values.email = "other@example.test";
    values.password = repeat("\u5b57", 15);
    assert_ok(sign_up(world_nobody(), &values, &err), &err);
}

Test(validate, old_issues_of_an_error_are_not_told_again)
{
    struct values values = {0};
    saas_error err = SAAS_ERROR_INIT;

    there_is_something();
    assert_status(task_create(world_system(), &values, &err), SAAS_ERR_INVALID, &err);
    assert_status(project_create(world_system(), &values, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(issues(&err), "/name required, /workspaceId required");
    assert_status(project_create(world_nobody(), &values, &err), SAAS_ERR_UNAUTHENTICATED, &err);
    cr_assert_eq(err.issue_count, 0);
}
