/* SPDX-License-Identifier: MIT */
/* JSON. Writing is our own, since building a tree of jansson's for each record cost more than
 * reading the record from the database. */
#include "base/json.h"

#include <string.h>

/* RFC 8259, 7: quotes, backslashes and the controls below U+0020 have to be escaped. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

static void put_escaped(struct saas_buf *buf, unsigned char c)
{
    static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
                                   ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};

    if (c < sizeof(letters) && letters[c])
        saas__buf_add(buf, (char[]){'\\', letters[c]}, 2);
    else
        saas__buf_printf(buf, "\\u%04x", c);
}

void saas__json_string(struct saas_buf *buf, const char *text)
{
    if (!text) {
        saas__buf_add(buf, "null", 4);
        return;
    }
    saas__buf_add(buf, "\"", 1);
    while (*text) {
        size_t length = 0;

        while (text[length] && is_plain((unsigned char)text[length]))
            length++;
        saas__buf_add(buf, text, length);
        text += length;
        if (*text)
            put_escaped(buf, (unsigned char)*text++);
    }
    saas__buf_add(buf, "\"", 1);
}

void saas__json_name(struct saas_buf *buf, const char *name)
{
    if (buf->length > 0 && buf->text[buf->length - 1] != '{')
        saas__buf_add(buf, ",", 1);
    saas__buf_add(buf, "\"", 1);
    saas__buf_text(buf, name);
    saas__buf_add(buf, "\":", 2);
}

void saas__json_int(struct saas_buf *buf, long long number)
{
    saas__buf_printf(buf, "%lld", number);
}

static json_t *load(const char *text, size_t length)
{
    return json_loadb(text, length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
}

/* jansson 2.14 does not notice every allocation that fails: it may call a lack of memory a
 * syntax error, or even leave a letter out of a string, which in a token would be another
 * user. So a text is read twice, and where the readings differ, memory was short. */
enum saas_json saas__json_read(const char *text, size_t length, json_t **out)
{
    json_t *second = load(text, length);
    bool same;

    *out = load(text, length);
    same = *out && second && json_equal(*out, second);
    json_decref(second);
    if (same)
        return SAAS_JSON_READ;
    if (*out || second)
        return SAAS_JSON_NO_MEMORY;
    second = load("[0]", strlen("[0]"));
    json_decref(second);
    return second ? SAAS_JSON_MALFORMED : SAAS_JSON_NO_MEMORY;
}
