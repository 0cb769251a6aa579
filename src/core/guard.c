/* SPDX-License-Identifier: MIT */
/* Guards: 404, 403 or go on; and the results that most operations share. */
#include "core/guard.h"

#include <stdio.h>
#include <string.h>

const struct saas_noun saas__noun_user = {"user", "user"};
const struct saas_noun saas__noun_workspace = {"ws", "workspace"};
const struct saas_noun saas__noun_member = {"mem", "member"};
const struct saas_noun saas__noun_invitation = {"mem", "invitation"};
const struct saas_noun saas__noun_project = {"proj", "project"};
const struct saas_noun saas__noun_task = {"task", "task"};

struct guard {
    const struct saas_noun *noun; /* NULL: the actor */
    const char *roles;
};

struct result {
    const struct saas_record_type *type;
    unsigned statement;
    unsigned column;
};

static saas_status not_found(struct saas_call *call, const struct saas_noun *noun)
{
    return saas__fail(&call->error, SAAS_ERR_NOT_FOUND, "not_found", "There is no such %s.",
                      noun->name);
}

static bool has_role(const char *roles, const char *role)
{
    char entry[32];

    snprintf(entry, sizeof(entry), ",%s,", role);
    return strstr(roles, entry) != NULL;
}

static saas_status check_role(struct saas_call *call, const struct guard *guard, const char *role)
{
    if (role && has_role(guard->roles, role))
        return SAAS_OK;
    if (role)
        return saas__fail(&call->error, SAAS_ERR_FORBIDDEN, "not_permitted",
                          "A %s of the workspace may not do that.", role);
    if (call->client->hide_forbidden)
        return not_found(call, guard->noun);
    if (strcmp(guard->roles, SAAS_ROLES_SELF) == 0)
        return saas__fail(&call->error, SAAS_ERR_FORBIDDEN, "not_yourself",
                          "That is another user.");
    return saas__fail(&call->error, SAAS_ERR_FORBIDDEN, "not_a_member",
                      "You are not a member of this workspace.");
}

static saas_status check_guard(struct saas_call *call)
{
    const struct guard *guard = call->guard;
    const struct saas_row *row = saas__call_row(call, 0);

    if (!row && !guard->noun)
        return saas__fail(&call->error, SAAS_ERR_UNAUTHENTICATED, "user_gone",
                          "Your user does not exist any more.");
    if (!row)
        return not_found(call, guard->noun);
    if (call->session->actor == SAAS_ACTOR_SYSTEM || !guard->noun)
        return SAAS_OK;
    return check_role(call, guard, saas__row_text(row, 0));
}

static void set_guard(struct saas_call *call, const struct saas_noun *noun, const char *roles)
{
    struct guard *guard = saas__call_alloc(call, sizeof(*guard));

    if (guard)
        *guard = (struct guard){noun, roles};
    call->guard = guard;
    call->check = check_guard;
}

void saas__guard(struct saas_call *call, enum saas_statement_id statement,
                 const struct saas_noun *noun, const char *id, const char *roles)
{
    saas__batch_add(&call->batch, statement);
    saas__call_bind_actor(call);
    saas__bind_text(&call->batch, id);
    set_guard(call, noun, roles);
    if (noun->prefix && !saas__id_is(id ? id : "", noun->prefix))
        saas__call_fail(call, SAAS_ERR_NOT_FOUND, "not_found", "There is no such %s.", noun->name);
}

void saas__guard_actor(struct saas_call *call)
{
    saas__batch_add(&call->batch, SAAS__SQL_GUARD_ACTOR);
    saas__call_need_user(call);
    saas__call_bind_actor(call);
    set_guard(call, NULL, SAAS_ROLES_SELF);
}

void saas__act(struct saas_call *call, enum saas_statement_id statement, const char *roles)
{
    saas__batch_add(&call->batch, statement);
    saas__call_bind_actor(call);
    saas__bind_text(&call->batch, roles);
}

void saas__expect_record(struct saas_call *call, const struct saas_record_type *type,
                         unsigned statement, unsigned column)
{
    struct result *result = saas__call_alloc(call, sizeof(*result));

    if (result)
        *result = (struct result){type, statement, column};
    call->state = result;
}

/* The guard let it pass, but the write met nothing: somebody was faster. */
saas_status saas__finish_record(struct saas_call *call)
{
    const struct result *result = call->state;
    const struct saas_row *row = saas__call_row(call, result->statement);

    if (!row)
        return SAAS__AGAIN;
    return saas__call_record(call, result->type, row, result->column);
}

saas_status saas__finish_done(struct saas_call *call)
{
    return saas__call_row(call, call->batch.count - 1) ? SAAS_OK : SAAS__AGAIN;
}

void saas__bind_choice(struct saas_call *call, saas_choice choice)
{
    if (choice == SAAS_KEEP)
        saas__bind_null(&call->batch);
    else
        saas__bind_bool(&call->batch, choice == SAAS_YES);
}
