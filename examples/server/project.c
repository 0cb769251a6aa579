/* SPDX-License-Identifier: MIT */
/*
 * Projects.
 */
#include "request.h"
#include "routes.h"

static const struct field create_fields[] = {
    {"workspaceId", FIELD_TEXT, REQUIRED, 0},
    {"name", FIELD_TEXT, REQUIRED, 200},
    {0},
};

static const struct field replace_fields[] = {
    {"name", FIELD_TEXT, REQUIRED, 200},
    {0},
};

static const struct field update_fields[] = {
    {"name", FIELD_TEXT, OPTIONAL, 200},
    {0},
};

static saas_status list(struct request *request)
{
    saas_page_params params = request_page(request);
    const char *workspace_id = request_query(request, "workspaceId");

    if (!workspace_id)
        return request_lacks_query(request, "workspaceId");
    return saas_project_list(request->session, workspace_id, &params, &request->out.page,
                             &request->err);
}

static saas_status create(struct request *request)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;

    params.workspace_id = body_text(request->body, "workspaceId");
    params.name = body_text(request->body, "name");
    return saas_project_create(request->session, &params, &request->out.project, &request->err);
}

static saas_status get(struct request *request)
{
    return saas_project_get(request->session, request->match.ids[0], &request->out.project,
                            &request->err);
}

static saas_status update(struct request *request)
{
    saas_project_update_params params = SAAS_PROJECT_UPDATE_PARAMS_INIT;

    params.name = body_text(request->body, "name");
    return saas_project_update(request->session, request->match.ids[0], &params,
                               &request->out.project, &request->err);
}

static saas_status discard(struct request *request)
{
    return saas_project_delete(request->session, request->match.ids[0], &request->err);
}

const struct route project_routes[] = {
    {"GET", "/api/project/{id}", USERS, NULL, get, {200, AS_PROJECT}},
    {"PUT", "/api/project/{id}", USERS, replace_fields, update, {200, AS_PROJECT}},
    {"PATCH", "/api/project/{id}", USERS, update_fields, update, {200, AS_PROJECT}},
    {"DELETE", "/api/project/{id}", USERS, NULL, discard, {204, AS_NOTHING}},
    {"GET", "/api/project", USERS, NULL, list, {200, AS_PAGE}},
    {"POST", "/api/project", USERS, create_fields, create, {201, AS_PROJECT}},
    {0},
};
