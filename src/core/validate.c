/* SPDX-License-Identifier: MIT */
/* Checks of texts, addresses and slugs. */
#include "core/validate.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "core/slug.h"

void saas__issue(struct saas_call *call, const char *pointer, const char *code, const char *format,
                 ...)
{
    char message[sizeof(call->error.issues[0].message)];
    va_list arguments;

    if (call->failed != SAAS_OK && call->failed != SAAS_ERR_INVALID)
        return; /* who may not ask is not told what was wrong with the question */
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    call->failed = saas__issue_add(&call->error, pointer, code, "%s", message);
}

static void report(struct saas_call *call, const char *pointer, enum saas_text_fault fault,
                   size_t max_chars)
{
    const char *field = pointer + 1;

    switch (fault) {
    case SAAS_TEXT_NOT_UTF8:
        saas__issue(call, pointer, "not_utf8", "The %s is not valid UTF-8.", field);
        break;
    case SAAS_TEXT_CONTROL:
        saas__issue(call, pointer, "control_character", "The %s has a control character in it.",
                    field);
        break;
    case SAAS_TEXT_EMPTY:
        saas__issue(call, pointer, "empty", "The %s is empty.", field);
        break;
    case SAAS_TEXT_TOO_LONG:
        saas__issue(call, pointer, "too_long", "The %s has more than %zu characters.", field,
                    max_chars);
        break;
    default:
        call->arena.failed = true;
        break;
    }
}

const char *saas__check_optional(struct saas_call *call, const char *pointer, const char *text,
                                 size_t max_chars)
{
    const char *normal = NULL;
    enum saas_text_fault fault;

    if (!text)
        return NULL;
    fault = saas__text_normalise(&call->arena, text, max_chars, &normal);
    if (fault != SAAS_TEXT_OK)
        report(call, pointer, fault, max_chars);
    return normal;
}

const char *saas__check_text(struct saas_call *call, const char *pointer, const char *text,
                             size_t max_chars)
{
    if (!text)
        saas__issue(call, pointer, "required", "The %s is required.", pointer + 1);
    return saas__check_optional(call, pointer, text, max_chars);
}

/* A host name's labels (RFC 1123, 2.1), with letters beyond ASCII allowed (RFC 6531); a
 * mail address on the internet has two of them at least. */
static bool is_domain(const char *domain)
{
    size_t label = 0;
    unsigned dots = 0;

    for (const unsigned char *c = (const unsigned char *)domain; *c; c++) {
        if (*c == '.') {
            if (label == 0 || c[-1] == '-')
                return false;
            label = 0;
            dots++;
        } else if (isalnum(*c) || *c >= 0x80 || (*c == '-' && label > 0)) {
            if (++label > 63)
                return false;
        } else {
            return false;
        }
    }
    return dots > 0 && label > 0 && domain[strlen(domain) - 1] != '-';
}

/* The unquoted form of RFC 5322, 3.2.3; quoted ones have no users and many traps. */
static bool is_local_part(const char *text, size_t length)
{
    static const char special[] = "!#$%&'*+-/=?^_`{|}~";

    if (length == 0 || length > 64 || text[0] == '.' || text[length - 1] == '.')
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == '.' && text[i - 1] == '.')
            return false;
        if (c != '.' && c < 0x80 && !isalnum(c) && !strchr(special, c))
            return false;
    }
    return true;
}

const char *saas__check_email(struct saas_call *call, const char *email)
{
    const char *normal = saas__check_text(call, "/email", email, SAAS_EMAIL_MAX);
    const char *at;

    if (!normal)
        return NULL;
    at = strrchr(normal, '@');
    if (!at || !is_local_part(normal, (size_t)(at - normal)) || !is_domain(at + 1) ||
        !saas__text_is_word(normal)) {
        saas__issue(call, "/email", "malformed", "The email is no e-mail address.");
        return NULL;
    }
    normal = saas__text_lower(&call->arena, normal);
    if (!normal || strlen(normal) <= SAAS_EMAIL_MAX)
        return normal;
    saas__issue(call, "/email", "too_long", "The email has more than %d bytes.", SAAS_EMAIL_MAX);
    return NULL;
}

void saas__check_id(struct saas_call *call, const char *pointer, const char *id)
{
    if (!id || !*id)
        saas__issue(call, pointer, "required", "The %s is required.", pointer + 1);
}

const char *saas__check_slug(struct saas_call *call, const char *slug)
{
    if (!slug)
        return NULL;
    if (!saas__slug_is_valid(slug))
        saas__issue(call, "/slug", "malformed",
                    "The slug has to be %d to %d of a-z, 0-9 and single hyphens inside.",
                    SAAS_SLUG_MIN, SAAS_SLUG_MAX);
    else if (saas__slug_is_reserved(slug))
        saas__issue(call, "/slug", "reserved", "The slug \"%s\" is reserved.", slug);
    return slug;
}

void saas__check_change(struct saas_call *call, bool changes)
{
    if (!changes)
        saas__issue(call, "", "nothing_to_change", "Nothing is to be changed.");
}
