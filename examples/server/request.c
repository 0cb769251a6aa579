/* SPDX-License-Identifier: MIT */
/*
 * The way of a request, as a small state machine. What libmicrohttpd reports and what
 * the library reports both end in advance(), which goes on from stage to stage until a
 * call is pending or the answer is queued:
 *
 *   RECEIVE -> AUTHENTICATE -> OPERATE -> ANSWER
 *
 * The first failure leads to ANSWER, with its error. Hence the order of refusals:
 * unknown path, method, no token, a body that nobody wants to read; then a token that
 * is not valid; then a body that is malformed; then what the operation finds.
 *
 * While a call is pending the connection is suspended, and on_done() goes on.
 */
#include "request.h"

#include "answer.h"
#include "connection.h"
#include "drain.h"
#include "log.h"
#include "loop.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LABEL_SIZE = 160 };

static saas_status refuse(struct request *request, unsigned http_status, saas_status status,
                          const char *code, const char *message)
{
    request->refusal_status = http_status;
    request->err.status = status;
    snprintf(request->err.code, sizeof(request->err.code), "%s", code);
    snprintf(request->err.message, sizeof(request->err.message), "%s", message);
    return status;
}

static saas_status refuse_too_large(struct request *request)
{
    return refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, SAAS_ERR_INVALID, "body_too_large",
                  "The body is larger than 1 MiB.");
}

/* RFC 6750, 2.1. */
static const char *bearer_token(struct MHD_Connection *http)
{
    static const char scheme[] = "Bearer ";
    const char *value =
        MHD_lookup_connection_value(http, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);

    if (!value || strncasecmp(value, scheme, sizeof(scheme) - 1) != 0)
        return NULL;
    value += sizeof(scheme) - 1;
    value += strspn(value, " ");
    return *value ? value : NULL;
}

/* What can be said before the body comes. */
static saas_status examine(struct request *request)
{
    const struct route *route = request->match.route;

    if (!route && !request->match.allow[0])
        return refuse(request, MHD_HTTP_NOT_FOUND, SAAS_ERR_NOT_FOUND, "unknown_path",
                      "There is nothing at this path.");
    if (!route)
        return refuse(request, MHD_HTTP_METHOD_NOT_ALLOWED, SAAS_ERR_INVALID, "method_not_allowed",
                      "This path does not have this method; Allow names those it has.");
    if (route->access == USERS && !request->token)
        return refuse(request, MHD_HTTP_UNAUTHORIZED, SAAS_ERR_UNAUTHENTICATED, "token_missing",
                      "A bearer token is required.");
    if (upload_is_ambiguous(request->http))
        return refuse(request, MHD_HTTP_BAD_REQUEST, SAAS_ERR_INVALID, "ambiguous_length",
                      "The headers contradict each other about the length of the body.");
    if (upload_is_announced_too_large(request->http))
        return refuse_too_large(request);
    return SAAS_OK;
}

static saas_status check_body(struct request *request)
{
    const struct field *fields = request->match.route->body;
    bool malformed = false;
    saas_status st;

    if (!fields)
        return SAAS_OK;
    if (request->upload.too_large)
        return refuse_too_large(request);
    if (request->upload.size == 0)
        return refuse(request, MHD_HTTP_BAD_REQUEST, SAAS_ERR_INVALID, "body_missing",
                      "The request needs a body.");
    if (!upload_is_json(request->http))
        return refuse(request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, SAAS_ERR_INVALID,
                      "unsupported_media_type", "The body has to be application/json in UTF-8.");

    st = body_parse(request->upload.bytes, request->upload.size, fields, &request->body, &malformed,
                    &request->err);
    if (malformed)
        request->refusal_status = MHD_HTTP_BAD_REQUEST;
    upload_clear(&request->upload);
    return st;
}

static void on_done(void *context, saas_status status);

static saas_status authenticate(struct request *request)
{
    saas_error *err = &request->err;
    saas_status st = saas_session_new(request->loop->client, &request->session, err);

    if (st == SAAS_OK)
        st = saas_session_attach(request->session, request->loop->saas, on_done, request, err);
    if (st != SAAS_OK || request->match.route->access == ANYBODY)
        return st;
    return saas_session_authenticate(request->session, request->token, err);
}

static saas_status operate(struct request *request)
{
    saas_status st = check_body(request);

    if (st != SAAS_OK)
        return st;
    return request->match.route->operation(request);
}

static void advance(struct request *request, saas_status st)
{
    while (st == SAAS_OK && request->stage != STAGE_OPERATE) {
        request->stage++;
        st = request->stage == STAGE_AUTHENTICATE ? authenticate(request) : operate(request);
    }
    if (st == SAAS_PENDING)
        return;
    request->stage = STAGE_ANSWER;
    request->dropped = !answer(request, st);
    connection_step(request->loop, request->connection);
}

static void on_done(void *context, saas_status status)
{
    struct request *request = context;

    advance(request, status);
    if (request->stage != STAGE_ANSWER)
        return; /* the next call is pending */
    request->suspended = false;
    MHD_resume_connection(request->http);
}

/* A body that must not come: the answer goes out now, and the connection ends with it. */
static bool is_urgent(const struct request *request)
{
    return request->refusal != SAAS_OK &&
           (upload_is_announced_too_large(request->http) || upload_is_held_back(request->http) ||
            upload_is_ambiguous(request->http));
}

static char *make_label(const char *method, const char *path)
{
    char label[LABEL_SIZE];

    if (!log_wants(SAAS_LOG_DEBUG))
        return NULL;
    snprintf(label, sizeof(label), "%s %s", method, path);
    return strdup(label);
}

static struct request *begin(struct loop *loop, struct MHD_Connection *http, const char *path,
                             const char *method)
{
    struct request *request = calloc(1, sizeof(*request));

    if (!request)
        return NULL;
    request->loop = loop;
    request->http = http;
    request->connection = connection_of(http);
    request->token = bearer_token(http);
    request->err.struct_size = sizeof(request->err);
    request->began_ms = loop->now_ms;
    request->label = make_label(method, path);
    LIST_INSERT_HEAD(&loop->requests, request, link);
    connection_step(loop, request->connection);

    router_find(method, path, &request->match);
    request->refusal = examine(request);
    if (is_urgent(request)) {
        connection_set_busy(request->connection, true);
        advance(request, request->refusal);
        if (request->connection && !upload_is_held_back(http))
            drain_begin(loop, request->connection->fd);
    }
    return request;
}

static bool receive(struct request *request, const char *bytes, size_t size)
{
    if (request->refusal == SAAS_OK && request->match.route->body && !request->upload.too_large)
        return upload_append(&request->upload, bytes, size);
    return upload_drop(&request->upload, size);
}

/* All of the request is here. */
static void run(struct request *request)
{
    connection_set_busy(request->connection, true);
    advance(request, request->refusal);
    if (request->stage == STAGE_ANSWER)
        return;
    request->suspended = true;
    connection_rest(request->loop, request->connection);
    MHD_suspend_connection(request->http);
}

enum MHD_Result request_handle(void *context, struct MHD_Connection *http, const char *path,
                               const char *method, const char *version, const char *upload,
                               size_t *upload_size, void **request)
{
    struct request *own = *request;

    (void)version;
    if (!own) {
        own = begin(context, http, path, method);
        *request = own;
        return own && !own->dropped ? MHD_YES : MHD_NO;
    }
    if (*upload_size) {
        own->dropped = !receive(own, upload, *upload_size);
        *upload_size = 0;
    } else if (own->stage == STAGE_RECEIVE) {
        run(own);
    }
    return own->dropped ? MHD_NO : MHD_YES;
}

void request_completed(void *context, struct MHD_Connection *http, void **request,
                       enum MHD_RequestTerminationCode code)
{
    struct request *own = *request;
    struct loop *loop = context;

    (void)http;
    *request = NULL;
    if (!own)
        return;
    if (own->label)
        log_line(SAAS_LOG_DEBUG, "%s %u in %lld ms%s", own->label, own->http_status,
                 (long long)(loop->now_ms - own->began_ms),
                 code == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "" : ", cut off");
    connection_set_busy(own->connection, false);
    connection_step(loop, own->connection);
    LIST_REMOVE(own, link);
    saas_session_free(own->session);
    if (own->match.route)
        record_free(own->match.route->answer.form, &own->out);
    json_decref(own->body);
    upload_clear(&own->upload);
    free(own->label);
    free(own);
}

/* The value of "%41" at the text's start; -1 when there is no such thing. */
static int escaped_byte(const char *text)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *high, *low;

    if (text[0] != '%' || !text[1] || !text[2])
        return -1;
    high = strchr(digits, text[1]);
    low = strchr(digits, text[2]);
    return high && low ? (int)((high - digits) % 16 * 16 + (low - digits) % 16) : -1;
}

/*
 * Undoes %41, but for "/", which would end a segment of the path, and NUL, which would
 * end the text: these stay as they are written, and so does what is malformed. No id
 * and no cursor has a percent sign, so nothing is found by such a text.
 */
size_t request_unescape(void *context, struct MHD_Connection *http, char *text)
{
    char *out = text;
    int byte;

    (void)context, (void)http;
    for (const char *in = text; *in; in++) {
        byte = escaped_byte(in);
        if (byte > 0 && byte != '/') {
            *out++ = (char)byte;
            in += 2;
        } else {
            *out++ = *in;
        }
    }
    *out = '\0';
    return (size_t)(out - text);
}

void request_abandon(struct request *request)
{
    saas_session_free(request->session);
    request->session = NULL;
    request->stage = STAGE_ANSWER;
    request->dropped = true;
    if (request->suspended)
        MHD_resume_connection(request->http);
    request->suspended = false;
}

const char *request_query(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->http, MHD_GET_ARGUMENT_KIND, name);
}

saas_page_params request_page(const struct request *request)
{
    saas_page_params params = SAAS_PAGE_PARAMS_INIT;
    const char *limit = request_query(request, "limit");
    long value;
    char *end;

    params.cursor = request_query(request, "cursor");
    if (limit) {
        value = strtol(limit, &end, 10);
        /* 0 means the default to the library, but nobody asks for a page of 0 items. */
        params.limit = *end || value < 1 || value > INT_MAX ? -1 : (int)value;
    }
    return params;
}

saas_status request_lacks_query(struct request *request, const char *name)
{
    saas_issue *issue = &request->err.issues[0];

    request->err.issue_count = 1;
    snprintf(issue->pointer, sizeof(issue->pointer), "/%s", name);
    snprintf(issue->code, sizeof(issue->code), "required");
    snprintf(issue->message, sizeof(issue->message), "The %s is required.", name);
    return refuse(request, MHD_HTTP_BAD_REQUEST, SAAS_ERR_INVALID, "invalid",
                  "The query lacks a parameter.");
}
