/* SPDX-License-Identifier: MIT */
/* JSON that is written here is read by another implementation, jansson, as what it was. */
#include "base/json.h"

#include <jansson.h>

#include "base/alloc.h"
#include "support/test.h"

TestSuite(json);

static const char *written(struct saas_buf *buf, const char *text)
{
    saas__buf_init(buf, 1 << 16);
    saas__json_string(buf, text);
    cr_assert(!buf->failed);
    return buf->text;
}

static void expect_read_back(const char *text)
{
    struct saas_buf buf;
    json_t *json = json_loads(written(&buf, text), JSON_DECODE_ANY, NULL);

    cr_expect(json_is_string(json), "%s is no JSON string", buf.text);
    if (json_is_string(json))
        cr_expect_str_eq(json_string_value(json), text);
    json_decref(json);
    saas__buf_clear(&buf);
}

Test(json, string_of_each_character_of_ascii_is_read_back)
{
    char text[] = "a?b";

    for (int c = 1; c < 128; c++) {
        text[1] = (char)c;
        expect_read_back(text);
    }
}

Test(json, string_of_any_script_is_read_back)
{
    static const char *const texts[] = {
        "",           "\u00E9\u00DF",   "\u65E5\u672C", "\U0001F680", "\u2028\u2029",     "\\u0041",
        "\"}{\"",     "\\\\\"",         "\\",           "</script>",  "\xC2\x80\xC2\x9F", "\uFFFF",
        "\U0010FFFF", "tab\tnew\nline",
    };

    for (size_t i = 0; i < SAAS_COUNT(texts); i++)
        expect_read_back(texts[i]);
}

Test(json, string_escapes_what_rfc_8259_says)
{
    static const struct {
        const char *text;
        const char *json;
    } cases[] = {
        {"plain", "\"plain\""},  {"\"", "\"\\\"\""},      {"\\", "\"\\\\\""}, {"\n", "\"\\n\""},
        {"\x01", "\"\\u0001\""}, {"\x1F", "\"\\u001f\""}, {"/", "\"/\""},     {"\x7F", "\"\x7F\""},
    };
    struct saas_buf buf;

    for (size_t i = 0; i < SAAS_COUNT(cases); i++) {
        cr_expect_str_eq(written(&buf, cases[i].text), cases[i].json);
        saas__buf_clear(&buf);
    }
}

Test(json, string_that_is_missing_is_null)
{
    struct saas_buf buf;

    cr_expect_str_eq(written(&buf, NULL), "null");
    saas__buf_clear(&buf);
}

Test(json, object_has_commas_between_its_members)
{
    struct saas_buf buf;

    saas__buf_init(&buf, 1000);
    saas__buf_text(&buf, "{");
    saas__json_name(&buf, "a");
    saas__json_string(&buf, "{");
    saas__json_name(&buf, "b");
    saas__buf_text(&buf, "{");
    saas__json_name(&buf, "c");
    saas__json_int(&buf, -9223372036854775807LL - 1);
    saas__buf_text(&buf, "}");
    saas__json_name(&buf, "d");
    saas__json_int(&buf, 0);
    saas__buf_text(&buf, "}");
    cr_expect_str_eq(buf.text, "{\"a\":\"{\",\"b\":{\"c\":-9223372036854775808},\"d\":0}");
    saas__buf_clear(&buf);
}

Test(json, that_grows_too_long_fails)
{
    struct saas_buf buf;

    saas__buf_init(&buf, 10);
    saas__json_string(&buf, "\x01\x01");
    cr_expect(buf.failed);
    saas__buf_clear(&buf);
}
