/* SPDX-License-Identifier: MIT */
/* Structs that an older or a newer program knows in another size. */
#include "client/options.h"

#include "support/test.h"

/* The same struct as three releases have it. */
struct old_params {
    size_t struct_size;
    const char *name;
};
struct params {
    size_t struct_size;
    const char *name;
    int count;
    bool flag;
};
struct new_params {
    struct params known;
    const char *later;
    char more[40];
};

TestSuite(options);

static saas_status read_params(struct params *to, const void *from, saas_error *err)
{
    memset(to, 'x', sizeof(*to));
    return saas__options_read(to, sizeof(*to), from, err);
}

Test(options, of_the_same_size_are_copied)
{
    struct params from = {sizeof(from), "name", 7, true};
    saas_error err = SAAS_ERROR_INIT;
    struct params to;

    assert_ok(read_params(&to, &from, &err), &err);
    cr_expect_str_eq(to.name, "name");
    cr_expect_eq(to.count, 7);
    cr_expect(to.flag);
}

Test(options, of_an_older_program_have_zeros_for_what_it_does_not_know)
{
    struct {
        struct old_params params;
        char after[64];
    } from = {{sizeof(struct old_params), "name"}, "beyond the end of the struct"};
    saas_error err = SAAS_ERROR_INIT;
    struct params to;

    assert_ok(read_params(&to, &from, &err), &err);
    cr_expect_str_eq(to.name, "name");
    cr_expect_eq(to.count, 0);
    cr_expect(!to.flag);
}

Test(options, of_a_newer_program_that_sets_nothing_new_are_fine)
{
    struct new_params from;
    saas_error err = SAAS_ERROR_INIT;
    struct params to;

    memset(&from, 0, sizeof(from));
    from.known = (struct params){sizeof(from), "name", 7, true};
    assert_ok(read_params(&to, &from, &err), &err);
    cr_expect_str_eq(to.name, "name");
    cr_expect_eq(to.count, 7);
}

Test(options, of_a_newer_program_that_sets_something_new_are_refused)
{
    for (size_t at = sizeof(struct params); at < sizeof(struct new_params); at++) {
        struct new_params from;
        saas_error err = SAAS_ERROR_INIT;
        struct params to;

        memset(&from, 0, sizeof(from));
        from.known.struct_size = sizeof(from);
        ((char *)&from)[at] = 1;
        assert_status(read_params(&to, &from, &err), SAAS_ERR_INVALID, &err);
        cr_expect_str_eq(err.code, "bad_argument");
        cr_expect_not_null(strstr(err.message, "newer"));
    }
}

Test(options, whose_size_is_not_set_are_refused)
{
    for (size_t size = 0; size < sizeof(size_t); size++) {
        struct params from = {size, "name", 7, true};
        saas_error err = SAAS_ERROR_INIT;
        struct params to;

        assert_status(read_params(&to, &from, &err), SAAS_ERR_INVALID, &err);
        cr_expect_not_null(strstr(err.message, "struct_size"));
    }
}

Test(options, that_are_refused_need_no_place_for_the_error)
{
    struct params from = {0};
    struct params to;

    cr_expect_eq(read_params(&to, &from, NULL), SAAS_ERR_INVALID);
}
