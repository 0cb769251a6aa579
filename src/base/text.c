/* SPDX-License-Identifier: MIT */
/* Text from outside, made safe and uniform with utf8proc. */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* A code point takes at most 4 bytes, and NFC at most triples a text's length
 * (Unicode Standard Annex 15, 14.1); longer input is too long before it is read. */
enum { BYTES_PER_CHAR = 12 };

static bool is_space(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' ||
           category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

/* Whether a person would see something there. Fillers and variation selectors show nothing;
 * what utf8proc does not know yet may be a new letter. */
static bool is_visible(utf8proc_int32_t c)
{
    if (c == 0x2800 || is_space(c) || utf8proc_get_property(c)->ignorable) /* braille blank */
        return false;
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
        return false;
    default:
        return true;
    }
}

static const char *trim(const char *text, size_t *length)
{
    const char *start = text + strlen(text);
    const char *end = text;
    utf8proc_int32_t c;

    for (const char *p = text; *p;) {
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &c);

        if (!is_space(c)) {
            if (p < start)
                start = p;
            end = p + size;
        }
        p += size;
    }
    *length = end > start ? (size_t)(end - start) : 0;
    return start;
}

/* Checks the trimmed text character by character. */
static enum saas_text_fault check(const char *text, size_t length, size_t max_chars)
{
    size_t count = 0;
    bool visible = false;
    utf8proc_int32_t c;

    for (size_t i = 0; i < length; count++) {
        i += (size_t)utf8proc_iterate((const utf8proc_uint8_t *)text + i, -1, &c);
        if (utf8proc_category(c) == UTF8PROC_CATEGORY_CC)
            return SAAS_TEXT_CONTROL;
        visible = visible || is_visible(c);
    }
    if (!visible)
        return SAAS_TEXT_EMPTY;
    return count > max_chars ? SAAS_TEXT_TOO_LONG : SAAS_TEXT_OK;
}

static bool is_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text & 0x80)
            return false;
    return true;
}

enum saas_text_fault saas__text_normalise(struct saas_arena *arena, const char *text,
                                          size_t max_chars, const char **out)
{
    utf8proc_uint8_t *composed = NULL;
    enum saas_text_fault fault;
    size_t length;

    if (strnlen(text, max_chars * BYTES_PER_CHAR + 1) > max_chars * BYTES_PER_CHAR)
        return SAAS_TEXT_TOO_LONG;
    if (!is_ascii(text)) {
        if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &composed,
                         UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE) ==
            UTF8PROC_ERROR_NOMEM)
            return SAAS_TEXT_NO_MEMORY;
        if (!composed)
            return SAAS_TEXT_NOT_UTF8;
        text = (const char *)composed;
    }
    text = trim(text, &length);
    fault = check(text, length, max_chars);
    if (fault == SAAS_TEXT_OK) {
        *out = saas__arena_strndup(arena, text, length);
        if (!*out)
            fault = SAAS_TEXT_NO_MEMORY;
    }
    free(composed); /* utf8proc's, not ours */
    return fault;
}

bool saas__text_is_word(const char *text)
{
    utf8proc_int32_t c;

    while (*text) {
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);

        if (size < 0 || !is_visible(c))
            return false;
        text += size;
    }
    return true;
}

const char *saas__text_lower(struct saas_arena *arena, const char *text)
{
    /* Of all letters only U+0130 and the like grow, from 2 bytes to 3. */
    char *lower = saas__arena_alloc(arena, strlen(text) * 2 + 1);
    char *end = lower;
    utf8proc_int32_t c;

    if (!lower)
        return NULL;
    while (*text) {
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);

        if (size < 0)
            return NULL;
        text += size;
        end += utf8proc_encode_char(utf8proc_tolower(c), (utf8proc_uint8_t *)end);
    }
    *end = '\0';
    return lower;
}
