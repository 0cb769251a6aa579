/* SPDX-License-Identifier: MIT */
/*
 * Criterion's words for plain_runner.c: Test, TestSuite and the assertions that the tests here use.
 * Included by support/test.h only. The optional message is a literal format, as in Criterion.
 */
#ifndef SAAS_SUPPORT_PLAIN_RUNNER_H
#define SAAS_SUPPORT_PLAIN_RUNNER_H

#include <stdbool.h>
#include <string.h>

/* A test's options, or its suite's, which hold where the test has none. */
struct plain_options {
    int first; /* lets the macros end a list of options that may be empty */
    void (*init)(void);
    void (*fini)(void);
    int signal;    /* the test ends by this signal */
    int exit_code; /* the test leaves by exit() with this status */
    bool disabled;
    double timeout; /* seconds; 0: the runner's --timeout */
    const char *description;
};

/* One test or, without `run`, one suite; a list that constructors fill before main(). */
struct plain_entry {
    const char *suite;
    const char *name;
    void (*run)(void);
    const struct plain_options *options;
    struct plain_entry *next;
};

void plain_register(struct plain_entry *entry);

/* Note a failure and go on. */
__attribute__((format(printf, 4, 5))) void plain_expect_failed(const char *file, int line,
                                                               const char *what, const char *format,
                                                               ...);
/* Note a failure and leave the test; its fini still runs. */
__attribute__((noreturn, format(printf, 4, 5))) void plain_assert_failed(const char *file, int line,
                                                                         const char *what,
                                                                         const char *format, ...);
/* Leave the test: it is counted as skipped, with this reason. */
__attribute__((noreturn, format(printf, 1, 2))) void plain_skip(const char *format, ...);

#define PLAIN_ENTRY(Id, Suite, Name, Run, ...)                                                     \
    static const struct plain_options Id##_options = {.first = 0, __VA_ARGS__};                    \
    __attribute__((constructor)) static void Id##_register(void)                                   \
    {                                                                                              \
        static struct plain_entry entry = {Suite, Name, Run, &Id##_options, NULL};                 \
        plain_register(&entry);                                                                    \
    }

#define Test(Suite, Name, ...)                                                                     \
    static void Suite##_##Name##_test(void);                                                       \
    PLAIN_ENTRY(Suite##_##Name, #Suite, #Name, Suite##_##Name##_test, __VA_ARGS__)                 \
    static void Suite##_##Name##_test(void)

/* Takes the semicolon that follows it. */
#define TestSuite(Suite, ...)                                                                      \
    PLAIN_ENTRY(Suite##_suite, #Suite, NULL, NULL, __VA_ARGS__)                                    \
    struct plain_entry

/* The blank before the format keeps an absent message from being an empty format. */
#define PLAIN_CHECK(failed, cond, what, ...)                                                       \
    ((cond) ? (void)0 : failed(__FILE__, __LINE__, what, " " __VA_ARGS__))
#define PLAIN_ASSERT(...) PLAIN_CHECK(plain_assert_failed, __VA_ARGS__)
#define PLAIN_EXPECT(...) PLAIN_CHECK(plain_expect_failed, __VA_ARGS__)

#define cr_skip_test(...) plain_skip(__VA_ARGS__)
#define cr_assert_fail(...) PLAIN_ASSERT(false, "this line is reached", __VA_ARGS__)
#define cr_expect_fail(...) PLAIN_EXPECT(false, "this line is reached", __VA_ARGS__)

#define cr_assert(c, ...) PLAIN_ASSERT(c, #c " is false", __VA_ARGS__)
#define cr_expect(c, ...) PLAIN_EXPECT(c, #c " is false", __VA_ARGS__)
#define cr_assert_not(c, ...) PLAIN_ASSERT(!(c), #c " is true", __VA_ARGS__)
#define cr_expect_not(c, ...) PLAIN_EXPECT(!(c), #c " is true", __VA_ARGS__)

#define PLAIN_OP(check, a, op, b, ...) check((a)op(b), #a " " #op " " #b " is false", __VA_ARGS__)
#define cr_assert_eq(a, b, ...) PLAIN_OP(PLAIN_ASSERT, a, ==, b, __VA_ARGS__)
#define cr_expect_eq(a, b, ...) PLAIN_OP(PLAIN_EXPECT, a, ==, b, __VA_ARGS__)
#define cr_assert_neq(a, b, ...) PLAIN_OP(PLAIN_ASSERT, a, !=, b, __VA_ARGS__)
#define cr_expect_neq(a, b, ...) PLAIN_OP(PLAIN_EXPECT, a, !=, b, __VA_ARGS__)
#define cr_assert_lt(a, b, ...) PLAIN_OP(PLAIN_ASSERT, a, <, b, __VA_ARGS__)
#define cr_expect_lt(a, b, ...) PLAIN_OP(PLAIN_EXPECT, a, <, b, __VA_ARGS__)
#define cr_assert_leq(a, b, ...) PLAIN_OP(PLAIN_ASSERT, a, <=, b, __VA_ARGS__)
#define cr_expect_leq(a, b, ...) PLAIN_OP(PLAIN_EXPECT, a, <=, b, __VA_ARGS__)
#define cr_assert_gt(a, b, ...) PLAIN_OP(PLAIN_ASSERT, a, >, b, __VA_ARGS__)
#define cr_expect_gt(a, b, ...) PLAIN_OP(PLAIN_EXPECT, a, >, b, __VA_ARGS__)
#define cr_assert_geq(a, b, ...) PLAIN_OP(PLAIN_ASSERT, a, >=, b, __VA_ARGS__)
#define cr_expect_geq(a, b, ...) PLAIN_OP(PLAIN_EXPECT, a, >=, b, __VA_ARGS__)

#define cr_assert_null(p, ...) PLAIN_ASSERT((p) == NULL, #p " is not null", __VA_ARGS__)
#define cr_expect_null(p, ...) PLAIN_EXPECT((p) == NULL, #p " is not null", __VA_ARGS__)
#define cr_assert_not_null(p, ...) PLAIN_ASSERT((p) != NULL, #p " is null", __VA_ARGS__)
#define cr_expect_not_null(p, ...) PLAIN_EXPECT((p) != NULL, #p " is null", __VA_ARGS__)

/* Strings, where the values themselves are worth a line; NULL equals NULL only. */
int plain_strcmp(const char *a, const char *b);
const char *plain_texts(const char *what, const char *a, const char *b);

#define PLAIN_STR(failed, a, op, b, ...)                                                           \
    do {                                                                                           \
        const char *plain_a_ = (a);                                                                \
        const char *plain_b_ = (b);                                                                \
        PLAIN_CHECK(failed, plain_strcmp(plain_a_, plain_b_) op 0,                                 \
                    plain_texts(#a " " #op " " #b, plain_a_, plain_b_), __VA_ARGS__);              \
    } while (0)
#define cr_assert_str_eq(a, b, ...) PLAIN_STR(plain_assert_failed, a, ==, b, __VA_ARGS__)
#define cr_expect_str_eq(a, b, ...) PLAIN_STR(plain_expect_failed, a, ==, b, __VA_ARGS__)
#define cr_assert_str_neq(a, b, ...) PLAIN_STR(plain_assert_failed, a, !=, b, __VA_ARGS__)
#define cr_expect_str_neq(a, b, ...) PLAIN_STR(plain_expect_failed, a, !=, b, __VA_ARGS__)
#define cr_assert_str_lt(a, b, ...) PLAIN_STR(plain_assert_failed, a, <, b, __VA_ARGS__)
#define cr_expect_str_lt(a, b, ...) PLAIN_STR(plain_expect_failed, a, <, b, __VA_ARGS__)
#define cr_assert_str_gt(a, b, ...) PLAIN_STR(plain_assert_failed, a, >, b, __VA_ARGS__)
#define cr_expect_str_gt(a, b, ...) PLAIN_STR(plain_expect_failed, a, >, b, __VA_ARGS__)

#define cr_assert_str_empty(a, ...) PLAIN_ASSERT(*(a) == '\0', #a " is not empty", __VA_ARGS__)
#define cr_assert_str_not_empty(a, ...) PLAIN_ASSERT(*(a) != '\0', #a " is empty", __VA_ARGS__)
#define cr_assert_arr_eq(a, b, size, ...)                                                          \
    PLAIN_ASSERT(memcmp(a, b, size) == 0, #a " does not hold the bytes of " #b, __VA_ARGS__)
#define cr_assert_arr_neq(a, b, size, ...)                                                         \
    PLAIN_ASSERT(memcmp(a, b, size) != 0, #a " holds the bytes of " #b, __VA_ARGS__)

#endif
