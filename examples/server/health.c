/* SPDX-License-Identifier: MIT */
/*
 * For those who watch the server: does it run, and can it serve?
 */
#include "loop.h"
#include "request.h"
#include "routes.h"

static saas_status tell_health(struct request *request)
{
    request->out.text = "{\"status\":\"ok\"}";
    return SAAS_OK;
}

/* The ping is a read of one row, so it is asked from the loop as any other read. */
static saas_status tell_readiness(struct request *request)
{
    saas_status st = saas_client_ping(request->loop->client, &request->err);

    if (st == SAAS_OK)
        request->out.text = "{\"status\":\"ready\"}";
    return st;
}

const struct route health_routes[] = {
    {"GET", "/healthz", ANYBODY, NULL, tell_health, {200, AS_TEXT}},
    {"GET", "/readyz", ANYBODY, NULL, tell_readiness, {200, AS_TEXT}},
    {0},
};
