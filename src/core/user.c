/* SPDX-License-Identifier: MIT */
/* Users. */
#include <saas/user.h>

#include <string.h>

#include "base/alloc.h"
#include "core/guard.h"
#include "core/records.h"
#include "core/validate.h"

struct saas_user {
    const char *id;
    const char *auth_id;
    const char *email;
    bool email_verified;
    const char *name;
    saas_time created_at;
    saas_time updated_at;
};

static const struct saas_field fields[] = {
    {"id", offsetof(struct saas_user, id), SAAS_FIELD_TEXT, NULL},
    {"authId", offsetof(struct saas_user, auth_id), SAAS_FIELD_TEXT, NULL},
    {"email", offsetof(struct saas_user, email), SAAS_FIELD_TEXT, NULL},
    {"emailVerified", offsetof(struct saas_user, email_verified), SAAS_FIELD_BOOL, NULL},
    {"name", offsetof(struct saas_user, name), SAAS_FIELD_TEXT, NULL},
    {"createdAt", offsetof(struct saas_user, created_at), SAAS_FIELD_TIME, NULL},
    {"updatedAt", offsetof(struct saas_user, updated_at), SAAS_FIELD_TIME, NULL},
};

const struct saas_record_type saas__user_type = {"user", sizeof(struct saas_user),
                                                 SAAS_COUNT(fields), fields};

static void need_system(struct saas_call *call)
{
    saas__call_need_somebody(call);
    if (call->session->actor != SAAS_ACTOR_SYSTEM)
        saas__call_fail(call, SAAS_ERR_FORBIDDEN, "system_only",
                        "Only a system session may do that.");
}

/* OpenID Connect Core, 2: `sub` is at most 255 ASCII characters. */
static const char *check_auth_id(struct saas_call *call, const char *auth_id)
{
    if (!auth_id || !*auth_id)
        saas__issue(call, "/authId", "required", "The authId is required.");
    else if (strlen(auth_id) > SAAS_AUTH_ID_MAX)
        saas__issue(call, "/authId", "too_long", "The authId has more than %d bytes.",
                    SAAS_AUTH_ID_MAX);
    else if (strspn(auth_id, SAAS_PRINTABLE) != strlen(auth_id))
        saas__issue(call, "/authId", "malformed", "The authId may hold visible ASCII only.");
    return auth_id;
}

/* The row that stands in the way says which of the two is taken. */
static saas_status finish_create(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, 0);
    const struct saas_row *taken = saas__call_row(call, 1);

    if (row)
        return saas__call_record(call, &saas__user_type, row, 0);
    if (!taken)
        return SAAS__AGAIN;
    if (saas__row_bool(taken, 0))
        return saas__fail(&call->error, SAAS_ERR_CONFLICT, "auth_id_taken",
                          "There is a user with this authId already.");
    return saas__fail(&call->error, SAAS_ERR_CONFLICT, "email_taken",
                      "There is a user with this e-mail address already.");
}

saas_status saas_user_create(saas_session *session, const saas_user_params *params, saas_user **out,
                             saas_error *err)
{
    saas_user_params known;
    struct saas_call *call;
    char id[SAAS_ID_SIZE];
    const char *auth_id;
    const char *email = NULL;
    const char *name;

    SAAS_ENTER(session, params && out, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, finish_create, out, err);
    need_system(call);
    auth_id = check_auth_id(call, known.auth_id);
    if (known.email)
        email = saas__check_email(call, known.email);
    name = saas__check_optional(call, "/name", known.name, SAAS_NAME_MAX);
    saas__id_new(&call->client->env, id, saas__noun_user.prefix);

    saas__batch_user_create(call, id, auth_id, email, email && known.email_verified, name);
    return saas__submit(call);
}

/* Also for local accounts, which create their user in one batch with the password. */
void saas__batch_user_create(struct saas_call *call, const char *id, const char *auth_id,
                             const char *email, bool email_verified, const char *name)
{
    saas__batch_add(&call->batch, SAAS__SQL_USER_CREATE);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, auth_id);
    saas__bind_text(&call->batch, email);
    saas__bind_bool(&call->batch, email_verified);
    saas__bind_text(&call->batch, name);
    saas__bind_time(&call->batch, saas__call_now(call));

    saas__batch_add(&call->batch, SAAS__SQL_USER_TAKEN);
    saas__bind_text(&call->batch, auth_id);
    saas__bind_text(&call->batch, email);
}

saas_status saas_user_get(saas_session *session, const char *id, saas_user **out, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, id && out, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__guard(call, SAAS__SQL_USER_GET, &saas__noun_user, id, SAAS_ROLES_SELF);
    saas__expect_record(call, &saas__user_type, 0, 1);
    return saas__submit(call);
}

saas_status saas_user_get_by_auth_id(saas_session *session, const char *auth_id, saas_user **out,
                                     saas_error *err)
{
    static const struct saas_noun by_auth_id = {NULL, "user"};
    struct saas_call *call;

    SAAS_ENTER(session, auth_id && out, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__guard(call, SAAS__SQL_USER_GET_BY_AUTH_ID, &by_auth_id, auth_id, SAAS_ROLES_SELF);
    saas__expect_record(call, &saas__user_type, 0, 1);
    return saas__submit(call);
}

/* The guard let it pass: only an address of somebody else can have kept it from happening. */
static saas_status finish_update(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, 1);

    if (row)
        return saas__call_record(call, &saas__user_type, row, 0);
    return saas__fail(&call->error, SAAS_ERR_CONFLICT, "email_taken",
                      "There is a user with this e-mail address already.");
}

saas_status saas_user_update(saas_session *session, const char *id,
                             const saas_user_update_params *params, saas_user **out,
                             saas_error *err)
{
    saas_user_update_params known;
    struct saas_call *call;
    const char *name;
    const char *email = NULL;

    SAAS_ENTER(session, id && params, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, finish_update, out, err);
    saas__call_need_somebody(call);
    if (known.email || known.email_verified != SAAS_KEEP)
        need_system(call);
    saas__check_change(call, known.name || known.email || known.email_verified != SAAS_KEEP);
    name = saas__check_optional(call, "/name", known.name, SAAS_NAME_MAX);
    if (known.email)
        email = saas__check_email(call, known.email);

    saas__guard(call, SAAS__SQL_GUARD_USER, &saas__noun_user, id, SAAS_ROLES_SELF);
    saas__batch_add(&call->batch, SAAS__SQL_USER_UPDATE);
    saas__call_bind_actor(call);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, name);
    saas__bind_text(&call->batch, email);
    saas__bind_choice(call, known.email_verified);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}

static saas_status finish_delete(struct saas_call *call)
{
    const struct saas_row *orphan = saas__call_row(call, 1);

    if (orphan)
        return saas__fail(&call->error, SAAS_ERR_CONFLICT, "last_admin",
                          "The workspace \"%s\" would have no ADMIN: name another one, or "
                          "delete it, first.",
                          saas__row_text(orphan, 0));
    if (!saas__call_row(call, 2))
        return SAAS__AGAIN;
    saas__identities_forget(&call->client->identities, call->state);
    return SAAS_OK;
}

saas_status saas_user_delete(saas_session *session, const char *id, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, id, err);

    call = saas__call_new(session, finish_delete, NULL, err);
    saas__guard(call, SAAS__SQL_GUARD_USER, &saas__noun_user, id, SAAS_ROLES_SELF);
    saas__batch_add(&call->batch, SAAS__SQL_USER_ORPHANS);
    saas__bind_text(&call->batch, id);
    saas__batch_add(&call->batch, SAAS__SQL_USER_DELETE);
    saas__call_bind_actor(call);
    saas__bind_text(&call->batch, id);
    call->state = saas__arena_strdup(&call->arena, id);
    return saas__submit(call);
}

const char *saas_user_id(const saas_user *user)
{
    return user->id;
}

const char *saas_user_auth_id(const saas_user *user)
{
    return user->auth_id;
}

const char *saas_user_email(const saas_user *user)
{
    return user->email;
}

bool saas_user_email_verified(const saas_user *user)
{
    return user->email_verified;
}

const char *saas_user_name(const saas_user *user)
{
    return user->name;
}

saas_time saas_user_created_at(const saas_user *user)
{
    return user->created_at;
}

saas_time saas_user_updated_at(const saas_user *user)
{
    return user->updated_at;
}

char *saas_user_to_json(const saas_user *user)
{
    return saas__record_text(&saas__user_type, user);
}

void saas_user_free(saas_user *user)
{
    saas__free(user);
}
