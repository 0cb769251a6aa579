/* SPDX-License-Identifier: MIT */
/* Projects. */
#include <saas/project.h>

#include "base/alloc.h"
#include "core/guard.h"
#include "core/page.h"
#include "core/records.h"
#include "core/validate.h"

struct saas_project {
    const char *id;
    const char *workspace_id;
    const char *name;
    saas_time created_at;
    saas_time updated_at;
};

static const struct saas_field fields[] = {
    {"id", offsetof(struct saas_project, id), SAAS_FIELD_TEXT, NULL},
    {"workspaceId", offsetof(struct saas_project, workspace_id), SAAS_FIELD_TEXT, NULL},
    {"name", offsetof(struct saas_project, name), SAAS_FIELD_TEXT, NULL},
    {"createdAt", offsetof(struct saas_project, created_at), SAAS_FIELD_TIME, NULL},
    {"updatedAt", offsetof(struct saas_project, updated_at), SAAS_FIELD_TIME, NULL},
};

const struct saas_record_type saas__project_type = {"project", sizeof(struct saas_project),
                                                    SAAS_COUNT(fields), fields};

saas_status saas_project_create(saas_session *session, const saas_project_params *params,
                                saas_project **out, saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_PROJECT_WRITE);
    saas_project_params known;
    struct saas_call *call;
    char id[SAAS_ID_SIZE];
    const char *name;

    SAAS_ENTER(session, params && out, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__call_need_somebody(call);
    name = saas__check_text(call, "/name", known.name, SAAS_NAME_MAX);
    saas__check_id(call, "/workspaceId", known.workspace_id);
    saas__id_new(&call->client->env, id, saas__noun_project.prefix);

    saas__guard(call, SAAS__SQL_GUARD_WORKSPACE, &saas__noun_workspace, known.workspace_id, roles);
    saas__act(call, SAAS__SQL_PROJECT_CREATE, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, known.workspace_id);
    saas__bind_text(&call->batch, name);
    saas__bind_time(&call->batch, saas__call_now(call));
    saas__expect_record(call, &saas__project_type, 1, 0);
    return saas__submit(call);
}

saas_status saas_project_list(saas_session *session, const char *workspace_id,
                              const saas_page_params *params, saas_page **out, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, workspace_id && out, err);

    call = saas__call_new(session, saas__finish_page, out, err);
    saas__guard(call, SAAS__SQL_GUARD_WORKSPACE, &saas__noun_workspace, workspace_id,
                saas__policy_roles(SAAS_PERM_PROJECT_READ));
    saas__page_request(call, params, &saas__project_type, 1, workspace_id);
    saas__batch_add(&call->batch, SAAS__SQL_PROJECT_LIST);
    saas__bind_text(&call->batch, workspace_id);
    saas__page_bind(call);
    return saas__submit(call);
}

saas_status saas_project_get(saas_session *session, const char *id, saas_project **out,
                             saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, id && out, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__guard(call, SAAS__SQL_PROJECT_GET, &saas__noun_project, id,
                saas__policy_roles(SAAS_PERM_PROJECT_READ));
    saas__expect_record(call, &saas__project_type, 0, 1);
    return saas__submit(call);
}

saas_status saas_project_update(saas_session *session, const char *id,
                                const saas_project_update_params *params, saas_project **out,
                                saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_PROJECT_WRITE);
    saas_project_update_params known;
    struct saas_call *call;
    const char *name;

    SAAS_ENTER(session, id && params, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__call_need_somebody(call);
    saas__check_change(call, known.name != NULL);
    name = saas__check_optional(call, "/name", known.name, SAAS_NAME_MAX);

    saas__guard(call, SAAS__SQL_GUARD_PROJECT, &saas__noun_project, id, roles);
    saas__act(call, SAAS__SQL_PROJECT_UPDATE, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, name);
    saas__bind_time(&call->batch, saas__call_now(call));
    saas__expect_record(call, &saas__project_type, 1, 0);
    return saas__submit(call);
}

saas_status saas_project_delete(saas_session *session, const char *id, saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_PROJECT_DELETE);
    struct saas_call *call;

    SAAS_ENTER(session, id, err);

    call = saas__call_new(session, saas__finish_done, NULL, err);
    saas__guard(call, SAAS__SQL_GUARD_PROJECT, &saas__noun_project, id, roles);
    saas__act(call, SAAS__SQL_PROJECT_DELETE, roles);
    saas__bind_text(&call->batch, id);
    return saas__submit(call);
}

const char *saas_project_id(const saas_project *project)
{
    return project->id;
}

const char *saas_project_workspace_id(const saas_project *project)
{
    return project->workspace_id;
}

const char *saas_project_name(const saas_project *project)
{
    return project->name;
}

saas_time saas_project_created_at(const saas_project *project)
{
    return project->created_at;
}

saas_time saas_project_updated_at(const saas_project *project)
{
    return project->updated_at;
}

char *saas_project_to_json(const saas_project *project)
{
    return saas__record_text(&saas__project_type, project);
}

void saas_project_free(saas_project *project)
{
    saas__free(project);
}
