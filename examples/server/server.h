/* SPDX-License-Identifier: MIT */
/*
 * The whole server: its database, its loops, its mail, and its end.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "settings.h"

/* What the command line asks for. */
struct orders {
    bool migrate; /* bring the schema up to date first */
    bool check;   /* find out whether it could serve, and end */
};

/* Serves until a signal ends it. Returns the program's exit status; what was wrong
 * then stands on stderr, in one sentence. */
int server_run(const struct settings *settings, const struct orders *orders);

#endif
