/* SPDX-License-Identifier: MIT */
/*
 * A request on its way: from its headers over its session and its operation to its
 * answer. It belongs to the thread of its loop.
 */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include "router.h"
#include "upload.h"

#include <sys/queue.h>

struct connection;
struct loop;

enum stage {
    STAGE_RECEIVE,      /* the body is still coming */
    STAGE_AUTHENTICATE, /* the token becomes a user */
    STAGE_OPERATE,      /* the route's operation runs */
    STAGE_ANSWER,       /* the answer is queued */
};

struct request {
    LIST_ENTRY(request) link; /* in the loop's requests */
    struct loop *loop;
    struct MHD_Connection *http;
    struct connection *connection; /* NULL without memory: it is not watched then */
    struct match match;
    enum stage stage;
    bool suspended;
    bool dropped;            /* no answer: the connection is to be closed */
    const char *token;       /* NULL: none was presented */
    saas_status refusal;     /* known before the body came; SAAS_OK: none */
    unsigned refusal_status; /* the HTTP status of a refusal; 0: by err.status */
    struct upload upload;
    json_t *body;
    saas_session *session;
    union record out;
    saas_error err;
    unsigned http_status; /* of the answer, once it is queued */
    int64_t began_ms;
    char *label; /* for the access log; NULL: it is not wanted */
};

/* The callbacks of libmicrohttpd; context is the loop. */
enum MHD_Result request_handle(void *context, struct MHD_Connection *http, const char *path,
                               const char *method, const char *version, const char *upload,
                               size_t *upload_size, void **request);
void request_completed(void *context, struct MHD_Connection *http, void **request,
                       enum MHD_RequestTerminationCode code);
size_t request_unescape(void *context, struct MHD_Connection *http, char *text);

/* Gives up a request whose loop ends. It is freed when its connection is closed. */
void request_abandon(struct request *request);

/* For operations: the value of the query's parameter; NULL when it is missing. */
const char *request_query(const struct request *request, const char *name);

/* The page that ?limit= and ?cursor= ask for; what is wrong about them, the library says. */
saas_page_params request_page(const struct request *request);

/* Fills the error of a parameter of the query that is missing. */
saas_status request_lacks_query(struct request *request, const char *name);

#endif
