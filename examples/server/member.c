/* SPDX-License-Identifier: MIT */
/*
 * Who belongs to a workspace, and leaving it.
 */
#include "request.h"
#include "routes.h"

static const struct field role_fields[] = {
    {"role", FIELD_ROLE, REQUIRED, 0},
    {0},
};

static saas_status list(struct request *request)
{
    saas_page_params params = request_page(request);

    return saas_member_list(request->session, request->match.ids[0], &params, &request->out.page,
                            &request->err);
}

static saas_status update(struct request *request)
{
    return saas_member_set_role(request->session, request->match.ids[0], request->match.ids[1],
                                body_role(request->body, "role"), &request->out.member,
                                &request->err);
}

static saas_status discard(struct request *request)
{
    return saas_member_remove(request->session, request->match.ids[0], request->match.ids[1],
                              &request->err);
}

static saas_status leave(struct request *request)
{
    return saas_member_leave(request->session, request->match.ids[0], &request->err);
}

const struct route member_routes[] = {
    {"GET", "/api/workspace/{id}/members", USERS, NULL, list, {200, AS_PAGE}},
    {"PATCH", "/api/workspace/{id}/members/{member}", USERS, role_fields, update, {200, AS_MEMBER}},
    {"DELETE", "/api/workspace/{id}/members/{member}", USERS, NULL, discard, {204, AS_NOTHING}},
    {"POST", "/api/workspace/{id}/leave", USERS, NULL, leave, {204, AS_NOTHING}},
    {0},
};
