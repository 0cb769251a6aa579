/* SPDX-License-Identifier: MIT */
/*
 * Makes answers and queues them. All of them are made for this one request, so no
 * cache may keep them.
 */
#include "answer.h"

#include "loop.h"
#include "problem.h"

#include <stdlib.h>
#include <string.h>

static void free_text(void *text)
{
    saas_text_free(text);
}

static bool add(struct MHD_Response *response, const char *name, const char *value)
{
    return MHD_add_response_header(response, name, value) == MHD_YES;
}

/* Takes the response. */
static bool queue(struct request *request, unsigned http_status, const char *type,
                  struct MHD_Response *response)
{
    bool done =
        response && add(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store") &&
        (!type || add(response, MHD_HTTP_HEADER_CONTENT_TYPE, type)) &&
        (!loop_is_stopping(request->loop) || add(response, MHD_HTTP_HEADER_CONNECTION, "close")) &&
        MHD_queue_response(request->http, http_status, response) == MHD_YES;

    if (response)
        MHD_destroy_response(response);
    request->http_status = http_status;
    return done;
}

/* NULL without memory. */
static struct MHD_Response *make_success(struct request *request)
{
    enum record_form form = request->match.route->answer.form;
    struct MHD_Response *response;
    char *text;

    if (form == AS_NOTHING)
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (form == AS_TEXT)
        return MHD_create_response_from_buffer(strlen(request->out.text),
                                               (void *)(uintptr_t)request->out.text,
                                               MHD_RESPMEM_PERSISTENT);
    text = record_to_json(form, &request->out);
    if (!text)
        return NULL;
    response = MHD_create_response_from_buffer_with_free_callback(strlen(text), text, free_text);
    if (!response)
        saas_text_free(text);
    return response;
}

static unsigned failure_status(const struct request *request, saas_status status)
{
    if (request->refusal_status)
        return request->refusal_status;
    /* Without a body it is the query that is wrong. */
    if (status == SAAS_ERR_INVALID && !request->match.route->body)
        return MHD_HTTP_BAD_REQUEST;
    return (unsigned)saas_status_http(status);
}

static bool add_reason(const struct request *request, unsigned http_status,
                       struct MHD_Response *response)
{
    const struct route *route = request->match.route;
    bool presented = request->token && route && route->access == USERS;

    if (http_status == MHD_HTTP_UNAUTHORIZED) /* RFC 6750, section 3 */
        return add(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                   presented ? "Bearer error=\"invalid_token\"" : "Bearer");
    if (http_status == MHD_HTTP_METHOD_NOT_ALLOWED)
        return add(response, MHD_HTTP_HEADER_ALLOW, request->match.allow);
    return true;
}

static bool answer_failure(struct request *request, saas_status status)
{
    unsigned http_status = failure_status(request, status);
    char *text = problem_to_json(http_status, status, &request->err);
    struct MHD_Response *response;

    if (!text)
        return false;
    response = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        free(text);
        return false;
    }
    if (!add_reason(request, http_status, response)) {
        MHD_destroy_response(response);
        return false;
    }
    return queue(request, http_status, "application/problem+json", response);
}

bool answer(struct request *request, saas_status status)
{
    const struct route *route = request->match.route;
    struct MHD_Response *response;

    if (status != SAAS_OK)
        return answer_failure(request, status);
    response = make_success(request);
    if (!response)
        return answer_failure(request, SAAS_ERR_NO_MEMORY);
    return queue(request, route->answer.http_status,
                 route->answer.form == AS_NOTHING ? NULL : "application/json", response);
}
