/* SPDX-License-Identifier: MIT */
/*
 * Each loop listens on a socket of its own on the same port (SO_REUSEPORT). The
 * system would let a second server join them unnoticed, so the port is tried
 * first without sharing, which also tells why it cannot be had.
 */
#include "address.h"

#include "log.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool resolve(const struct settings *settings, struct address *out)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found = NULL;
    int fault = getaddrinfo(settings->host, NULL, &hints, &found);

    if (fault) {
        complain("HOST is \"%s\", which is no address of this machine: %s.", settings->host,
                 gai_strerror(fault));
        return false;
    }
    memcpy(&out->storage, found->ai_addr, found->ai_addrlen);
    out->size = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

static int try_address(const struct address *address)
{
    int on = 1, fault = 0;
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return errno;
    /* A server that has just ended leaves connections in TIME_WAIT, which hold no one up. */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, (const struct sockaddr *)&address->storage, address->size) || listen(fd, 1))
        fault = errno;
    close(fd);
    return fault;
}

bool address_find(const struct settings *settings, struct address *out)
{
    struct address address = {0};
    int fault;

    if (!resolve(settings, &address))
        return false;
    address_set_port(&address, (unsigned)settings->port);

    fault = try_address(&address);
    if (fault) {
        complain("cannot listen on HOST %s, PORT %ld: %s.", settings->host, settings->port,
                 strerror(fault));
        return false;
    }
    *out = address;
    return true;
}

void address_set_port(struct address *address, unsigned port)
{
    if (address->storage.ss_family == AF_INET6)
        ((struct sockaddr_in6 *)&address->storage)->sin6_port = htons((uint16_t)port);
    else
        ((struct sockaddr_in *)&address->storage)->sin_port = htons((uint16_t)port);
}

void address_url(const struct settings *settings, unsigned port, char url[URL_SIZE])
{
    bool v6 = strchr(settings->host, ':') != NULL;

    snprintf(url, URL_SIZE, "http://%s%s%s:%u", v6 ? "[" : "", settings->host, v6 ? "]" : "", port);
}
