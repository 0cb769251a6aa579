/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, up to U+10FFFF.
 */
#ifndef SERVER_UTF8_H
#define SERVER_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* U+FFFF, which is no character, in UTF-8. */
#define UTF8_NONCHARACTER "\xef\xbf\xbf"

/* The bytes of the character that text starts with; 0: it starts with none. */
size_t utf8_length(const char *text, size_t size);

/* The text with each byte that belongs to no character replaced by
 * UTF8_NONCHARACTER. The caller's: free(); NULL without memory. */
char *utf8_repair(const char *text, size_t size, size_t *repaired_size);

#endif
