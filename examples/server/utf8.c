/* SPDX-License-Identifier: MIT */
/*
 * Finds what is no UTF-8, so that the field that has it can be named: the JSON
 * parser refuses the whole document without saying where.
 */
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

/* RFC 3629, section 4: which lead bytes there are, and what may follow each. */
static const struct lead {
    unsigned char first, last, second_min, second_max, length;
} leads[] = {
    {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static const struct lead *find_lead(unsigned char byte)
{
    for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    }
    return NULL;
}

size_t utf8_length(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const struct lead *lead = size ? find_lead(bytes[0]) : NULL;

    if (!lead || lead->length > size)
        return 0;
    if (lead->length > 1 && (bytes[1] < lead->second_min || bytes[1] > lead->second_max))
        return 0;
    for (size_t i = 2; i < lead->length; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    }
    return lead->length;
}

char *utf8_repair(const char *text, size_t size, size_t *repaired_size)
{
    const size_t mark = strlen(UTF8_NONCHARACTER);
    char *repaired = malloc(size * mark + 1);
    size_t used = 0, length;

    if (!repaired)
        return NULL;
    for (size_t at = 0; at < size; at += length ? length : 1) {
        length = utf8_length(text + at, size - at);
        memcpy(repaired + used, length ? text + at : UTF8_NONCHARACTER, length ? length : mark);
        used += length ? length : mark;
    }
    repaired[used] = '\0';
    *repaired_size = used;
    return repaired;
}
