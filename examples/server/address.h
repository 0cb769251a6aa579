/* SPDX-License-Identifier: MIT */
/*
 * Where to listen: HOST and PORT as an address, and the address as a URL.
 */
#ifndef SERVER_ADDRESS_H
#define SERVER_ADDRESS_H

#include "settings.h"

#include <sys/socket.h>

enum { URL_SIZE = 320 };

struct address {
    struct sockaddr_storage storage;
    socklen_t size;
};

/* False after one sentence on stderr: HOST means nothing, or PORT cannot be had. */
bool address_find(const struct settings *settings, struct address *out);

void address_set_port(struct address *address, unsigned port);

/* "http://HOST:PORT", with an IPv6 address in brackets. */
void address_url(const struct settings *settings, unsigned port, char url[URL_SIZE]);

#endif
