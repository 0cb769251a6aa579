/* SPDX-License-Identifier: MIT */
/*
 * The bytes of a request's body: what its headers announce, and what has come of it.
 * Never more than UPLOAD_MAX of them are kept.
 */
#ifndef SERVER_UPLOAD_H
#define SERVER_UPLOAD_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    UPLOAD_MAX = 1024 * 1024,         /* bytes of a body */
    UPLOAD_DROP_MAX = 16 * UPLOAD_MAX /* of one that is read only to be answered politely */
};

struct upload {
    char *bytes;
    size_t size, capacity;
    size_t dropped; /* bytes that came and were not kept */
    bool too_large;
};

/* The headers contradict each other about where the body ends (RFC 9112, 6.3). */
bool upload_is_ambiguous(struct MHD_Connection *connection);

/* Content-Length says that the body is larger than UPLOAD_MAX. */
bool upload_is_announced_too_large(struct MHD_Connection *connection);

/* The client asks before it sends the body (RFC 9110, 10.1.1). */
bool upload_is_held_back(struct MHD_Connection *connection);

/* The body is application/json, in UTF-8 if it says so. */
bool upload_is_json(struct MHD_Connection *connection);

/* Keeps the bytes, or drops them all once there are too many. False without memory. */
bool upload_append(struct upload *upload, const char *bytes, size_t size);

/* Counts bytes that nobody wants. False when there have been so many that it is no
 * longer polite to read on. */
bool upload_drop(struct upload *upload, size_t size);

void upload_clear(struct upload *upload);

#endif
