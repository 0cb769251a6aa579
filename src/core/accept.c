/* SPDX-License-Identifier: MIT */
/* Answering an invitation: accepting, declining, and reading it for its letter. Found by
 * the hash of the token; an id alone never accepts. */
#include <string.h>

#include "base/alloc.h"
#include "core/guard.h"
#include "core/invitation.h"
#include "core/records.h"

/* Columns of guard_token. */
enum {
    GUARD_USER,
    GUARD_STATUS,
    GUARD_EXPIRED,
    GUARD_EMAIL_MATCHES,
    GUARD_EMAIL_PROVEN,
    GUARD_INVITER_MAY,
    GUARD_MINE
};

/* The statements of an acceptance. */
enum { AT_GUARD, AT_ACCEPT, AT_USE_UP, AT_VERIFY, AT_MEMBER };

static saas_status not_found(struct saas_call *call)
{
    return saas__fail(&call->error, SAAS_ERR_NOT_FOUND, "not_found",
                      "There is no such invitation, or it is over.");
}

static saas_status wrong_email(struct saas_call *call)
{
    return saas__fail(&call->error, SAAS_ERR_FORBIDDEN, "wrong_email",
                      "The invitation is for another e-mail address than yours.");
}

static bool is_pending(const struct saas_row *guard)
{
    return strcmp(saas__row_text(guard, GUARD_STATUS), "PENDING") == 0;
}

/* What speaks against accepting an invitation that is pending, in the order that helps
 * most; SAAS_OK: nothing does. */
static saas_status refusal(struct saas_call *call, const struct saas_row *guard)
{
    if (!saas__row_bool(guard, GUARD_EMAIL_MATCHES))
        return wrong_email(call);
    if (saas__row_bool(guard, GUARD_EXPIRED))
        return saas__fail(&call->error, SAAS_ERR_GONE, "invitation_expired",
                          "The invitation has expired: ask for a new one.");
    if (!saas__row_bool(guard, GUARD_EMAIL_PROVEN))
        return saas__fail(&call->error, SAAS_ERR_FORBIDDEN, "email_unverified",
                          "Verify your e-mail address first.");
    if (!saas__row_bool(guard, GUARD_INVITER_MAY))
        return saas__fail(&call->error, SAAS_ERR_GONE, "inviter_not_permitted",
                          "Who invited you may no longer do so: ask for a new invitation.");
    return SAAS_OK;
}

/* The first checks of both answers; SAAS_OK: the token is there, and so is the user. */
static saas_status check_token(struct saas_call *call)
{
    const struct saas_row *guard = saas__call_row(call, AT_GUARD);

    if (!guard)
        return not_found(call);
    if (!saas__row_text(guard, GUARD_USER))
        return saas__fail(&call->error, SAAS_ERR_UNAUTHENTICATED, "user_gone",
                          "Your user does not exist any more.");
    return SAAS_OK;
}

static saas_status finish_accept(struct saas_call *call)
{
    const struct saas_row *guard = saas__call_row(call, AT_GUARD);
    const struct saas_row *member = saas__call_row(call, AT_MEMBER);
    saas_status status;

    /* Accepted before, or used up because its user had come in by another one. */
    if (!is_pending(guard)) {
        bool again =
            saas__row_bool(guard, GUARD_MINE) || saas__row_bool(guard, GUARD_EMAIL_MATCHES);

        return member && again ? saas__call_record(call, &saas__member_type, member, 0)
                               : not_found(call);
    }
    status = refusal(call, guard);
    if (status != SAAS_OK)
        return status;
    return member ? saas__call_record(call, &saas__member_type, member, 0) : SAAS__AGAIN;
}

/* Starts an answer; the hash is in its memory. */
static const char *start_answer(struct saas_call *call, const char *token)
{
    char hash[SAAS_MAC_TEXT_SIZE];

    call->check = check_token;
    saas__call_need_user(call);
    if (strnlen(token, SAAS_MAC_TEXT_SIZE) != SAAS_MAC_TEXT_SIZE - 1)
        saas__call_fail(call, SAAS_ERR_NOT_FOUND, "not_found",
                        "There is no such invitation, or it is over.");
    saas__sha256_text(hash, token);
    return saas__arena_strdup(&call->arena, hash);
}

/* Adds a statement that starts with the actor and the hash. */
static void add(struct saas_call *call, enum saas_statement_id statement, const char *hash)
{
    saas__batch_add(&call->batch, statement);
    saas__call_bind_actor(call);
    saas__bind_text(&call->batch, hash);
}

static void bind_roles_and_now(struct saas_call *call)
{
    saas__bind_text(&call->batch, saas__policy_roles(SAAS_PERM_INVITE));
    saas__bind_time(&call->batch, saas__call_now(call));
}

saas_status saas_invitation_accept(saas_session *session, const char *token, saas_member **out,
                                   saas_error *err)
{
    struct saas_call *call;
    const char *hash;

    SAAS_ENTER(session, token, err);

    call = saas__call_new(session, finish_accept, out, err);
    hash = start_answer(call, token);
    add(call, SAAS__SQL_GUARD_TOKEN, hash);
    bind_roles_and_now(call);
    add(call, SAAS__SQL_INVITATION_ACCEPT, hash);
    bind_roles_and_now(call);
    add(call, SAAS__SQL_INVITATION_USE_UP, hash);
    bind_roles_and_now(call);
    add(call, SAAS__SQL_USER_VERIFY_BY_TOKEN, hash);
    saas__bind_time(&call->batch, saas__call_now(call));
    add(call, SAAS__SQL_MEMBER_BY_TOKEN, hash);
    return saas__submit(call);
}

static saas_status finish_decline(struct saas_call *call)
{
    const struct saas_row *guard = saas__call_row(call, AT_GUARD);

    if (!is_pending(guard))
        return not_found(call);
    if (!saas__row_bool(guard, GUARD_EMAIL_MATCHES))
        return wrong_email(call);
    return saas__finish_done(call);
}

saas_status saas_invitation_decline(saas_session *session, const char *token, saas_error *err)
{
    struct saas_call *call;
    const char *hash;

    SAAS_ENTER(session, token, err);

    call = saas__call_new(session, finish_decline, NULL, err);
    hash = start_answer(call, token);
    add(call, SAAS__SQL_GUARD_TOKEN, hash);
    bind_roles_and_now(call);
    add(call, SAAS__SQL_INVITATION_DECLINE, hash);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}

static const struct saas_field letter_fields[] = {
    {"email", offsetof(struct saas_letter, email), SAAS_FIELD_TEXT, NULL},
    {"workspaceName", offsetof(struct saas_letter, workspace_name), SAAS_FIELD_TEXT, NULL},
    {"inviterName", offsetof(struct saas_letter, inviter_name), SAAS_FIELD_TEXT, NULL},
    {"inviterEmail", offsetof(struct saas_letter, inviter_email), SAAS_FIELD_TEXT, NULL},
    {"role", offsetof(struct saas_letter, role), SAAS_FIELD_ENUM, saas__role_names},
    {"expiresAt", offsetof(struct saas_letter, expires_at), SAAS_FIELD_TIME, NULL},
};

static const struct saas_record_type letter_type = {"letter", sizeof(struct saas_letter),
                                                    SAAS_COUNT(letter_fields), letter_fields};

static saas_status finish_letter(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, 0);

    if (!row)
        return saas__fail(&call->error, SAAS_ERR_GONE, "invitation_over",
                          "The invitation is over, or was sent anew.");
    return saas__call_record(call, &letter_type, row, 0);
}

saas_status saas__invitation_letter(saas_session *session, const char *token,
                                    struct saas_letter **out, saas_error *err)
{
    char hash[SAAS_MAC_TEXT_SIZE];
    struct saas_call *call;

    SAAS_ENTER(session, token && out, err);

    saas__sha256_text(hash, token);
    call = saas__call_new(session, finish_letter, out, err);
    saas__batch_add(&call->batch, SAAS__SQL_INVITATION_LETTER);
    saas__bind_text(&call->batch, hash);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}
