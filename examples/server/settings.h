/* SPDX-License-Identifier: MIT */
/*
 * What the environment says the server shall be. Read once, at the start; the
 * texts live as long as the environment, which nobody changes.
 */
#ifndef SERVER_SETTINGS_H
#define SERVER_SETTINGS_H

#include <saas/saas.h>

struct settings {
    const char *database_url;
    const char *redis_url; /* NULL: jobs live in the database */
    const char *host;
    long port;           /* 0: any free one */
    const char *app_url; /* NULL: http://HOST:PORT, once the port is known */
    const char *jwt_secret;
    const char *jwt_issuer;             /* NULL: the library's default */
    const char *jwt_audience;           /* NULL: not checked */
    const char *jwt_authorized_parties; /* NULL: not checked */
    const char *mail_transport;
    const char *mail_from;
    const char *mail_dir;
    const char *log_level_name;
    saas_log_level log_level;
    long loops;     /* threads that serve requests */
    long timeout_s; /* how long a silent connection stays open */
    long worker;    /* 1: deliver mail from within this program */
};

/* False after one sentence on stderr that names the setting that is wrong or missing. */
bool settings_read(struct settings *out);

#endif
