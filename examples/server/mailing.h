/* SPDX-License-Identifier: MIT */
/*
 * A worker for development: one thread that delivers the mail jobs of the database
 * into MAIL_DIR, so that an invitation works with nothing but this program.
 */
#ifndef SERVER_MAILING_H
#define SERVER_MAILING_H

#include "settings.h"

#include <pthread.h>

struct mailing {
    saas_mailer *mailer;
    saas_worker *worker;
    pthread_t thread;
    bool started;
};

/* Checks that mail can be written. False after one sentence on stderr; it is closed then. */
bool mailing_open(struct mailing *mailing, const struct settings *settings, saas_client *client,
                  const char *app_url);

/* False after one sentence on stderr. */
bool mailing_start(struct mailing *mailing);

/* Lets it end after the job that it is at. One that was never opened is fine, here and below. */
void mailing_stop(struct mailing *mailing);

/* Stops it, waits for its end, and gives everything back. */
void mailing_close(struct mailing *mailing);

#endif
