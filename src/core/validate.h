/* SPDX-License-Identifier: MIT */
/*
 * Checks of what a caller gives: each fault is an issue with its pointer, and the call
 * fails with all of them. They return the normalised text, in the call's memory, or NULL.
 * Threads: the call's.
 */
#ifndef SAAS_CORE_VALIDATE_H
#define SAAS_CORE_VALIDATE_H

#include "client/call.h"

enum {
    SAAS_NAME_MAX = 200,   /* characters of a user's, workspace's or project's name */
    SAAS_TITLE_MAX = 500,  /* characters of a task's title */
    SAAS_EMAIL_MAX = 254,  /* bytes of an address: RFC 5321, 4.5.3.1.3, less the brackets */
    SAAS_AUTH_ID_MAX = 255 /* bytes of a provider's user id: OpenID Connect Core, 2 */
};

/* The visible characters of ASCII. */
#define SAAS_PRINTABLE                                                                             \
    "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz" \
    "{|}~"

/* Adds an issue; the message starts with the field's name, as "The name". */
void saas__issue(struct saas_call *call, const char *pointer, const char *code, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* The pointer is "/name"; the field is called after it in messages. */
const char *saas__check_text(struct saas_call *call, const char *pointer, const char *text,
                             size_t max_chars);
/* The same, but NULL is fine and stays NULL. */
const char *saas__check_optional(struct saas_call *call, const char *pointer, const char *text,
                                 size_t max_chars);
const char *saas__check_email(struct saas_call *call, const char *email);
/* Of a body's field; whether it is there at all is the guard's business. */
void saas__check_id(struct saas_call *call, const char *pointer, const char *id);
const char *saas__check_slug(struct saas_call *call, const char *slug);
/* An update has to change something. */
void saas__check_change(struct saas_call *call, bool changes);

#endif
