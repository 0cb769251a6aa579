/* SPDX-License-Identifier: MIT */
/* Text from outside: what is refused, and what becomes of the rest. */
#include "base/text.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "support/test.h"
#include "unit/fixture.h"

enum { MAX = 10 };

static struct saas_arena arena;

static void start(void)
{
    saas__arena_init(&arena, NULL, 0);
}

static void stop(void)
{
    saas__arena_clear(&arena);
}

TestSuite(text, .init = start, .fini = stop);

static enum saas_text_fault fault_of(const char *text)
{
    const char *out = NULL;
    enum saas_text_fault fault = saas__text_normalise(&arena, text, MAX, &out);

    cr_assert_eq(out != NULL, fault == SAAS_TEXT_OK, "\"%s\"", text);
    return fault;
}

static const char *normal(const char *text)
{
    const char *out = NULL;

    cr_assert_eq(saas__text_normalise(&arena, text, MAX, &out), SAAS_TEXT_OK, "\"%s\"", text);
    return out;
}

static void expect_all(const char *const texts[], size_t count, enum saas_text_fault fault)
{
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(fault_of(texts[i]), fault, "number %zu, \"%s\"", i, texts[i]);
}

Test(text, is_composed)
{
    cr_expect_str_eq(normal("e\u0301"), "\u00E9");
    cr_expect_str_eq(normal("\u1100\u1161\u11A8"), "\uAC01");  /* Hangul */
    cr_expect_str_eq(normal("\u212B"), "\u00C5");              /* the sign of Angstrom */
    cr_expect_str_eq(normal("a\u0307\u0323"), "\u1EA1\u0307"); /* marks in order */
    cr_expect_str_eq(normal("\uFB01"), "\uFB01"); /* a ligature is no canonical equivalent */
}

Test(text, that_is_normal_stays_as_it_is)
{
    static const char *const texts[] = {
        "a", "A b  c", "\u00E9\u00DF", "\u65E5\u672C\u8A9E", "\U0001F680", "'; --", "a\u200Db"};

    for (size_t i = 0; i < SAAS_COUNT(texts); i++)
        cr_expect_str_eq(normal(texts[i]), texts[i]);
}

Test(text, loses_the_spaces_around_it)
{
    static const char *const spaces[] = {
        " ",      "\t",     "\n",     "\r\n",   "\f",     "\v",     "\u00A0", "\u1680",
        "\u2000", "\u2003", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000",
    };
    char text[64];

    for (size_t i = 0; i < SAAS_COUNT(spaces); i++) {
        snprintf(text, sizeof(text), "%s%sa b%s", spaces[i], spaces[i], spaces[i]);
        cr_expect_str_eq(normal(text), "a b", "number %zu", i);
    }
}

Test(text, with_a_control_character_is_refused)
{
    static const char *const texts[] = {"a\tb",      "a\nb",          "a\rb",      "a\x01",
                                        "\x1B[0m",   "a\x7F",         "a\xC2\x80", "a\xC2\x85",
                                        "a\xC2\x9F", "\u00E9\n\u00E9"};

    expect_all(texts, SAAS_COUNT(texts), SAAS_TEXT_CONTROL);
}

Test(text, that_is_not_utf8_is_refused)
{
    static const char *const texts[] = {
        "\x80",         /* a continuation of nothing */
        "a\xC3",        /* cut */
        "a\xC3(",       /* no continuation */
        "\xE2\x82",     /* cut */
        "\xF0\x9F\x9A", /* cut */
        "\xFE",         /* never a byte of UTF-8 */
        "\xFF",
        "\xC0\xAF", /* overlong "/" */
        "\xC1\xBF",
        "\xE0\x80\xAF",
        "\xF0\x80\x80\xAF",
        "\xC0\x80",     /* overlong NUL */
        "\xED\xA0\x80", /* U+D800, half of a surrogate pair */
        "\xED\xBF\xBF",
        "\xED\xA0\xBD\xED\xB8\x80", /* a whole pair (CESU-8) */
        "\xF4\x90\x80\x80",         /* U+110000 */
        "\xF8\x88\x80\x80\x80",
        "caf\xE9", /* Latin-1 */
    };

    expect_all(texts, SAAS_COUNT(texts), SAAS_TEXT_NOT_UTF8);
}

Test(text, in_which_one_sees_nothing_is_empty)
{
    static const char *const texts[] = {
        "",       " ",      "   ",    "\t\r\n",        "\u00A0", "\u3000\u2003", "\u200B",
        "\u200D", "\uFEFF", "\u2060", "\u200B \u200B", "\u00AD", "\u202E",       "\U000E0061",
    };

    expect_all(texts, SAAS_COUNT(texts), SAAS_TEXT_EMPTY);
}

Test(text, is_measured_in_characters)
{
    cr_expect_eq(fault_of("0123456789"), SAAS_TEXT_OK);
    cr_expect_eq(fault_of("0123456789a"), SAAS_TEXT_TOO_LONG);
    cr_expect_eq(fault_of("\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5"),
                 SAAS_TEXT_OK);
    cr_expect_eq(fault_of("\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5\u65E5x"),
                 SAAS_TEXT_TOO_LONG);
    cr_expect_eq(fault_of("\U0001F680\U0001F680\U0001F680\U0001F680\U0001F680"
                          "\U0001F680\U0001F680\U0001F680\U0001F680\U0001F680"),
                 SAAS_TEXT_OK);
}

Test(text, is_measured_after_composing_and_trimming)
{
    cr_expect_eq(fault_of("  0123456789  "), SAAS_TEXT_OK);
    cr_expect_eq(fault_of("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"),
                 SAAS_TEXT_OK);
}

Test(text, of_a_megabyte_is_too_long_before_it_is_read)
{
    char *text = malloc(1 << 20);

    cr_assert_not_null(text);
    memset(text, 0xFF, (1 << 20) - 1);
    text[(1 << 20) - 1] = '\0';
    cr_expect_eq(fault_of(text), SAAS_TEXT_TOO_LONG);
    free(text);
}

Test(text, without_memory_says_so)
{
    enum saas_text_fault fault;
    const char *out = NULL;

    unit_fail_allocations_after(0);
    fault = saas__text_normalise(&arena, "a", MAX, &out);
    unit_heal_allocations();
    cr_assert_eq(fault, SAAS_TEXT_NO_MEMORY);
}

Test(text, in_lower_case_keeps_different_letters_different)
{
    cr_expect_str_eq(saas__text_lower(&arena, "ADA@Example.TEST"), "ada@example.test");
    cr_expect_str_eq(saas__text_lower(&arena, "\u00C9\u0416\u03A9"), "\u00E9\u0436\u03C9");
    cr_expect_str_eq(saas__text_lower(&arena, "stra\u00DFe"), "stra\u00DFe");
    cr_expect_str_eq(saas__text_lower(&arena, "\u65E5"), "\u65E5");
    cr_expect_str_eq(saas__text_lower(&arena, ""), "");
}

Test(text, in_lower_case_may_be_longer)
{
    /* U+023A has 2 bytes, its lower case U+2C65 has 3. */
    cr_expect_str_eq(saas__text_lower(&arena, "\u023A\u023A\u023A"), "\u2C65\u2C65\u2C65");
}

Test(text, that_is_not_utf8_has_no_lower_case)
{
    cr_expect_null(saas__text_lower(&arena, "A\xC3"));
}
