/* SPDX-License-Identifier: MIT */
/*
 * The thread of saas_worker_run(). What fails is tried again by the library.
 */
#include "mailing.h"

#include "log.h"

#include <string.h>

bool mailing_open(struct mailing *mailing, const struct settings *settings, saas_client *client,
                  const char *app_url)
{
    saas_mailer_options options = SAAS_MAILER_OPTIONS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_status st;

    options.transport = settings->mail_transport;
    options.directory = settings->mail_dir;
    options.from = settings->mail_from;
    options.app_url = app_url;

    *mailing = (struct mailing){0};
    st = saas_mailer_new(client, &options, &mailing->mailer, &err);
    if (st == SAAS_OK)
        st = saas_worker_new(client, NULL, &mailing->worker, &err);
    if (st == SAAS_OK)
        st = saas_mailer_register(mailing->mailer, mailing->worker, &err);
    if (st == SAAS_OK)
        return true;
    complain("cannot deliver mail from MAIL_FROM %s to MAIL_DIR %s: %s", settings->mail_from,
             settings->mail_dir, err.message);
    mailing_close(mailing);
    return false;
}

static void *deliver(void *context)
{
    struct mailing *mailing = context;
    saas_error err = SAAS_ERROR_INIT;

    if (saas_worker_run(mailing->worker, &err) != SAAS_OK)
        log_line(SAAS_LOG_ERROR, "mail is no longer delivered: %s", err.message);
    return NULL;
}

bool mailing_start(struct mailing *mailing)
{
    int fault = pthread_create(&mailing->thread, NULL, deliver, mailing);

    if (fault)
        complain("cannot start a thread: %s.", strerror(fault));
    mailing->started = !fault;
    return mailing->started;
}

void mailing_stop(struct mailing *mailing)
{
    if (mailing->started)
        saas_worker_stop(mailing->worker);
}

void mailing_close(struct mailing *mailing)
{
    mailing_stop(mailing);
    if (mailing->started)
        pthread_join(mailing->thread, NULL);
    saas_worker_free(mailing->worker);
    saas_mailer_free(mailing->mailer);
    *mailing = (struct mailing){0};
}
