/* SPDX-License-Identifier: MIT */
/*
 * Everything that can fail is done before the first request is served, settings first:
 * a database is migrated only once the port is ours and mail can be written, and the
 * ready line appears only when all loops listen.
 *
 * SIGINT and SIGTERM are blocked in all threads, and the main thread waits for them.
 * The first ends the server in order; a second one ends it at once.
 */
#include "server.h"

#include "log.h"
#include "loop.h"
#include "mailing.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { DESCRIPTORS_MAX = 8192 };

struct server {
    const struct settings *settings;
    saas_client *client;
    char url[URL_SIZE];
    struct loop *loops;
    long loop_count; /* those that are open */
    struct mailing mailing;
};

static void signals_block(sigset_t *ends)
{
    sigemptyset(ends);
    sigaddset(ends, SIGINT);
    sigaddset(ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, ends, NULL);
    signal(SIGPIPE, SIG_IGN); /* a client that has gone is an error of its socket */
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of the write */
}

static void signals_wait(const sigset_t *ends)
{
    int received;

    sigwait(ends, &received);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, ends, NULL);
}

/* A descriptor a connection: takes as many as the system gives without asking. */
static void raise_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= DESCRIPTORS_MAX)
        return;
    limit.rlim_cur = limit.rlim_max < DESCRIPTORS_MAX ? limit.rlim_max : DESCRIPTORS_MAX;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static bool explain(const struct settings *settings, const saas_error *err)
{
    bool unmigrated = !strcmp(err->code, "schema_missing") || !strcmp(err->code, "schema_old");

    complain("DATABASE_URL %s: %s", settings->database_url,
             unmigrated ? "it is not migrated yet: start with --migrate." : err->message);
    return false;
}

static bool open_client(struct server *server)
{
    const struct settings *settings = server->settings;
    saas_client_options options = SAAS_CLIENT_OPTIONS_INIT;
    saas_error err = SAAS_ERROR_INIT;

    options.database_url = settings->database_url;
    options.redis_url = settings->redis_url;
    options.secret = settings->jwt_secret;
    options.jwt_issuer = settings->jwt_issuer;
    options.jwt_audience = settings->jwt_audience;
    options.jwt_authorized_parties = settings->jwt_authorized_parties;
    options.log = log_library;

    return saas_client_open(&options, &server->client, &err) == SAAS_OK || explain(settings, &err);
}

static bool prepare_database(struct server *server, bool migrate)
{
    saas_error err = SAAS_ERROR_INIT;
    saas_status st = SAAS_OK;

    if (migrate)
        st = saas_client_migrate(server->client, &err);
    if (st == SAAS_OK)
        st = saas_client_ping(server->client, &err);
    return st == SAAS_OK || explain(server->settings, &err);
}

static bool open_loops(struct server *server, struct address *address)
{
    const struct settings *settings = server->settings;

    server->loops = calloc((size_t)settings->loops, sizeof(*server->loops));
    if (!server->loops) {
        complain("cannot serve: there is no memory.");
        return false;
    }
    while (server->loop_count < settings->loops) {
        if (!loop_open(&server->loops[server->loop_count], settings, server->client, address))
            return false;
        server->loop_count++;
        /* The system may have chosen the port for the first: the others share it. */
        address_set_port(address, loop_port(&server->loops[0]));
    }
    address_url(settings, loop_port(&server->loops[0]), server->url);
    return true;
}

static bool open_mailing(struct server *server)
{
    const char *app_url = server->settings->app_url ? server->settings->app_url : server->url;

    return !server->settings->worker ||
           mailing_open(&server->mailing, server->settings, server->client, app_url);
}

static bool open_all(struct server *server, bool migrate)
{
    struct address address;

    return address_find(server->settings, &address) && open_client(server) &&
           open_loops(server, &address) && open_mailing(server) &&
           prepare_database(server, migrate);
}

static bool start(struct server *server)
{
    for (long i = 0; i < server->loop_count; i++) {
        if (!loop_start(&server->loops[i]))
            return false;
    }
    return !server->settings->worker || mailing_start(&server->mailing);
}

/* True when all ended well. */
static bool stop(struct server *server)
{
    bool well = true;

    mailing_stop(&server->mailing);
    for (long i = 0; i < server->loop_count; i++)
        loop_stop(&server->loops[i]);
    for (long i = 0; i < server->loop_count; i++)
        well &= loop_join(&server->loops[i]);
    return well;
}

static bool serve(struct server *server, const sigset_t *ends)
{
    bool started = start(server);

    if (started) {
        printf("saas-server listening on %s\n", server->url);
        fflush(stdout);
        signals_wait(ends);
    }
    return stop(server) && started;
}

static void close_all(struct server *server)
{
    for (long i = 0; i < server->loop_count; i++)
        loop_close(&server->loops[i]);
    mailing_close(&server->mailing);
    free(server->loops);
    saas_client_free(server->client);
}

int server_run(const struct settings *settings, const struct orders *orders)
{
    struct server server = {.settings = settings};
    sigset_t ends;
    bool well;

    signals_block(&ends);
    raise_descriptors();
    well = open_all(&server, orders->migrate);
    if (well && !orders->check)
        well = serve(&server, &ends);
    close_all(&server);
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
