/* SPDX-License-Identifier: MIT */
/* Workspaces: the tenants, and their slugs. */
#include <saas/workspace.h>

#include "base/alloc.h"
#include "core/guard.h"
#include "core/page.h"
#include "core/records.h"
#include "core/slug.h"
#include "core/validate.h"

struct saas_workspace {
    const char *id;
    const char *name;
    const char *slug;
    int role;
    saas_time created_at;
    saas_time updated_at;
};

static const struct saas_field fields[] = {
    {"id", offsetof(struct saas_workspace, id), SAAS_FIELD_TEXT, NULL},
    {"name", offsetof(struct saas_workspace, name), SAAS_FIELD_TEXT, NULL},
    {"slug", offsetof(struct saas_workspace, slug), SAAS_FIELD_TEXT, NULL},
    {"role", offsetof(struct saas_workspace, role), SAAS_FIELD_ENUM, saas__role_names},
    {"createdAt", offsetof(struct saas_workspace, created_at), SAAS_FIELD_TIME, NULL},
    {"updatedAt", offsetof(struct saas_workspace, updated_at), SAAS_FIELD_TIME, NULL},
};

const struct saas_record_type saas__workspace_type = {"workspace", sizeof(struct saas_workspace),
                                                      SAAS_COUNT(fields), fields};

static saas_status slug_taken(struct saas_call *call)
{
    return saas__fail(&call->error, SAAS_ERR_CONFLICT, "slug_taken",
                      "Another workspace has this slug.");
}

/* Without a row, the slug that was given is taken; others are not given up so easily. */
static saas_status finish_create(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, call->batch.count - 1);

    return row ? saas__call_record(call, &saas__workspace_type, row, 0) : slug_taken(call);
}

static void create_with_slug(struct saas_call *call, const char *id, const char *name,
                             const char *slug)
{
    saas__batch_add(&call->batch, SAAS__SQL_WORKSPACE_CREATE_AS);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, name);
    saas__bind_text(&call->batch, slug);
    saas__call_bind_actor(call);
    saas__bind_time(&call->batch, saas__call_now(call));
}

static void create_with_name(struct saas_call *call, const char *id, const char *name)
{
    char candidates[SAAS_SLUG_CANDIDATES][SAAS_SLUG_SIZE];

    saas__slug_candidates(&call->client->env, name ? name : "", candidates);
    saas__batch_add(&call->batch, SAAS__SQL_WORKSPACE_CREATE);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, name);
    for (int i = 0; i < SAAS_SLUG_CANDIDATES; i++)
        saas__bind_text(&call->batch, candidates[i][0] ? candidates[i] : NULL);
    saas__bind_time(&call->batch, saas__call_now(call));
}

static void add_admin(struct saas_call *call, enum saas_statement_id statement, const char *id)
{
    char member_id[SAAS_ID_SIZE];

    saas__id_new(&call->client->env, member_id, saas__noun_member.prefix);
    saas__batch_add(&call->batch, statement);
    saas__bind_text(&call->batch, member_id);
    saas__bind_text(&call->batch, id);
    saas__call_bind_actor(call);
    saas__bind_time(&call->batch, saas__call_now(call));

    saas__batch_add(&call->batch, SAAS__SQL_WORKSPACE_CREATED);
    saas__bind_text(&call->batch, id);
}

saas_status saas_workspace_create(saas_session *session, const saas_workspace_params *params,
                                  saas_workspace **out, saas_error *err)
{
    saas_workspace_params known;
    struct saas_call *call;
    char id[SAAS_ID_SIZE];
    const char *name;

    SAAS_ENTER(session, params && out, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, finish_create, out, err);
    saas__guard_actor(call);
    name = saas__check_text(call, "/name", known.name, SAAS_NAME_MAX);
    saas__check_slug(call, known.slug);
    saas__id_new(&call->client->env, id, saas__noun_workspace.prefix);
    if (known.slug) {
        create_with_slug(call, id, name, known.slug);
        add_admin(call, SAAS__SQL_WORKSPACE_ADD_ADMIN_AS, id);
    } else {
        create_with_name(call, id, name);
        add_admin(call, SAAS__SQL_WORKSPACE_ADD_ADMIN, id);
    }
    return saas__submit(call);
}

saas_status saas_workspace_list(saas_session *session, const saas_page_params *params,
                                saas_page **out, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, out, err);

    call = saas__call_new(session, saas__finish_page, out, err);
    if (session->actor == SAAS_ACTOR_SYSTEM) {
        saas__page_request(call, params, &saas__workspace_type, 0, "");
        saas__batch_add(&call->batch, SAAS__SQL_WORKSPACE_LIST_ALL);
    } else {
        saas__guard_actor(call);
        saas__page_request(call, params, &saas__workspace_type, 1, session->user_id);
        saas__batch_add(&call->batch, SAAS__SQL_WORKSPACE_LIST);
        saas__call_bind_actor(call);
    }
    saas__page_bind(call);
    return saas__submit(call);
}

saas_status saas_workspace_get(saas_session *session, const char *id, saas_workspace **out,
                               saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, id && out, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__guard(call, SAAS__SQL_WORKSPACE_GET, &saas__noun_workspace, id,
                saas__policy_roles(SAAS_PERM_WORKSPACE_READ));
    saas__expect_record(call, &saas__workspace_type, 0, 1);
    return saas__submit(call);
}

saas_status saas_workspace_get_by_slug(saas_session *session, const char *slug,
                                       saas_workspace **out, saas_error *err)
{
    static const struct saas_noun by_slug = {NULL, "workspace"};
    struct saas_call *call;

    SAAS_ENTER(session, slug && out, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__guard(call, SAAS__SQL_WORKSPACE_GET_BY_SLUG, &by_slug, slug,
                saas__policy_roles(SAAS_PERM_WORKSPACE_READ));
    saas__bind_time(&call->batch, saas__call_now(call));
    saas__expect_record(call, &saas__workspace_type, 0, 1);
    return saas__submit(call);
}

/* The guard let it pass: only a slug of somebody else can have kept it from happening. */
static saas_status finish_update(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, call->batch.count - 1);

    return row ? saas__call_record(call, &saas__workspace_type, row, 0) : slug_taken(call);
}

static void hold_slug(struct saas_call *call, const char *id, const char *slug, const char *roles)
{
    saas_time now = saas__call_now(call);

    saas__act(call, SAAS__SQL_SLUG_HOLD, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, slug);
    saas__bind_time(&call->batch, now + (saas_time)call->client->slug_hold_s * 1000000);
    saas__bind_time(&call->batch, now);
}

saas_status saas_workspace_update(saas_session *session, const char *id,
                                  const saas_workspace_params *params, saas_workspace **out,
                                  saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_WORKSPACE_UPDATE);
    saas_workspace_params known;
    struct saas_call *call;
    const char *name;

    SAAS_ENTER(session, id && params, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, finish_update, out, err);
    saas__call_need_somebody(call);
    saas__check_change(call, known.name || known.slug);
    name = saas__check_optional(call, "/name", known.name, SAAS_NAME_MAX);
    saas__check_slug(call, known.slug);

    saas__guard(call, SAAS__SQL_GUARD_WORKSPACE, &saas__noun_workspace, id, roles);
    if (known.slug)
        hold_slug(call, id, known.slug, roles);
    saas__act(call, SAAS__SQL_WORKSPACE_UPDATE, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, name);
    saas__bind_text(&call->batch, known.slug);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}

saas_status saas_workspace_delete(saas_session *session, const char *id, saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_WORKSPACE_DELETE);
    struct saas_call *call;

    SAAS_ENTER(session, id, err);

    call = saas__call_new(session, saas__finish_done, NULL, err);
    saas__guard(call, SAAS__SQL_GUARD_WORKSPACE, &saas__noun_workspace, id, roles);
    saas__act(call, SAAS__SQL_WORKSPACE_DELETE, roles);
    saas__bind_text(&call->batch, id);
    return saas__submit(call);
}

const char *saas_workspace_id(const saas_workspace *workspace)
{
    return workspace->id;
}

const char *saas_workspace_name(const saas_workspace *workspace)
{
    return workspace->name;
}

const char *saas_workspace_slug(const saas_workspace *workspace)
{
    return workspace->slug;
}

saas_role saas_workspace_role(const saas_workspace *workspace)
{
    return (saas_role)workspace->role;
}

saas_time saas_workspace_created_at(const saas_workspace *workspace)
{
    return workspace->created_at;
}

saas_time saas_workspace_updated_at(const saas_workspace *workspace)
{
    return workspace->updated_at;
}

char *saas_workspace_to_json(const saas_workspace *workspace)
{
    return saas__record_text(&saas__workspace_type, workspace);
}

void saas_workspace_free(saas_workspace *workspace)
{
    saas__free(workspace);
}
