/* SPDX-License-Identifier: MIT */
/* Ids: their form, their order, and what is none. */
#include "base/id.h"

#include "support/test.h"
#include "unit/fixture.h"

#define LETTERS "01hzzzzzzzzzzzzzzzzzzzzzzz"

TestSuite(id);

Test(id, has_the_prefix_an_underscore_and_26_letters_of_base32)
{
    char id[SAAS_ID_SIZE];

    for (int i = 0; i < 200; i++) {
        saas__id_new(unit_env(), id, "proj");
        cr_assert_eq(strlen(id), strlen("proj_") + 26, "%s", id);
        cr_assert_eq(strncmp(id, "proj_", 5), 0, "%s", id);
        cr_assert_eq(strspn(id + 5, "0123456789abcdefghjkmnpqrstvwxyz"), 26, "%s", id);
        cr_assert(saas__id_is(id, "proj"), "%s", id);
    }
}

Test(id, of_a_known_time_and_randomness_is_the_known_uuid)
{
    unsigned char ones = 0xFF;
    struct saas_env env = *unit_env();
    char id[SAAS_ID_SIZE];

    /* 1 ms and 500 us: 00000000-0001-7800-bfff-ffffffffffff. */
    env.random = unit_same_bytes;
    env.random_context = &ones;
    unit_set_time(1500);
    saas__id_new(&env, id, "x");
    cr_assert_str_eq(id, "x_0000000001f00bzzzzzzzzzzzz");
}

Test(id, sorts_by_creation_within_a_millisecond)
{
    char previous[SAAS_ID_SIZE] = "";
    char id[SAAS_ID_SIZE];

    for (int us = 0; us < 3000; us++) {
        unit_set_time(UNIT_NOW_S * UNIT_SECOND + us);
        saas__id_new(unit_env(), id, "task");
        cr_assert_str_gt(id, previous);
        memcpy(previous, id, sizeof(id));
    }
}

Test(id, sorts_by_creation_over_years)
{
    char previous[SAAS_ID_SIZE] = "";
    char id[SAAS_ID_SIZE];

    for (saas_time now = 0; now < (1LL << 55); now = now * 3 + 1) {
        unit_set_time(now);
        saas__id_new(unit_env(), id, "task");
        cr_assert_str_gt(id, previous);
        memcpy(previous, id, sizeof(id));
    }
}

Test(id, of_one_moment_differs_from_the_next)
{
    char first[SAAS_ID_SIZE];
    char second[SAAS_ID_SIZE];

    saas__id_new(unit_env(), first, "task");
    saas__id_new(unit_env(), second, "task");
    cr_assert_str_neq(first, second);
}

Test(id, is_of_its_own_kind_only)
{
    static const char *const others[] = {"pro", "proj_", "project", "roj", "PROJ", "ws", ""};
    char id[SAAS_ID_SIZE];

    saas__id_new(unit_env(), id, "proj");
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        cr_expect(!saas__id_is(id, others[i]), "%s passes as \"%s\"", id, others[i]);
}

Test(id, of_any_26_letters_below_2_to_the_128_is_one)
{
    cr_expect(saas__id_is("ws_" LETTERS, "ws"));
    cr_expect(saas__id_is("ws_00000000000000000000000000", "ws"));
    cr_expect(saas__id_is("ws_7zzzzzzzzzzzzzzzzzzzzzzzzz", "ws"));
}

Test(id, in_any_other_form_is_none)
{
    static const char *const garbage[] = {
        "",
        "ws",
        "ws_",
        "ws" LETTERS,
        "ws-" LETTERS,
        "ws__" LETTERS,
        "_" LETTERS,
        LETTERS,
        " ws_" LETTERS,
        "ws_" LETTERS " ",
        "ws_" LETTERS "\n",
        "ws_" LETTERS "0",
        "ws_01hzzzzzzzzzzzzzzzzzzzzzz",  /* 25 letters */
        "ws_8zzzzzzzzzzzzzzzzzzzzzzzzz", /* 2 to the 128 */
        "ws_01HZZZZZZZZZZZZZZZZZZZZZZZ", /* upper case */
        "ws_01hzzzzzzzzzzzzzzzzzzzzzzi", /* i, l, o, u are no letters of it */
        "ws_01hzzzzzzzzzzzzzzzzzzzzzzl",
        "ws_01hzzzzzzzzzzzzzzzzzzzzzzo",
        "ws_01hzzzzzzzzzzzzzzzzzzzzzzu",
        "ws_01hzzzzzzzzzzzzzzzzzzzzz'-",
        "ws_01hzzzzzzzzzzzzzzzzzzzzz\xC3\xA9",
    };

    for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++)
        cr_expect(!saas__id_is(garbage[i], "ws"), "\"%s\"", garbage[i]);
}
