/* SPDX-License-Identifier: MIT */
/*
 * saas-server: users, workspaces, invitations, projects and tasks over HTTP. It is an
 * example of the library's use, and includes nothing of it but <saas/...>.
 */
#include "log.h"
#include "server.h"
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: saas-server [--migrate] [--check]\n"
    "       saas-server --help | --version\n"
    "\n"
    "Serves the API of libsaas over HTTP until it gets SIGINT or SIGTERM.\n"
    "\n"
    "  --migrate   bring the database's schema up to date first\n"
    "  --check     check the settings and the database, and end\n"
    "\n"
    "Settings come from the environment:\n"
    "\n"
    "  JWT_SECRET               signs tokens; at least 32 bytes; required\n"
    "  DATABASE_URL             sqlite:saas.db\n"
    "  HOST, PORT               127.0.0.1, 3000; port 0 is any free one\n"
    "  APP_URL                  what links in mails start with; http://HOST:PORT\n"
    "  JWT_ISSUER               libsaas\n"
    "  JWT_AUDIENCE             not checked when it is not set\n"
    "  JWT_AUTHORIZED_PARTIES   a comma list; not checked when it is not set\n"
    "  MAIL_TRANSPORT           file\n"
    "  MAIL_FROM, MAIL_DIR      who sends mail, and where it is written: mail\n"
    "  LOG_LEVEL                debug, info, warning or error; info\n"
    "  SERVER_LOOPS             threads that serve; one per core\n"
    "  SERVER_TIMEOUT_S         how long a silent connection stays open; 30\n"
    "  SERVER_WORKER            1 delivers mail from within the server; 0 leaves it to others\n";

struct arguments {
    struct orders orders;
    bool help, version;
};

static bool parse(int argc, char **argv, struct arguments *out)
{
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--migrate"))
            out->orders.migrate = true;
        else if (!strcmp(argv[i], "--check"))
            out->orders.check = true;
        else if (!strcmp(argv[i], "--help"))
            out->help = true;
        else if (!strcmp(argv[i], "--version"))
            out->version = true;
        else {
            complain("there is no option \"%s\"; see --help.", argv[i]);
            return false;
        }
    }
    return true;
}

static int run(const struct orders *orders)
{
    struct settings settings;

    if (!settings_read(&settings))
        return EXIT_FAILURE;
    log_open(settings.log_level);
    return server_run(&settings, orders);
}

int main(int argc, char **argv)
{
    struct arguments arguments = {.help = false};

    if (!parse(argc, argv, &arguments))
        return EXIT_FAILURE;
    if (arguments.help)
        fputs(help, stdout);
    else if (arguments.version)
        printf("saas-server %s\n", saas_version());
    else
        return run(&arguments.orders);
    return EXIT_SUCCESS;
}
