/* SPDX-License-Identifier: MIT */
/* The growing text. */
#include "base/buf.h"

#include "base/alloc.h"
#include "support/test.h"
#include "unit/fixture.h"

TestSuite(buf, .fini = unit_heal_allocations);

Test(buf, appends)
{
    SAAS_AUTO_FREE char *text = NULL;
    struct saas_buf buf;

    saas__buf_init(&buf, 100);
    saas__buf_text(&buf, "one");
    saas__buf_add(&buf, " two three", 4);
    saas__buf_printf(&buf, " %d%s", 3, "!");
    cr_expect_eq(buf.length, strlen("one two 3!"));
    text = saas__buf_take(&buf);
    cr_assert_str_eq(text, "one two 3!");
}

Test(buf, grows_to_its_maximum_and_not_beyond)
{
    struct saas_buf buf;

    saas__buf_init(&buf, 5000);
    for (int i = 0; i < 5000; i++)
        saas__buf_add(&buf, "x", 1);
    cr_assert(!buf.failed);
    cr_expect_eq(buf.length, 5000);
    cr_expect_eq(strlen(buf.text), 5000);
    saas__buf_add(&buf, "x", 1);
    cr_expect(buf.failed);
    cr_expect_eq(buf.length, 5000);
    saas__buf_clear(&buf);
}

Test(buf, appends_a_piece_whole_or_not_at_all)
{
    struct saas_buf buf;

    saas__buf_init(&buf, 8);
    saas__buf_text(&buf, "12345");
    saas__buf_printf(&buf, "%s", "6789");
    cr_expect(buf.failed);
    cr_expect_str_eq(buf.text, "12345");
    saas__buf_clear(&buf);
}

Test(buf, remembers_that_it_failed)
{
    struct saas_buf buf;

    saas__buf_init(&buf, 8);
    saas__buf_text(&buf, "123456789");
    saas__buf_text(&buf, "fits");
    cr_expect(buf.failed);
    cr_expect_eq(buf.length, 0);
    cr_expect_null(saas__buf_take(&buf));
}

Test(buf, without_memory_fails)
{
    struct saas_buf buf;

    saas__buf_init(&buf, 1 << 20);
    saas__buf_text(&buf, "before");
    unit_fail_allocations_after(0);
    for (int i = 0; i < 100; i++)
        saas__buf_text(&buf, "longer than what there is room for");
    unit_heal_allocations();
    cr_expect(buf.failed);
    saas__buf_text(&buf, "after");
    cr_expect_null(saas__buf_take(&buf));
}

Test(buf, that_was_cleared_starts_anew_with_its_maximum)
{
    struct saas_buf buf;

    saas__buf_init(&buf, 4);
    saas__buf_text(&buf, "12345");
    saas__buf_clear(&buf);
    cr_assert(!buf.failed);
    saas__buf_text(&buf, "1234");
    cr_expect_str_eq(buf.text, "1234");
    saas__buf_text(&buf, "5");
    cr_expect(buf.failed);
    saas__buf_clear(&buf);
}
