/* SPDX-License-Identifier: MIT */
/*
 * What a C test includes: "support/test.h" and nothing of Criterion itself.
 *
 * The same test source runs under Criterion and, where Criterion cannot run (ThreadSanitizer),
 * under plain_runner.c, which understands the words below. SAAS_PLAIN_RUNNER says which one it is.
 * Threads: assertions belong to the thread that runs the test; other threads hand their results to
 * it.
 */
#ifndef SAAS_SUPPORT_TEST_H
#define SAAS_SUPPORT_TEST_H

#include <saas/saas.h>
#include <stdio.h>
#include <string.h>

#ifdef SAAS_PLAIN_RUNNER
#include "support/plain_runner.h"
#else
#include <criterion/criterion.h>

/* Criterion's reports do not carry the reason of a skip: tests/support/run_suite.py takes it from
 * this line. */
#undef cr_skip_test
#define cr_skip_test(...)                                                                          \
    do {                                                                                           \
        fprintf(stderr, "\nskip: %s/%s: ", criterion_current_test->category,                       \
                criterion_current_test->name);                                                     \
        fprintf(stderr, __VA_ARGS__);                                                              \
        fputc('\n', stderr);                                                                       \
        fflush(stderr);                                                                            \
        cr_skip("%s", "");                                                                         \
    } while (0)
#endif

/* assert_status(saas_x(…, &err), SAAS_ERR_NOT_FOUND, &err): on failure it says both names and what
 * err holds. */
#define assert_status(actual, expected, err)                                                       \
    do {                                                                                           \
        saas_status test_actual_ = (actual);                                                       \
        saas_status test_expected_ = (expected);                                                   \
        const saas_error *test_err_ = (err);                                                       \
        char test_detail_[TEST_DETAIL_SIZE] = "";                                                  \
        cr_assert(test_actual_ == test_expected_, "%s is %s, not %s%s", #actual,                   \
                  saas_status_name(test_actual_), saas_status_name(test_expected_),                \
                  test_error_detail(test_detail_, test_actual_, test_err_));                       \
    } while (0)

#define assert_ok(call, err) assert_status(call, SAAS_OK, err)

enum { TEST_DETAIL_SIZE = 1024 };

/* ": last_admin: A workspace keeps an administrator. [/role too_long]", or nothing when there is no
 * error. */
static inline const char *test_error_detail(char *out, saas_status status, const saas_error *err)
{
    size_t used;

    if (!err || status == SAAS_OK || status == SAAS_PENDING)
        return out;

    used = (size_t)snprintf(out, TEST_DETAIL_SIZE, ": %s: %s", err->code, err->message);
    for (unsigned i = 0; i < err->issue_count && i < SAAS_ERROR_ISSUES_MAX; i++) {
        if (used >= TEST_DETAIL_SIZE)
            break;
        used += (size_t)snprintf(out + used, TEST_DETAIL_SIZE - used, " [%s %s]",
                                 err->issues[i].pointer, err->issues[i].code);
    }
    return out;
}

#endif
