/* SPDX-License-Identifier: MIT */
/*
 * The tasks of a project.
 */
#include "request.h"
#include "routes.h"

static const struct field create_fields[] = {
    {"title", FIELD_TEXT, REQUIRED, 500},
    {0},
};

static const struct field replace_fields[] = {
    {"title", FIELD_TEXT, REQUIRED, 500},
    {"isComplete", FIELD_FLAG, REQUIRED, 0},
    {0},
};

static const struct field update_fields[] = {
    {"title", FIELD_TEXT, OPTIONAL, 500},
    {"isComplete", FIELD_FLAG, OPTIONAL, 0},
    {0},
};

static saas_status list(struct request *request)
{
    saas_page_params params = request_page(request);

    return saas_task_list(request->session, request->match.ids[0], &params, &request->out.page,
                          &request->err);
}

static saas_status create(struct request *request)
{
    saas_task_params params = SAAS_TASK_PARAMS_INIT;

    params.project_id = request->match.ids[0];
    params.title = body_text(request->body, "title");
    return saas_task_create(request->session, &params, &request->out.task, &request->err);
}

static saas_status get(struct request *request)
{
    return saas_task_get(request->session, request->match.ids[0], &request->out.task,
                         &request->err);
}

static saas_status update(struct request *request)
{
    saas_task_update_params params = SAAS_TASK_UPDATE_PARAMS_INIT;

    params.title = body_text(request->body, "title");
    params.is_complete = body_choice(request->body, "isComplete");
    return saas_task_update(request->session, request->match.ids[0], &params, &request->out.task,
                            &request->err);
}

static saas_status discard(struct request *request)
{
    return saas_task_delete(request->session, request->match.ids[0], &request->err);
}

const struct route task_routes[] = {
    {"GET", "/api/project/{id}/task", USERS, NULL, list, {200, AS_PAGE}},
    {"POST", "/api/project/{id}/task", USERS, create_fields, create, {201, AS_TASK}},
    {"GET", "/api/task/{id}", USERS, NULL, get, {200, AS_TASK}},
    {"PUT", "/api/task/{id}", USERS, replace_fields, update, {200, AS_TASK}},
    {"PATCH", "/api/task/{id}", USERS, update_fields, update, {200, AS_TASK}},
    {"DELETE", "/api/task/{id}", USERS, NULL, discard, {204, AS_NOTHING}},
    {0},
};
