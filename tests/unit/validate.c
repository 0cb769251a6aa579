/* SPDX-License-Identifier: MIT */
/* Checks of what a caller gives, each fault an issue. */
#include "core/validate.h"

#include "base/alloc.h"
#include "support/test.h"

static struct saas_call *call;

static void start(void)
{
    call = saas__alloc(sizeof(*call));
    cr_assert_not_null(call);
    call->error = (saas_error)SAAS_ERROR_INIT;
    saas__arena_init(&call->arena, call->memory, sizeof(call->memory));
}

static void stop(void)
{
    saas__arena_clear(&call->arena);
    saas__free(call);
}

TestSuite(validate, .init = start, .fini = stop);

static void restart(void)
{
    stop();
    start();
}

static void expect_issue(const char *pointer, const char *code)
{
    cr_expect_eq(call->failed, SAAS_ERR_INVALID, "%s", saas_status_name(call->failed));
    cr_assert_eq(call->error.issue_count, 1);
    cr_expect_str_eq(call->error.issues[0].pointer, pointer);
    cr_expect_str_eq(call->error.issues[0].code, code);
    restart();
}

Test(validate, text_comes_back_normalised)
{
    cr_expect_str_eq(saas__check_text(call, "/name", " Cafe\u0301 ", 10), "Caf\u00E9");
    cr_expect_eq(call->failed, SAAS_OK);
}

Test(validate, text_that_is_wrong_is_an_issue_that_says_how)
{
    saas__check_text(call, "/name", NULL, 10);
    expect_issue("/name", "required");
    saas__check_text(call, "/name", " \u200B ", 10);
    expect_issue("/name", "empty");
    saas__check_text(call, "/title", "12345678901", 10);
    expect_issue("/title", "too_long");
    saas__check_text(call, "/title", "\xC0\xAF", 10);
    expect_issue("/title", "not_utf8");
    saas__check_text(call, "/title", "a\x01z", 10);
    expect_issue("/title", "control_character");
}

Test(validate, text_that_is_optional_may_be_missing_but_not_wrong)
{
    cr_expect_null(saas__check_optional(call, "/name", NULL, 10));
    cr_expect_eq(call->failed, SAAS_OK);
    cr_expect_null(saas__check_optional(call, "/name", "", 10));
    expect_issue("/name", "empty");
}

Test(validate, faults_are_all_reported)
{
    saas__check_text(call, "/name", "", 10);
    saas__check_email(call, "nobody");
    saas__check_slug(call, "NO");
    saas__check_id(call, "/userId", "");
    saas__check_change(call, false);
    cr_expect_eq(call->error.issue_count, 5);
}

Test(validate, fault_of_one_who_may_not_ask_is_not_told)
{
    call->failed = SAAS_ERR_UNAUTHENTICATED;
    saas__check_text(call, "/name", "", 10);
    cr_expect_eq(call->failed, SAAS_ERR_UNAUTHENTICATED);
    cr_expect_eq(call->error.issue_count, 0);
}

Test(validate, email_comes_back_in_lower_case)
{
    static const struct {
        const char *given;
        const char *kept;
    } cases[] = {
        {"ada@example.test", "ada@example.test"},
        {" Ada.Lovelace@Example.TEST ", "ada.lovelace@example.test"},
        {"a+tag@b.co", "a+tag@b.co"},
        {"!#$%&'*+-/=?^_`{|}~@b.co", "!#$%&'*+-/=?^_`{|}~@b.co"},
        {"J\u00DCRGEN@M\u00DCNCHEN.example", "j\u00FCrgen@m\u00FCnchen.example"},
        {"stra\u00DFe@b.co", "stra\u00DFe@b.co"}, /* not strasse, which is another one */
        {"a@xn--mnchen-3ya.example", "a@xn--mnchen-3ya.example"},
        {"a@1.2.example", "a@1.2.example"},
    };

    for (size_t i = 0; i < SAAS_COUNT(cases); i++) {
        cr_expect_str_eq(saas__check_email(call, cases[i].given), cases[i].kept);
        cr_expect_eq(call->failed, SAAS_OK);
    }
}

Test(validate, email_in_any_other_form_is_malformed)
{
    static const char *const wrong[] = {
        "ada",
        "@",
        "ada@",
        "@b.co",
        "ada@b",
        "ada@b.",
        "ada@.co",
        "ada@b..co",
        "ada@-b.co",
        "ada@b-.co",
        "ada@b.co-",
        "ada @b.co",
        "ada@b .co",
        "ada@b_c.co",
        "ada@b.co>",
        "<ada@b.co>",
        "Ada <ada@b.co>",
        ".ada@b.co",
        "ada.@b.co",
        "a..da@b.co",
        "\"ada\"@b.co",
        "a@da@b.co",
        "ada@[1.2.3.4]",
        "ada,bob@b.co",
        "ada@b.co,bob@b.co",
        "ada;@b.co",
        "ada@b.co?x=y",
        "a(b)@b.co",
        "a\\b@b.co",
        "a:b@b.co",
    };

    for (size_t i = 0; i < SAAS_COUNT(wrong); i++) {
        cr_expect_null(saas__check_email(call, wrong[i]), "\"%s\"", wrong[i]);
        expect_issue("/email", "malformed");
    }
}

Test(validate, email_has_no_line_break_to_inject_headers_with)
{
    cr_expect_null(saas__check_email(call, "ada@b.co\r\nBcc: eve@b.co"));
    expect_issue("/email", "control_character");
}

Test(validate, email_has_64_letters_before_its_at_sign_and_254_in_all)
{
    char email[320];
    char domain[256];

    snprintf(email, sizeof(email), "%064d@b.co", 1);
    cr_expect_not_null(saas__check_email(call, email));
    snprintf(email, sizeof(email), "%065d@b.co", 1);
    cr_expect_null(saas__check_email(call, email));
    expect_issue("/email", "malformed");

    snprintf(domain, sizeof(domain), "%063d.%063d.%063d", 1, 1, 1);
    snprintf(email, sizeof(email), "%058d@%s.co", 1, domain);
    cr_assert_eq(strlen(email), 253);
    cr_expect_not_null(saas__check_email(call, email));
    snprintf(email, sizeof(email), "%060d@%s.co", 1, domain);
    cr_assert_eq(strlen(email), 255);
    cr_expect_null(saas__check_email(call, email));
    expect_issue("/email", "too_long");
    snprintf(email, sizeof(email), "a@%064d.co", 1);
    cr_expect_null(saas__check_email(call, email));
    expect_issue("/email", "malformed");
}

Test(validate, email_is_measured_in_bytes)
{
    char email[320] = "a@";

    for (int label = 0; label < 4; label++) {
        for (int i = 0; i < 20; i++)
            strcat(email, "\u65E5"); /* 3 bytes each */
        strcat(email, ".");
    }
    strcat(email, "example"); /* 93 characters */
    cr_assert_eq(strlen(email), 253);
    cr_expect_not_null(saas__check_email(call, email));
    strcat(email, "xx");
    cr_expect_null(saas__check_email(call, email));
    expect_issue("/email", "too_long");
}

Test(validate, slug_may_be_missing_and_is_else_taken_or_refused)
{
    cr_expect_null(saas__check_slug(call, NULL));
    cr_expect_str_eq(saas__check_slug(call, "acme"), "acme");
    cr_expect_eq(call->failed, SAAS_OK);
    saas__check_slug(call, "Acme");
    expect_issue("/slug", "malformed");
    saas__check_slug(call, "");
    expect_issue("/slug", "malformed");
    saas__check_slug(call, "admin");
    expect_issue("/slug", "reserved");
}

Test(validate, id_of_a_body_is_required)
{
    saas__check_id(call, "/workspaceId", "ws_x");
    cr_expect_eq(call->failed, SAAS_OK);
    saas__check_id(call, "/workspaceId", NULL);
    expect_issue("/workspaceId", "required");
    saas__check_id(call, "/workspaceId", "");
    expect_issue("/workspaceId", "required");
}

Test(validate, update_has_to_change_something)
{
    saas__check_change(call, true);
    cr_expect_eq(call->failed, SAAS_OK);
    saas__check_change(call, false);
    expect_issue("", "nothing_to_change");
}
