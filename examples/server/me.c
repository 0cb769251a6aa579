/* SPDX-License-Identifier: MIT */
/*
 * The user who asks.
 */
#include "request.h"
#include "routes.h"

static const struct field update_fields[] = {
    {"name", FIELD_TEXT, OPTIONAL, 200},
    {0},
};

static saas_status get(struct request *request)
{
    return saas_user_get(request->session, saas_session_user_id(request->session),
                         &request->out.user, &request->err);
}

static saas_status update(struct request *request)
{
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;

    params.name = body_text(request->body, "name");
    return saas_user_update(request->session, saas_session_user_id(request->session), &params,
                            &request->out.user, &request->err);
}

const struct route me_routes[] = {
    {"GET", "/api/me", USERS, NULL, get, {200, AS_USER}},
    {"PATCH", "/api/me", USERS, update_fields, update, {200, AS_USER}},
    {0},
};
