/* SPDX-License-Identifier: MIT */
/* Writing JSON. Its own, since building a tree of jansson's for each record cost more than
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

/* Where its very first allocations fail, jansson 2.14 leaves the error as it was set up. */
bool saas__json_is_no_memory(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);

    return code == json_error_out_of_memory || code == json_error_unknown;
}
