/* SPDX-License-Identifier: MIT */
/*
 * A message, and the transports that take it. A transport is a file of this folder and a
 * line in mailer.c.
 * Threads: a transport may be used by several at once.
 */
#ifndef SAAS_MAIL_MAIL_H
#define SAAS_MAIL_MAIL_H

#include <saas/mail.h>

#include "base/error.h"

struct saas_message {
    const char *id; /* of the job: the same message sent twice has the same */
    const char *from;
    const char *to;
    const char *subject;
    const char *text;
    saas_time date;
};

struct saas_transport_ops {
    const char *name; /* "file" */
    saas_status (*open)(const saas_mailer_options *options, void **out, saas_error *err);
    saas_status (*send)(void *transport, const struct saas_message *message, saas_error *err);
    void (*close)(void *transport);
};

extern const struct saas_transport_ops saas__transport_file;

/* The message as RFC 5322 text; NULL without memory or when a header would hold a line
 * break. The caller's: saas__free(). */
char *saas__message_text(const struct saas_message *message);

#endif
