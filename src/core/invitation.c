/* SPDX-License-Identifier: MIT */
/* Invitations: making, sending again, revoking and listing them. Answering is in accept.c. */
#include "core/invitation.h"

#include <string.h>

#include "base/alloc.h"
#include "core/guard.h"
#include "core/page.h"
#include "core/records.h"
#include "core/validate.h"
#include "jobs/job.h"

enum { PENDING_MAX = 100 }; /* in a workspace */

static const saas_time hour_us = 3600LL * 1000000;

struct saas_invitation {
    const char *id;
    const char *workspace_id;
    const char *workspace_name;
    const char *email;
    int role;
    int status;
    const char *invited_by;
    saas_time expires_at;
    saas_time created_at;
    const char *token; /* no column: only the creation of a link has it */
};

static const char *const status_names[] = {"PENDING", "EXPIRED", "DECLINED", "REVOKED", NULL};

static const struct saas_field fields[] = {
    {"id", offsetof(struct saas_invitation, id), SAAS_FIELD_TEXT, NULL},
    {"workspaceId", offsetof(struct saas_invitation, workspace_id), SAAS_FIELD_TEXT, NULL},
    {"workspaceName", offsetof(struct saas_invitation, workspace_name), SAAS_FIELD_TEXT, NULL},
    {"email", offsetof(struct saas_invitation, email), SAAS_FIELD_TEXT, NULL},
    {"role", offsetof(struct saas_invitation, role), SAAS_FIELD_ENUM, saas__role_names},
    {"status", offsetof(struct saas_invitation, status), SAAS_FIELD_ENUM, status_names},
    {"invitedBy", offsetof(struct saas_invitation, invited_by), SAAS_FIELD_TEXT, NULL},
    {"expiresAt", offsetof(struct saas_invitation, expires_at), SAAS_FIELD_TIME, NULL},
    {"createdAt", offsetof(struct saas_invitation, created_at), SAAS_FIELD_TIME, NULL},
};

const struct saas_record_type saas__invitation_type = {"invitation", sizeof(struct saas_invitation),
                                                       SAAS_COUNT(fields), fields};

/* One sending: the job's id, the token made from it, and the hash that is stored. */
struct sending {
    char job_id[SAAS_ID_SIZE];
    char token[SAAS_MAC_TEXT_SIZE];
    char hash[SAAS_MAC_TEXT_SIZE];
    bool by_link;
    bool resend;
};

void saas__invitation_token(const struct saas_client *client, const char *job_id,
                            char token[SAAS_MAC_TEXT_SIZE])
{
    const char *parts[] = {job_id};
    uint8_t mac[SAAS_MAC_BYTES];

    saas__mac(mac, client->invitation_key, SAAS_COUNT(parts), parts);
    saas__base64url(token, SAAS_MAC_TEXT_SIZE, mac, sizeof(mac));
}

/* Prepares a sending as the call's state; the call fails without a secret to make tokens of. */
static struct sending *new_sending(struct saas_call *call)
{
    struct sending *sending = saas__call_alloc(call, sizeof(*sending));

    call->state = sending;
    if (!call->client->secret)
        saas__call_fail(call, SAAS_ERR_INVALID, "no_secret",
                        "Invitations need `secret` in the client's options.");
    if (!sending)
        return NULL;
    saas__id_new(&call->client->env, sending->job_id, "job");
    saas__invitation_token(call->client, sending->job_id, sending->token);
    saas__sha256_text(sending->hash, sending->token);
    return sending;
}

static void bind_window(struct saas_call *call)
{
    saas__bind_time(&call->batch, saas__call_now(call) - hour_us);
}

static void bind_limit(struct saas_call *call)
{
    bind_window(call);
    saas__bind_int(&call->batch, call->client->invitations_per_hour);
}

static saas_time expiry(const struct saas_call *call)
{
    return saas__call_now(call) + (saas_time)call->client->invitation_ttl_s * 1000000;
}

/* What follows a sending that took place: it is counted, its job written, its row read. */
static void add_consequences(struct saas_call *call, const struct sending *sending)
{
    saas__batch_add(&call->batch, SAAS__SQL_INVITATION_COUNT);
    saas__bind_text(&call->batch, sending->hash);
    saas__bind_time(&call->batch, saas__call_now(call));
    bind_window(call);
    /* In the same transaction as the row: sent before the commit it could announce an
     * invitation that rolls back, sent after it it could be lost. */
    if (!sending->by_link)
        saas__job_add_invitation(call, sending->job_id, sending->hash);
    saas__batch_add(&call->batch, SAAS__SQL_INVITATION_BY_HASH);
    saas__bind_text(&call->batch, sending->hash);
    saas__bind_time(&call->batch, saas__call_now(call));
}

/* The record, with the token behind it when it is the inviter's to pass on. */
static saas_status finish_invitation(struct saas_call *call, const struct saas_row *row)
{
    const struct sending *sending = call->state;
    size_t size = saas__record_size(&saas__invitation_type, row, 0);
    struct saas_invitation *invitation;

    if (!call->out)
        return SAAS_OK;
    invitation = saas__call_result(call, size + sizeof(sending->token));
    if (!invitation)
        return saas__fail_memory(&call->error);
    saas__record_fill(&saas__invitation_type, invitation, row, 0);
    if (sending->by_link)
        invitation->token =
            memcpy((char *)invitation + size, sending->token, sizeof(sending->token));
    *(struct saas_invitation **)call->out = invitation;
    return SAAS_OK;
}

static saas_status too_many_sent(struct saas_call *call)
{
    return saas__fail(&call->error, SAAS_ERR_RATE_LIMITED, "too_many_invitations",
                      "The workspace has sent %u invitations this hour; try again later.",
                      call->client->invitations_per_hour);
}

static saas_status too_many_pending(struct saas_call *call)
{
    return saas__fail(&call->error, SAAS_ERR_CONFLICT, "too_many_pending",
                      "%d invitations are pending: revoke some first.", PENDING_MAX);
}

/* Columns of guard_invite, after the actor's role. */
enum { GUARD_IS_MEMBER = 1, GUARD_IS_INVITED, GUARD_PENDING_COUNT, GUARD_MAY_SEND };

static saas_status finish_create(struct saas_call *call)
{
    const struct saas_row *guard = saas__call_row(call, 0);
    const struct saas_row *row = saas__call_row(call, call->batch.count - 1);
    const struct sending *sending = call->state;

    if (row)
        return finish_invitation(call, row);
    if (saas__row_bool(guard, GUARD_IS_MEMBER))
        return saas__fail(&call->error, SAAS_ERR_CONFLICT, "already_member",
                          "This person is a member already.");
    if (saas__row_bool(guard, GUARD_IS_INVITED) && !sending->resend)
        return saas__fail(&call->error, SAAS_ERR_CONFLICT, "already_invited",
                          "This person has an invitation already: send it again instead.");
    if (saas__row_int(guard, GUARD_PENDING_COUNT) >= PENDING_MAX)
        return too_many_pending(call);
    return saas__row_bool(guard, GUARD_MAY_SEND) ? SAAS__AGAIN : too_many_sent(call);
}

static void add_invitation(struct saas_call *call, const saas_invitation_params *params,
                           const char *email, const char *roles, const struct sending *sending)
{
    char id[SAAS_ID_SIZE];

    saas__guard(call, SAAS__SQL_GUARD_INVITE, &saas__noun_workspace, params->workspace_id, roles);
    saas__bind_text(&call->batch, email);
    saas__bind_time(&call->batch, saas__call_now(call));
    bind_limit(call);

    saas__id_new(&call->client->env, id, saas__noun_member.prefix);
    saas__act(call, SAAS__SQL_INVITATION_ADD, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, params->workspace_id);
    saas__bind_text(&call->batch, email);
    saas__bind_text(&call->batch, saas_role_name(params->role));
    saas__bind_text(&call->batch, sending->hash);
    saas__bind_bool(&call->batch, sending->by_link);
    saas__bind_bool(&call->batch, params->resend);
    saas__bind_time(&call->batch, expiry(call));
    saas__bind_time(&call->batch, saas__call_now(call));
    bind_limit(call);
    saas__bind_int(&call->batch, PENDING_MAX);
}

saas_status saas_invitation_create(saas_session *session, const saas_invitation_params *params,
                                   saas_invitation **out, saas_error *err)
{
    saas_invitation_params known;
    struct saas_call *call;
    struct sending *sending;
    const char *email;

    SAAS_ENTER(session, params && out, err);
    SAAS_READ_PARAMS(known, params, err);

    if (known.role == SAAS_ROLE_NONE)
        known.role = SAAS_ROLE_MEMBER;
    call = saas__call_new(session, finish_create, out, err);
    saas__call_need_somebody(call);
    email = saas__check_email(call, known.email);
    saas__check_id(call, "/workspaceId", known.workspace_id);
    if (!saas_role_name(known.role))
        saas__issue(call, "/role", "unknown", "The role has to be ADMIN, MEMBER or BILLING.");
    sending = new_sending(call);
    if (sending) {
        sending->by_link = known.delivery == SAAS_DELIVERY_LINK;
        sending->resend = known.resend;
        add_invitation(call, &known, email,
                       saas__policy_granting_roles(SAAS_PERM_INVITE, known.role), sending);
        add_consequences(call, sending);
    }
    return saas__submit(call);
}

saas_status saas_invitation_list(saas_session *session, const char *workspace_id,
                                 const saas_page_params *params, saas_page **out, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, workspace_id && out, err);

    call = saas__call_new(session, saas__finish_page, out, err);
    saas__guard(call, SAAS__SQL_GUARD_WORKSPACE, &saas__noun_workspace, workspace_id,
                saas__policy_roles(SAAS_PERM_INVITE));
    saas__page_request(call, params, &saas__invitation_type, 1, workspace_id);
    saas__batch_add(&call->batch, SAAS__SQL_INVITATION_LIST);
    saas__bind_text(&call->batch, workspace_id);
    saas__page_bind(call);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}

saas_status saas_invitation_list_mine(saas_session *session, const saas_page_params *params,
                                      saas_page **out, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, out, err);

    call = saas__call_new(session, saas__finish_page, out, err);
    saas__guard_actor(call);
    saas__page_request(call, params, &saas__invitation_type, 1, session->user_id);
    saas__batch_add(&call->batch, SAAS__SQL_INVITATION_LIST_MINE);
    saas__call_bind_actor(call);
    saas__page_bind(call);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}

/* Columns of guard_invitation, after the actor's role. */
enum { RESEND_MAY_SEND = 1, RESEND_PENDING_COUNT };

static saas_status finish_resend(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, call->batch.count - 1);

    const struct saas_row *guard = saas__call_row(call, 0);

    if (row)
        return finish_invitation(call, row);
    if (saas__row_int(guard, RESEND_PENDING_COUNT) >= PENDING_MAX)
        return too_many_pending(call);
    return saas__row_bool(guard, RESEND_MAY_SEND) ? SAAS__AGAIN : too_many_sent(call);
}

/* The guard of one invitation also says whether the hour has a sending left. */
static void guard_invitation(struct saas_call *call, const char *id, const char *roles)
{
    saas__guard(call, SAAS__SQL_GUARD_INVITATION, &saas__noun_invitation, id, roles);
    saas__bind_time(&call->batch, saas__call_now(call));
    bind_limit(call);
}

saas_status saas_invitation_resend(saas_session *session, const char *id, saas_invitation **out,
                                   saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_INVITE);
    struct saas_call *call;
    const struct sending *sending;

    SAAS_ENTER(session, id, err);

    call = saas__call_new(session, finish_resend, out, err);
    sending = new_sending(call);
    guard_invitation(call, id, roles);
    if (sending) {
        saas__act(call, SAAS__SQL_INVITATION_RESEND, roles);
        saas__bind_text(&call->batch, id);
        saas__bind_text(&call->batch, sending->hash);
        saas__bind_time(&call->batch, expiry(call));
        saas__bind_time(&call->batch, saas__call_now(call));
        bind_limit(call);
        saas__bind_int(&call->batch, PENDING_MAX);
        add_consequences(call, sending);
    }
    return saas__submit(call);
}

saas_status saas_invitation_revoke(saas_session *session, const char *id, saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_INVITE);
    struct saas_call *call;

    SAAS_ENTER(session, id, err);

    call = saas__call_new(session, saas__finish_done, NULL, err);
    guard_invitation(call, id, roles);
    saas__act(call, SAAS__SQL_INVITATION_REVOKE, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}

const char *saas_invitation_id(const saas_invitation *invitation)
{
    return invitation->id;
}

const char *saas_invitation_workspace_id(const saas_invitation *invitation)
{
    return invitation->workspace_id;
}

const char *saas_invitation_workspace_name(const saas_invitation *invitation)
{
    return invitation->workspace_name;
}

const char *saas_invitation_email(const saas_invitation *invitation)
{
    return invitation->email;
}

saas_role saas_invitation_role(const saas_invitation *invitation)
{
    return (saas_role)invitation->role;
}

saas_invitation_status saas_invitation_status_of(const saas_invitation *invitation)
{
    return (saas_invitation_status)invitation->status;
}

const char *saas_invitation_invited_by(const saas_invitation *invitation)
{
    return invitation->invited_by;
}

saas_time saas_invitation_expires_at(const saas_invitation *invitation)
{
    return invitation->expires_at;
}

saas_time saas_invitation_created_at(const saas_invitation *invitation)
{
    return invitation->created_at;
}

const char *saas_invitation_token(const saas_invitation *invitation)
{
    return invitation->token;
}

char *saas_invitation_to_json(const saas_invitation *invitation)
{
    return saas__record_text(&saas__invitation_type, invitation);
}

void saas_invitation_free(saas_invitation *invitation)
{
    saas__free(invitation);
}
