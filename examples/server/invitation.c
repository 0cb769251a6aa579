/* SPDX-License-Identifier: MIT */
/*
 * Invitations: those that wait for the user who asks, and what becomes of one.
 */
#include "request.h"
#include "routes.h"

static const struct field token_fields[] = {
    {"token", FIELD_TEXT, REQUIRED, 0},
    {0},
};

static saas_status list(struct request *request)
{
    saas_page_params params = request_page(request);

    return saas_invitation_list_mine(request->session, &params, &request->out.page, &request->err);
}

static saas_status accept_one(struct request *request)
{
    return saas_invitation_accept(request->session, body_text(request->body, "token"),
                                  &request->out.member, &request->err);
}

static saas_status decline_one(struct request *request)
{
    return saas_invitation_decline(request->session, body_text(request->body, "token"),
                                   &request->err);
}

static saas_status revoke_one(struct request *request)
{
    return saas_invitation_revoke(request->session, request->match.ids[0], &request->err);
}

static saas_status resend_one(struct request *request)
{
    return saas_invitation_resend(request->session, request->match.ids[0], &request->out.invitation,
                                  &request->err);
}

const struct route invitation_routes[] = {
    {"GET", "/api/invitation", USERS, NULL, list, {200, AS_PAGE}},
    {"POST", "/api/invitation/accept", USERS, token_fields, accept_one, {200, AS_MEMBER}},
    {"POST", "/api/invitation/decline", USERS, token_fields, decline_one, {204, AS_NOTHING}},
    {"DELETE", "/api/invitation/{id}", USERS, NULL, revoke_one, {204, AS_NOTHING}},
    {"POST", "/api/invitation/{id}/resend", USERS, NULL, resend_one, {200, AS_INVITATION}},
    {0},
};
