/* SPDX-License-Identifier: MIT */
/*
 * Local accounts: signing up and in. Anybody may try.
 */
#include "request.h"
#include "routes.h"

#include <microhttpd.h>

static const struct field sign_up_fields[] = {
    {"email", FIELD_TEXT, REQUIRED, 0},
    {"password", FIELD_TEXT, REQUIRED, 0},
    {"name", FIELD_TEXT, OPTIONAL, 200},
    {0},
};

static const struct field sign_in_fields[] = {
    {"email", FIELD_TEXT, REQUIRED, 0},
    {"password", FIELD_TEXT, REQUIRED, 0},
    {0},
};

static saas_account_params account_params(const struct request *request)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;

    params.email = body_text(request->body, "email");
    params.password = body_text(request->body, "password");
    params.name = body_text(request->body, "name");
    return params;
}

static saas_status sign_up(struct request *request)
{
    saas_account_params params = account_params(request);

    return saas_account_sign_up(request->session, &params, &request->out.tokens, &request->err);
}

static saas_status sign_in(struct request *request)
{
    saas_account_params params = account_params(request);

    return saas_account_sign_in(request->session, &params, &request->out.tokens, &request->err);
}

const struct route auth_routes[] = {
    {"POST", "/api/auth/sign-up", ANYBODY, sign_up_fields, sign_up, {201, AS_TOKENS}},
    {"POST", "/api/auth/sign-in", ANYBODY, sign_in_fields, sign_in, {200, AS_TOKENS}},
    {0},
};
