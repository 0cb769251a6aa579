/* SPDX-License-Identifier: MIT */
/* Time as text. */
#include "base/time.h"

#include "base/alloc.h"
#include "support/test.h"
#include "unit/fixture.h"

TestSuite(time);

Test(time, is_iso_8601_with_milliseconds)
{
    static const struct {
        saas_time time;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {UNIT_NOW_S * UNIT_SECOND, "2026-05-28T20:26:40.000Z"},
        {UNIT_NOW_S * UNIT_SECOND + 7000, "2026-05-28T20:26:40.007Z"},
        {UNIT_NOW_S * UNIT_SECOND + 999999, "2026-05-28T20:26:40.999Z"}, /* cut, not rounded */
        {951782400 * UNIT_SECOND, "2000-02-29T00:00:00.000Z"},
        {4107542400 * UNIT_SECOND, "2100-03-01T00:00:00.000Z"}, /* no leap year */
        {-1, "1969-12-31T23:59:59.999Z"},
        {-UNIT_SECOND, "1969-12-31T23:59:59.000Z"},
        {-UNIT_SECOND - 1, "1969-12-31T23:59:58.999Z"},
        {-11676096000 * UNIT_SECOND, "1600-01-01T00:00:00.000Z"},
    };
    char text[SAAS_TIME_TEXT_SIZE];

    for (size_t i = 0; i < SAAS_COUNT(cases); i++) {
        saas__time_format(cases[i].time, text);
        cr_expect_str_eq(text, cases[i].text);
    }
}

Test(time, outside_the_years_1_to_9999_is_cut_to_them)
{
    char text[SAAS_TIME_TEXT_SIZE];

    saas__time_format(INT64_MAX, text);
    cr_expect_str_eq(text, "9999-12-31T23:59:59.999Z");
    saas__time_format(253402300800 * UNIT_SECOND, text);
    cr_expect_str_eq(text, "9999-12-31T23:59:59.999Z");
    saas__time_format(INT64_MIN, text);
    cr_expect_str_eq(text, "0001-01-01T00:00:00.000Z");
    saas__time_format(-62135596800 * UNIT_SECOND - 1, text);
    cr_expect_str_eq(text, "0001-01-01T00:00:00.000Z");
}
