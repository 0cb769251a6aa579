/* SPDX-License-Identifier: MIT */
/*
 * Workspaces, and inviting people to one.
 */
#include "request.h"
#include "routes.h"

static const struct field create_fields[] = {
    {"name", FIELD_TEXT, REQUIRED, 200},
    {"slug", FIELD_TEXT, OPTIONAL, 48},
    {0},
};

static const struct field update_fields[] = {
    {"name", FIELD_TEXT, OPTIONAL, 200},
    {"slug", FIELD_TEXT, OPTIONAL, 48},
    {0},
};

static const struct field invite_fields[] = {
    {"email", FIELD_TEXT, REQUIRED, 0},
    {"role", FIELD_ROLE, OPTIONAL, 0},
    {"resend", FIELD_FLAG, OPTIONAL, 0},
    {0},
};

static saas_workspace_params workspace_params(const struct request *request)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;

    params.name = body_text(request->body, "name");
    params.slug = body_text(request->body, "slug");
    return params;
}

static saas_status list(struct request *request)
{
    saas_page_params params = request_page(request);

    return saas_workspace_list(request->session, &params, &request->out.page, &request->err);
}

static saas_status create(struct request *request)
{
    saas_workspace_params params = workspace_params(request);

    return saas_workspace_create(request->session, &params, &request->out.workspace, &request->err);
}

static saas_status get(struct request *request)
{
    return saas_workspace_get(request->session, request->match.ids[0], &request->out.workspace,
                              &request->err);
}

static saas_status update(struct request *request)
{
    saas_workspace_params params = workspace_params(request);

    return saas_workspace_update(request->session, request->match.ids[0], &params,
                                 &request->out.workspace, &request->err);
}

static saas_status discard(struct request *request)
{
    return saas_workspace_delete(request->session, request->match.ids[0], &request->err);
}

static saas_status invite(struct request *request)
{
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;

    params.workspace_id = request->match.ids[0];
    params.email = body_text(request->body, "email");
    params.role = body_role(request->body, "role");
    params.resend = body_choice(request->body, "resend") == SAAS_YES;
    return saas_invitation_create(request->session, &params, &request->out.invitation,
                                  &request->err);
}

const struct route workspace_routes[] = {
    {"GET", "/api/workspace", USERS, NULL, list, {200, AS_PAGE}},
    {"POST", "/api/workspace", USERS, create_fields, create, {201, AS_WORKSPACE}},
    {"GET", "/api/workspace/{id}", USERS, NULL, get, {200, AS_WORKSPACE}},
    {"PATCH", "/api/workspace/{id}", USERS, update_fields, update, {200, AS_WORKSPACE}},
    {"DELETE", "/api/workspace/{id}", USERS, NULL, discard, {204, AS_NOTHING}},
    {"POST", "/api/workspace/{id}/invite", USERS, invite_fields, invite, {201, AS_INVITATION}},
    {0},
};
