/* SPDX-License-Identifier: MIT */
/* Slugs from names. */
#include "core/slug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/alloc.h"
#include "base/id.h"

/* First parts of URLs, and names that would look official. */
static const char *const reserved[] = {
    "about",   "account",  "accounts", "admin",      "administrator", "api",         "app",
    "assets",  "auth",     "billing",  "blog",       "cdn",           "contact",     "dashboard",
    "docs",    "edit",     "email",    "favicon",    "ftp",           "health",      "healthz",
    "help",    "home",     "imap",     "internal",   "invitation",    "invitations", "invite",
    "jobs",    "legal",    "login",    "logout",     "mail",          "me",          "metrics",
    "new",     "null",     "oauth",    "openapi",    "pop",           "pricing",     "privacy",
    "project", "projects", "public",   "readyz",     "root",          "security",    "settings",
    "sign-in", "sign-out", "sign-up",  "signin",     "signup",        "smtp",        "static",
    "status",  "support",  "system",   "team",       "terms",         "undefined",   "user",
    "users",   "webhook",  "webhooks", "well-known", "workspaces",    "www",
};

/* Latin letters that have no decomposition in Unicode. */
static const struct {
    utf8proc_int32_t letter;
    const char *ascii;
} folds[] = {
    {0xDF, "ss"}, {0xE6, "ae"},  {0xF0, "d"},  {0xF8, "o"},    {0xFE, "th"},
    {0x111, "d"}, {0x127, "h"},  {0x131, "i"}, {0x138, "k"},   {0x142, "l"},
    {0x14B, "n"}, {0x153, "oe"}, {0x167, "t"}, {0x1E9E, "ss"},
};

bool saas__slug_is_valid(const char *slug)
{
    size_t length = strlen(slug);

    return length >= SAAS_SLUG_MIN && length <= SAAS_SLUG_MAX &&
           strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == length && slug[0] != '-' &&
           slug[length - 1] != '-' && !strstr(slug, "--");
}

bool saas__slug_is_reserved(const char *slug)
{
    for (size_t i = 0; i < SAAS_COUNT(reserved); i++)
        if (strcmp(reserved[i], slug) == 0)
            return true;
    return false;
}

/* Appends letters and digits; anything else becomes one hyphen before the next of them. */
static void put(char slug[SAAS_SLUG_SIZE], size_t *length, char c)
{
    if (c != '-' && *length < SAAS_SLUG_MAX)
        slug[(*length)++] = c;
    else if (c == '-' && *length > 0 && *length < SAAS_SLUG_MAX && slug[*length - 1] != '-')
        slug[(*length)++] = '-';
}

static void put_letter(char slug[SAAS_SLUG_SIZE], size_t *length, utf8proc_int32_t letter)
{
    letter = utf8proc_tolower(letter);
    if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) {
        put(slug, length, (char)letter);
        return;
    }
    for (size_t i = 0; i < SAAS_COUNT(folds); i++) {
        if (folds[i].letter != letter)
            continue;
        for (const char *c = folds[i].ascii; *c; c++)
            put(slug, length, *c);
        return;
    }
    if (letter != '\'' && letter != 0x2019) /* "Ada's" is adas */
        put(slug, length, '-');
}

void saas__slug_from_name(char slug[SAAS_SLUG_SIZE], const char *name)
{
    utf8proc_uint8_t *plain = NULL;
    size_t length = 0;
    utf8proc_int32_t c;
    bool ascii = true;

    for (const char *byte = name; ascii && *byte; byte++)
        ascii = !((unsigned char)*byte & 0x80);
    /* Letters are taken apart from their marks, and the marks dropped. Without memory the
     * name is taken as it is: its ASCII letters remain. */
    if (!ascii)
        utf8proc_map((const utf8proc_uint8_t *)name, 0, &plain,
                     UTF8PROC_NULLTERM | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK);
    for (const utf8proc_uint8_t *p = plain ? plain : (const utf8proc_uint8_t *)name; *p;) {
        utf8proc_ssize_t size = utf8proc_iterate(p, -1, &c);

        if (size <= 0)
            break;
        put_letter(slug, &length, c);
        p += size;
    }
    free(plain); /* utf8proc's, not ours */
    while (length > 0 && slug[length - 1] == '-')
        length--;
    slug[length] = '\0';
    if (length == 0)
        memcpy(slug, "workspace", sizeof("workspace"));
    else if (length < SAAS_SLUG_MIN)
        memcpy(slug + length, "-workspace", sizeof("-workspace"));
}

/* Appends to a slug that is cut to make room. */
static void with_suffix(char candidate[SAAS_SLUG_SIZE], const char *slug, const char *suffix)
{
    size_t length = strlen(slug);
    size_t room = SAAS_SLUG_MAX - strlen(suffix) - 1;

    if (length > room)
        length = room;
    while (length > 0 && slug[length - 1] == '-')
        length--;
    snprintf(candidate, SAAS_SLUG_SIZE, "%.*s-%s", (int)length, slug, suffix);
}

void saas__slug_candidates(const struct saas_env *env, const char *name,
                           char candidates[SAAS_SLUG_CANDIDATES][SAAS_SLUG_SIZE])
{
    char slug[SAAS_SLUG_SIZE];
    unsigned char random[6];
    char suffix[2 * sizeof(random) + 1];

    saas__slug_from_name(slug, name);
    saas__id_bytes(env, random, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++)
        snprintf(suffix + 2 * i, 3, "%02x", random[i]);
    memcpy(candidates[0], slug, sizeof(slug));
    if (saas__slug_is_reserved(slug))
        candidates[0][0] = '\0';
    with_suffix(candidates[1], slug, "2");
    with_suffix(candidates[2], slug, "3");
    with_suffix(candidates[3], slug, suffix);
}
