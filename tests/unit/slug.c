/* SPDX-License-Identifier: MIT */
/* Slugs from names. */
#include "core/slug.h"

#include "base/alloc.h"
#include "support/test.h"
#include "unit/fixture.h"

#define A44 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

TestSuite(slug);

struct naming {
    const char *name;
    const char *slug;
};

static void expect_slugs(const struct naming *cases, size_t count)
{
    char slug[SAAS_SLUG_SIZE];

    for (size_t i = 0; i < count; i++) {
        saas__slug_from_name(slug, cases[i].name);
        cr_expect_str_eq(slug, cases[i].slug);
    }
}

Test(slug, is_the_name_in_lower_case_with_hyphens)
{
    static const struct naming cases[] = {
        {"Acme", "acme"},
        {"Acme Inc.", "acme-inc"},
        {"  Acme  &  Sons  ", "acme-sons"},
        {"--Acme--", "acme"},
        {"a_b/c\\d", "a-b-c-d"},
        {"R2D2 3000", "r2d2-3000"},
        {"already-a-slug", "already-a-slug"},
        {"A - B", "a-b"},
        {"<script>alert(1)</script>", "script-alert-1-script"},
        {"acme\u3000corp\u00A0ltd", "acme-corp-ltd"},
        {"Acme \U0001F680 Rockets", "acme-rockets"},
    };

    expect_slugs(cases, SAAS_COUNT(cases));
}

Test(slug, folds_latin_letters_to_ascii)
{
    static const struct naming cases[] = {
        {"Stra\u00DFe", "strasse"},
        {"STRA\u1E9EE", "strasse"},
        {"\u00C6ther", "aether"},
        {"R\u00F8dgr\u00F8d", "rodgrod"},
        {"\u0141\u00F3d\u017A", "lodz"},
        {"\u0152uvre", "oeuvre"},
        {"\u00DE\u00F3r\u00F0ur", "thordur"},
        {"\u0110or\u0111e", "dorde"},
        {"Caf\u00E9 M\u00FCnchen", "cafe-munchen"},
        {"Cafe\u0301", "cafe"},
        {"\u0130stanbul \u0131\u015F\u0131k", "istanbul-isik"},
        {"\u0126al \u0166a \u014Ba", "hal-ta-na"},
        {"\uFF21\uFF22\uFF23", "abc"}, /* full width */
        {"\uFB01nal", "final"},        /* a ligature */
    };

    expect_slugs(cases, SAAS_COUNT(cases));
}

Test(slug, drops_apostrophes)
{
    static const struct naming cases[] = {
        {"Ada's Lab", "adas-lab"},
        {"Ada\u2019s Lab", "adas-lab"},
        {"O'Reilly", "oreilly"},
        {"'''", "workspace"},
    };

    expect_slugs(cases, SAAS_COUNT(cases));
}

Test(slug, of_a_name_without_latin_letters_is_workspace)
{
    static const struct naming cases[] = {
        {"", "workspace"},
        {"   ", "workspace"},
        {"---", "workspace"},
        {"!?", "workspace"},
        {"\u65E5\u672C\u8A9E", "workspace"},
        {"\u041C\u043E\u0441\u043A\u0432\u0430", "workspace"},
        {"\u0645\u0631\u062D\u0628\u0627", "workspace"},
        {"\U0001F680", "workspace"},
        {"\u0301\u0302", "workspace"},
        {"\u65E5\u672C\u8A9E Labs 7", "labs-7"},
    };

    expect_slugs(cases, SAAS_COUNT(cases));
}

Test(slug, that_would_be_too_short_is_lengthened)
{
    static const struct naming cases[] = {
        {"A", "a-workspace"}, {"ab", "ab-workspace"},      {"7", "7-workspace"},
        {"abc", "abc"},       {"\u65E5 x", "x-workspace"},
    };

    expect_slugs(cases, SAAS_COUNT(cases));
}

Test(slug, that_would_be_too_long_is_cut)
{
    static const struct naming cases[] = {
        {A44 "bbbb", A44 "bbbb"},           {A44 "bbbbb", A44 "bbbb"},
        {A44 "bbb c", A44 "bbb"}, /* not after a hyphen */
        {A44 "bbb - - c", A44 "bbb"},       {A44 "bbbb c", A44 "bbbb"},
        {A44 " bc defg", A44 "-bc"},        {A44 "bbb\u00DF", A44 "bbbs"},
        {A44 "bbb\u65E5\u672C", A44 "bbb"},
    };

    expect_slugs(cases, SAAS_COUNT(cases));
}

Test(slug, is_valid_with_3_to_48_of_its_letters)
{
    static const char *const valid[] = {"abc", "a-b", "000", "a-b-c-d", "1st", A44 "bbbb"};

    for (size_t i = 0; i < SAAS_COUNT(valid); i++)
        cr_expect(saas__slug_is_valid(valid[i]), "%s", valid[i]);
}

Test(slug, in_any_other_form_is_invalid)
{
    static const char *const invalid[] = {
        "",    "a",   "ab",  "-ab",  "ab-",  "a--b",  "---",       "Abc",  "a b",
        "a_b", "a.b", "a/b", "abc ", " abc", "abc\n", "caf\u00E9", "abc%", A44 "bbbbb",
    };

    for (size_t i = 0; i < SAAS_COUNT(invalid); i++)
        cr_expect(!saas__slug_is_valid(invalid[i]), "\"%s\"", invalid[i]);
}

Test(slug, that_is_a_route_or_looks_official_is_reserved)
{
    static const char *const reserved[] = {"api",   "admin",  "www",     "new",     "app",
                                           "login", "invite", "billing", "support", "sign-in"};
    static const char *const free_ones[] = {"acme", "apis", "admin-2", "ap", "workspace", "API"};

    for (size_t i = 0; i < SAAS_COUNT(reserved); i++)
        cr_expect(saas__slug_is_reserved(reserved[i]), "%s", reserved[i]);
    for (size_t i = 0; i < SAAS_COUNT(free_ones); i++)
        cr_expect(!saas__slug_is_reserved(free_ones[i]), "%s", free_ones[i]);
}

Test(slug, candidates_are_the_slug_then_numbers_then_something_random)
{
    char candidates[SAAS_SLUG_CANDIDATES][SAAS_SLUG_SIZE];
    unsigned char byte = 0xA5;
    struct saas_env env = *unit_env();

    env.random = unit_same_bytes;
    env.random_context = &byte;
    saas__slug_candidates(&env, "Acme", candidates);
    cr_expect_str_eq(candidates[0], "acme");
    cr_expect_str_eq(candidates[1], "acme-2");
    cr_expect_str_eq(candidates[2], "acme-3");
    cr_expect_str_eq(candidates[3], "acme-a5a5a5a5a5a5");
}

Test(slug, candidates_of_a_reserved_name_begin_with_a_number)
{
    char candidates[SAAS_SLUG_CANDIDATES][SAAS_SLUG_SIZE];

    saas__slug_candidates(unit_env(), "Admin", candidates);
    cr_expect_str_eq(candidates[0], "");
    cr_expect_str_eq(candidates[1], "admin-2");
    cr_expect_str_eq(candidates[2], "admin-3");
}

Test(slug, candidates_of_a_long_name_are_cut_before_a_hyphen)
{
    char candidates[SAAS_SLUG_CANDIDATES][SAAS_SLUG_SIZE];

    saas__slug_candidates(unit_env(), A44 "a bb", candidates);
    cr_expect_str_eq(candidates[0], A44 "a-bb");
    cr_expect_str_eq(candidates[1], A44 "a-2");
    cr_expect_eq(strlen(candidates[3]), SAAS_SLUG_MAX);
}

/* A name of up to 80 characters, drawn from what makes trouble. */
static void draw_name(char *name)
{
    static const char *const pieces[] = {"a",      "Z",          "9",      " ",      "-",  "'",
                                         "\u00DF", "\u00C6",     "\u0301", "\u65E5", "--", "ing",
                                         "\u00E9", "\U0001F680", "_",      "x"};
    unsigned count = unit_random() % 80;

    *name = '\0';
    while (count-- > 0)
        name = stpcpy(name, pieces[unit_random() % SAAS_COUNT(pieces)]);
}

Test(slug, candidates_of_any_name_are_valid)
{
    char candidates[SAAS_SLUG_CANDIDATES][SAAS_SLUG_SIZE];
    char name[512];

    for (int round = 0; round < 5000; round++) {
        draw_name(name);
        saas__slug_candidates(unit_env(), name, candidates);
        for (int i = 0; i < SAAS_SLUG_CANDIDATES; i++) {
            cr_assert(saas__slug_is_valid(candidates[i]), "\"%s\" of \"%s\"", candidates[i], name);
            cr_assert(!saas__slug_is_reserved(candidates[i]), "%s", candidates[i]);
        }
    }
}

Test(slug, of_bytes_that_are_no_utf8_is_valid_as_well)
{
    char slug[SAAS_SLUG_SIZE];

    saas__slug_from_name(slug, "abc\xFF\xFE");
    cr_expect(saas__slug_is_valid(slug), "\"%s\"", slug);
    saas__slug_from_name(slug, "\xC3");
    cr_expect_str_eq(slug, "workspace");
}
