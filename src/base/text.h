/* SPDX-License-Identifier: MIT */
/*
 * Text from outside: valid UTF-8, normalised to NFC, trimmed, without control characters.
 * Threads: any.
 */
#ifndef SAAS_BASE_TEXT_H
#define SAAS_BASE_TEXT_H

#include "base/arena.h"

enum saas_text_fault {
    SAAS_TEXT_OK,
    SAAS_TEXT_NOT_UTF8,
    SAAS_TEXT_CONTROL,  /* has a control character */
    SAAS_TEXT_EMPTY,    /* nothing that one could see */
    SAAS_TEXT_TOO_LONG, /* more than max characters (code points) */
    SAAS_TEXT_NO_MEMORY
};

/* Sets *out to the normalised text, which lives in the arena. */
enum saas_text_fault saas__text_normalise(struct saas_arena *arena, const char *text,
                                          size_t max_chars, const char **out);

/* Whether each character is one that a person would see: no blanks, nothing hidden. */
bool saas__text_is_word(const char *text);

/* Lower case of each letter on its own, so that different addresses stay different
 * (full case folding would join "straße" and "strasse"). NULL: no memory, or not UTF-8. */
const char *saas__text_lower(struct saas_arena *arena, const char *text);

#endif
