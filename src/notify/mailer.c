/* SPDX-License-Identifier: MIT */
/* The mailer: the library's own mail jobs, from the job's id to a message in a transport. */
#include <string.h>

#include "base/alloc.h"
#include "client/options.h"
#include "client/session.h"
#include "mail/mail.h"
#include "notify/letters.h"

static const struct saas_transport_ops *const transports[] = {
    &saas__transport_file,
};

struct saas_mailer {
    saas_client *client;
    char *from;
    char *app_url;
    const struct saas_transport_ops *ops;
    void *transport;
};

static const struct saas_transport_ops *find_transport(const char *name)
{
    for (size_t i = 0; i < SAAS_COUNT(transports); i++)
        if (strcmp(transports[i]->name, name) == 0)
            return transports[i];
    return NULL;
}

/* "Name <address>" or an address, on one line. */
static bool is_sender(const char *from)
{
    return from && strchr(from, '@') && !strpbrk(from, "\r\n");
}

static bool is_http_url(const char *url)
{
    return url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0) &&
           !strpbrk(url, " \r\n<>\"");
}

static saas_status check_options(const saas_mailer_options *options, saas_error *err)
{
    if (!is_sender(options->from))
        return saas__fail(err, SAAS_ERR_INVALID, "bad_option",
                          "from has to be an address, or \"Name <address>\".");
    if (!is_http_url(options->app_url))
        return saas__fail(err, SAAS_ERR_INVALID, "bad_option",
                          "app_url has to be an address as https://app.example.");
    if (!find_transport(options->transport))
        return saas__fail(err, SAAS_ERR_INVALID, "bad_option",
                          "There is no mail transport \"%.40s\".", options->transport);
    return SAAS_OK;
}

/* A base URL ends without a slash, so that a path can follow. */
static char *copy_url(const char *url)
{
    char *copy = saas__strdup(url);
    size_t length = copy ? strlen(copy) : 0;

    while (length > 0 && copy[length - 1] == '/')
        copy[--length] = '\0';
    return copy;
}

saas_status saas_mailer_new(saas_client *client, const saas_mailer_options *options,
                            saas_mailer **out, saas_error *err)
{
    saas_mailer_options known;
    struct saas_mailer *mailer;
    saas_status status;

    SAAS_REQUIRE(client && options && out, err);

    status = saas__options_read(&known, sizeof(known), options, err);
    if (status != SAAS_OK)
        return status;
    if (!known.transport)
        known.transport = "file";
    status = check_options(&known, err);
    if (status != SAAS_OK)
        return status;
    mailer = saas__alloc(sizeof(*mailer));
    if (!mailer)
        return saas__fail_memory(err);
    mailer->client = saas__client_ref(client);
    mailer->ops = find_transport(known.transport);
    mailer->from = saas__strdup(known.from);
    mailer->app_url = copy_url(known.app_url);
    status = mailer->from && mailer->app_url ? mailer->ops->open(&known, &mailer->transport, err)
                                             : saas__fail_memory(err);
    if (status != SAAS_OK)
        saas_mailer_free(mailer);
    else
        *out = mailer;
    return status;
}

static saas_status send_invite(void *context, const saas_job *job, saas_error *err)
{
    struct saas_mailer *mailer = context;
    struct saas_message message = {.id = saas_job_id(job), .from = mailer->from};
    saas_session *session = NULL;
    struct saas_arena arena;
    saas_status status;

    saas__arena_init(&arena, NULL, 0);
    message.date = saas__now(&mailer->client->env);
    status = saas_session_system(mailer->client, &session, err);
    if (status == SAAS_OK)
        status =
            saas__letter_invite(session, &arena, mailer->app_url, saas_job_id(job), &message, err);
    if (status == SAAS_OK)
        status = mailer->ops->send(mailer->transport, &message, err);
    saas_session_free(session);
    saas__arena_clear(&arena);
    return status;
}

saas_status saas_mailer_register(saas_mailer *mailer, saas_worker *worker, saas_error *err)
{
    SAAS_REQUIRE(mailer && worker, err);

    return saas_worker_handle(worker, "email", "send-invite", send_invite, mailer, err);
}

void saas_mailer_free(saas_mailer *mailer)
{
    if (!mailer)
        return;
    if (mailer->transport)
        mailer->ops->close(mailer->transport);
    saas__free(mailer->from);
    saas__free(mailer->app_url);
    saas_client_free(mailer->client);
    saas__free(mailer);
}
