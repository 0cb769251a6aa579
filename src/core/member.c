/* SPDX-License-Identifier: MIT */
/* Members. What could take the last ADMIN away is refused by its own WHERE; the guard's
 * row, read in the same transaction, says why. */
#include <saas/member.h>

#include <string.h>

#include "base/alloc.h"
#include "core/guard.h"
#include "core/page.h"
#include "core/records.h"
#include "core/validate.h"

struct saas_member {
    const char *id;
    const char *workspace_id;
    const char *user_id;
    const char *email;
    const char *name;
    int role;
    int status;
    saas_time created_at;
};

static const char *const status_names[] = {"PENDING", "ACTIVE", NULL};

static const struct saas_field fields[] = {
    {"id", offsetof(struct saas_member, id), SAAS_FIELD_TEXT, NULL},
    {"workspaceId", offsetof(struct saas_member, workspace_id), SAAS_FIELD_TEXT, NULL},
    {"userId", offsetof(struct saas_member, user_id), SAAS_FIELD_TEXT, NULL},
    {"email", offsetof(struct saas_member, email), SAAS_FIELD_TEXT, NULL},
    {"name", offsetof(struct saas_member, name), SAAS_FIELD_TEXT, NULL},
    {"role", offsetof(struct saas_member, role), SAAS_FIELD_ENUM, saas__role_names},
    {"status", offsetof(struct saas_member, status), SAAS_FIELD_ENUM, status_names},
    {"createdAt", offsetof(struct saas_member, created_at), SAAS_FIELD_TIME, NULL},
};

const struct saas_record_type saas__member_type = {"member", sizeof(struct saas_member),
                                                   SAAS_COUNT(fields), fields};

/* Columns of guard_member and guard_leave. */
enum { GUARD_STATUS = 1, GUARD_ROLE = 2, GUARD_OTHER_ADMIN = 3 };

static bool is_last_admin(const struct saas_row *guard)
{
    return strcmp(saas__row_text(guard, GUARD_STATUS), "ACTIVE") == 0 &&
           strcmp(saas__row_text(guard, GUARD_ROLE), "ADMIN") == 0 &&
           !saas__row_bool(guard, GUARD_OTHER_ADMIN);
}

static saas_status last_admin(struct saas_call *call)
{
    return saas__fail(&call->error, SAAS_ERR_CONFLICT, "last_admin",
                      "The workspace would have no ADMIN: name another one first.");
}

saas_status saas_member_list(saas_session *session, const char *workspace_id,
                             const saas_page_params *params, saas_page **out, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, workspace_id && out, err);

    call = saas__call_new(session, saas__finish_page, out, err);
    saas__guard(call, SAAS__SQL_GUARD_WORKSPACE, &saas__noun_workspace, workspace_id,
                saas__policy_roles(SAAS_PERM_MEMBER_READ));
    saas__page_request(call, params, &saas__member_type, 1, workspace_id);
    saas__batch_add(&call->batch, SAAS__SQL_MEMBER_LIST);
    saas__bind_text(&call->batch, workspace_id);
    saas__page_bind(call);
    return saas__submit(call);
}

static void guard_member(struct saas_call *call, const char *workspace_id, const char *id,
                         const char *roles)
{
    saas__guard(call, SAAS__SQL_GUARD_MEMBER, &saas__noun_member, id, roles);
    saas__bind_text(&call->batch, workspace_id);
}

static saas_status finish_set_role(struct saas_call *call)
{
    const struct saas_row *guard = saas__call_row(call, 0);

    if (strcmp(saas__row_text(guard, GUARD_STATUS), "ACTIVE") != 0)
        return saas__fail(&call->error, SAAS_ERR_CONFLICT, "member_pending",
                          "The member has not accepted yet: invite with another role instead.");
    if (saas__call_row(call, 1))
        return saas__call_record(call, &saas__member_type, saas__call_row(call, 2), 0);
    return is_last_admin(guard) ? last_admin(call) : SAAS__AGAIN;
}

saas_status saas_member_set_role(saas_session *session, const char *workspace_id, const char *id,
                                 saas_role role, saas_member **out, saas_error *err)
{
    const char *roles = saas__policy_granting_roles(SAAS_PERM_MEMBER_SET_ROLE, role);
    struct saas_call *call;

    SAAS_ENTER(session, id, err);

    call = saas__call_new(session, finish_set_role, out, err);
    saas__call_need_somebody(call);
    if (!saas_role_name(role))
        saas__issue(call, "/role", "unknown", "The role has to be ADMIN, MEMBER or BILLING.");

    guard_member(call, workspace_id, id, roles);
    saas__act(call, SAAS__SQL_MEMBER_SET_ROLE, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, workspace_id);
    saas__bind_text(&call->batch, saas_role_name(role));
    saas__bind_time(&call->batch, saas__call_now(call));
    saas__batch_add(&call->batch, SAAS__SQL_MEMBER_GET);
    saas__bind_text(&call->batch, id);
    return saas__submit(call);
}

/* Of remove and leave: the second statement deleted a row, or may not. */
static saas_status finish_delete(struct saas_call *call)
{
    if (saas__call_row(call, 1))
        return SAAS_OK;
    return is_last_admin(saas__call_row(call, 0)) ? last_admin(call) : SAAS__AGAIN;
}

saas_status saas_member_remove(saas_session *session, const char *workspace_id, const char *id,
                               saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_MEMBER_REMOVE);
    struct saas_call *call;

    SAAS_ENTER(session, id, err);

    call = saas__call_new(session, finish_delete, NULL, err);
    guard_member(call, workspace_id, id, roles);
    saas__act(call, SAAS__SQL_MEMBER_REMOVE, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, workspace_id);
    return saas__submit(call);
}

saas_status saas_member_leave(saas_session *session, const char *workspace_id, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, workspace_id, err);

    call = saas__call_new(session, finish_delete, NULL, err);
    saas__call_need_user(call);
    saas__guard(call, SAAS__SQL_GUARD_LEAVE, &saas__noun_workspace, workspace_id,
                saas__policy_roles(SAAS_PERM_WORKSPACE_LEAVE));
    saas__batch_add(&call->batch, SAAS__SQL_MEMBER_LEAVE);
    saas__call_bind_actor(call);
    saas__bind_text(&call->batch, workspace_id);
    return saas__submit(call);
}

const char *saas_member_id(const saas_member *member)
{
    return member->id;
}

const char *saas_member_workspace_id(const saas_member *member)
{
    return member->workspace_id;
}

const char *saas_member_user_id(const saas_member *member)
{
    return member->user_id;
}

const char *saas_member_email(const saas_member *member)
{
    return member->email;
}

const char *saas_member_name(const saas_member *member)
{
    return member->name;
}

saas_role saas_member_role(const saas_member *member)
{
    return (saas_role)member->role;
}

saas_member_status saas_member_status_of(const saas_member *member)
{
    return (saas_member_status)member->status;
}

saas_time saas_member_created_at(const saas_member *member)
{
    return member->created_at;
}

char *saas_member_to_json(const saas_member *member)
{
    return saas__record_text(&saas__member_type, member);
}

void saas_member_free(saas_member *member)
{
    saas__free(member);
}
