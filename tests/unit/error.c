/* SPDX-License-Identifier: MIT */
/* Statuses, and the filling of errors. */
#include "base/error.h"

#include "base/alloc.h"
#include "support/test.h"

TestSuite(error);

/* As include/saas/error.h and docs of the HTTP API have it; never renumbered. */
static const struct {
    saas_status status;
    int value;
    const char *name;
    int http;
} statuses[] = {
    {SAAS_PENDING, 1, "pending", 202},
    {SAAS_OK, 0, "ok", 200},
    {SAAS_ERR_INVALID, -1, "invalid", 422},
    {SAAS_ERR_UNAUTHENTICATED, -2, "unauthenticated", 401},
    {SAAS_ERR_FORBIDDEN, -3, "forbidden", 403},
    {SAAS_ERR_NOT_FOUND, -4, "not_found", 404},
    {SAAS_ERR_CONFLICT, -5, "conflict", 409},
    {SAAS_ERR_GONE, -6, "gone", 410},
    {SAAS_ERR_RATE_LIMITED, -7, "rate_limited", 429},
    {SAAS_ERR_UNAVAILABLE, -8, "unavailable", 503},
    {SAAS_ERR_TIMEOUT, -9, "timeout", 504},
    {SAAS_ERR_CANCELLED, -10, "cancelled", 499},
    {SAAS_ERR_NO_MEMORY, -11, "no_memory", 500},
    {SAAS_ERR_INTERNAL, -12, "internal", 500},
};

Test(error, status_has_its_number_name_and_http_code)
{
    for (size_t i = 0; i < SAAS_COUNT(statuses); i++) {
        cr_expect_eq((int)statuses[i].status, statuses[i].value, "%s", statuses[i].name);
        cr_expect_str_eq(saas_status_name(statuses[i].status), statuses[i].name);
        cr_expect_eq(saas_status_http(statuses[i].status), statuses[i].http, "%s",
                     statuses[i].name);
    }
}

Test(error, table_of_statuses_is_complete)
{
    size_t known = 0;

    for (int value = -1000; value <= 1000; value++)
        known += strcmp(saas_status_name((saas_status)value), "unknown") != 0;
    cr_expect_eq(known, SAAS_COUNT(statuses), "%zu are known", known);
    cr_expect_eq(saas_status_http((saas_status)-1000), 500);
}

Test(error, is_filled_with_status_code_and_message)
{
    saas_error err = SAAS_ERROR_INIT;

    cr_expect_eq(saas__fail(&err, SAAS_ERR_CONFLICT, "last_admin", "It is %d.", 7),
                 SAAS_ERR_CONFLICT);
    cr_expect_eq(err.status, SAAS_ERR_CONFLICT);
    cr_expect_str_eq(err.code, "last_admin");
    cr_expect_str_eq(err.message, "It is 7.");
    cr_expect_eq(err.issue_count, 0);
}

Test(error, that_nobody_wants_is_still_returned)
{
    cr_expect_eq(saas__fail(NULL, SAAS_ERR_GONE, "over", "It is over."), SAAS_ERR_GONE);
    cr_expect_eq(saas__fail_memory(NULL), SAAS_ERR_NO_MEMORY);
    cr_expect_eq(saas__issue_add(NULL, "/name", "empty", "Empty."), SAAS_ERR_INVALID);
}

/* Whether the text ends in the middle of a character of `size` bytes, each being the same. */
static void expect_whole(const char *text, const char *character)
{
    size_t size = strlen(character);
    size_t length = strlen(text);

    while (length > 0 && text[length - 1] != 'x' && length >= size) {
        cr_expect_eq(strncmp(text + length - size, character, size), 0, "\"%s\"", text);
        length -= size;
    }
    cr_expect(length == 0 || text[length - 1] == 'x', "\"%s\" is cut within a character", text);
}

Test(error, message_is_cut_between_characters)
{
    static const char *const characters[] = {"a", "\u00E9", "\u65E5", "\U0001F680"};
    char text[2000];

    for (size_t c = 0; c < SAAS_COUNT(characters); c++) {
        for (size_t lead = 0; lead < 4; lead++) {
            saas_error err = SAAS_ERROR_INIT;

            memset(text, 'x', lead);
            text[lead] = '\0';
            while (strlen(text) < 400)
                strcat(text, characters[c]);
            saas__fail(&err, SAAS_ERR_INVALID, "long", "%s", text);
            cr_expect_lt(strlen(err.message), sizeof(err.message));
            cr_expect_geq(strlen(err.message), sizeof(err.message) - 8);
            expect_whole(err.message, characters[c]);
        }
    }
}

Test(error, message_that_just_fits_is_whole)
{
    saas_error err = SAAS_ERROR_INIT;
    char text[sizeof(err.message)];

    memset(text, 'x', sizeof(text));
    memcpy(text + sizeof(text) - 3, "\u00E9", 3);
    saas__fail(&err, SAAS_ERR_INVALID, "long", "%s", text);
    cr_expect_str_eq(err.message, text);
}

Test(error, code_that_is_too_long_is_cut)
{
    saas_error err = SAAS_ERROR_INIT;
    char code[100];

    memset(code, 'c', sizeof(code) - 1);
    code[sizeof(code) - 1] = '\0';
    saas__fail(&err, SAAS_ERR_INVALID, code, "Long.");
    cr_expect_eq(strlen(err.code), SAAS_ERROR_CODE_SIZE - 1);
}

Test(error, of_issues_has_the_first_ones_message)
{
    saas_error err = SAAS_ERROR_INIT;

    saas__issue_add(&err, "/name", "empty", "The %s is empty.", "name");
    saas__issue_add(&err, "/email", "malformed", "The email is no e-mail address.");
    cr_expect_eq(err.status, SAAS_ERR_INVALID);
    cr_expect_str_eq(err.code, "validation");
    cr_expect_str_eq(err.message, "The name is empty.");
    cr_expect_eq(err.issue_count, 2);
    cr_expect_str_eq(err.issues[0].pointer, "/name");
    cr_expect_str_eq(err.issues[1].pointer, "/email");
    cr_expect_str_eq(err.issues[1].code, "malformed");
}

Test(error, lists_eight_issues_and_no_more)
{
    struct {
        saas_error err;
        char after[64];
    } room = {SAAS_ERROR_INIT, "untouched"};

    for (int i = 0; i < 20; i++)
        cr_expect_eq(saas__issue_add(&room.err, "/x", "wrong", "Number %d.", i), SAAS_ERR_INVALID);
    cr_expect_eq(room.err.issue_count, 8);
    cr_expect_str_eq(room.err.issues[7].message, "Number 7.");
    cr_expect_str_eq(room.err.message, "Number 0.");
    cr_expect_str_eq(room.after, "untouched");
}

Test(error, of_issues_replaces_what_was_there)
{
    saas_error err = SAAS_ERROR_INIT;

    saas__fail(&err, SAAS_ERR_NOT_FOUND, "not_found", "Nothing.");
    saas__issue_add(&err, "/name", "empty", "The name is empty.");
    cr_expect_eq(err.status, SAAS_ERR_INVALID);
    cr_expect_str_eq(err.code, "validation");
    saas__fail(&err, SAAS_ERR_NOT_FOUND, "not_found", "Nothing.");
    cr_expect_eq(err.issue_count, 0);
}

/* An error as a program has it that was compiled when there was room for two issues. */
static void make_old(saas_error *err)
{
    memset(err, 0, sizeof(*err));
    err->struct_size = offsetof(saas_error, issues) + 2 * sizeof(saas_issue);
    memset(&err->issues[2], 'x', 6 * sizeof(saas_issue));
}

static void expect_nothing_beyond(const saas_error *err)
{
    const char *bytes = (const char *)&err->issues[2];

    for (size_t i = 0; i < 6 * sizeof(saas_issue); i++)
        cr_assert_eq(bytes[i], 'x');
}

Test(error, of_an_older_program_gets_no_more_issues_than_fit)
{
    saas_error err;

    make_old(&err);
    for (int i = 0; i < 5; i++)
        saas__issue_add(&err, "/x", "wrong", "Number %d.", i);
    cr_expect_eq(err.issue_count, 2);
    expect_nothing_beyond(&err);
}

Test(error, is_copied_to_an_older_program_as_far_as_it_fits)
{
    saas_error from = SAAS_ERROR_INIT;
    saas_error to;

    for (int i = 0; i < 5; i++)
        saas__issue_add(&from, "/x", "wrong", "Number %d.", i);
    make_old(&to);
    saas__error_copy(&to, &from);
    cr_expect_eq(to.status, SAAS_ERR_INVALID);
    cr_expect_str_eq(to.message, "Number 0.");
    cr_expect_eq(to.issue_count, 2);
    cr_expect_str_eq(to.issues[1].message, "Number 1.");
    expect_nothing_beyond(&to);
}

Test(error, is_copied_whole_and_keeps_the_size_of_its_place)
{
    saas_error from = SAAS_ERROR_INIT;
    saas_error to = SAAS_ERROR_INIT;

    saas__issue_add(&from, "/x", "wrong", "Wrong.");
    saas__error_copy(&to, &from);
    cr_expect_eq(memcmp(&to, &from, sizeof(to)), 0);
    saas__error_copy(NULL, &from);
    saas__error_copy(&to, &to);
    cr_expect_eq(memcmp(&to, &from, sizeof(to)), 0);
}
