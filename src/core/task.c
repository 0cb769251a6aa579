/* SPDX-License-Identifier: MIT */
/* Tasks. */
#include <saas/task.h>

#include "base/alloc.h"
#include "core/guard.h"
#include "core/page.h"
#include "core/records.h"
#include "core/validate.h"

struct saas_task {
    const char *id;
    const char *project_id;
    const char *title;
    bool is_complete;
    saas_time created_at;
    saas_time updated_at;
};

static const struct saas_field fields[] = {
    {"id", offsetof(struct saas_task, id), SAAS_FIELD_TEXT, NULL},
    {"projectId", offsetof(struct saas_task, project_id), SAAS_FIELD_TEXT, NULL},
    {"title", offsetof(struct saas_task, title), SAAS_FIELD_TEXT, NULL},
    {"isComplete", offsetof(struct saas_task, is_complete), SAAS_FIELD_BOOL, NULL},
    {"createdAt", offsetof(struct saas_task, created_at), SAAS_FIELD_TIME, NULL},
    {"updatedAt", offsetof(struct saas_task, updated_at), SAAS_FIELD_TIME, NULL},
};

const struct saas_record_type saas__task_type = {"task", sizeof(struct saas_task),
                                                 SAAS_COUNT(fields), fields};

saas_status saas_task_create(saas_session *session, const saas_task_params *params, saas_task **out,
                             saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_TASK_WRITE);
    saas_task_params known;
    struct saas_call *call;
    char id[SAAS_ID_SIZE];
    const char *title;

    SAAS_ENTER(session, params && out, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__call_need_somebody(call);
    title = saas__check_text(call, "/title", known.title, SAAS_TITLE_MAX);
    saas__check_id(call, "/projectId", known.project_id);
    saas__id_new(&call->client->env, id, saas__noun_task.prefix);

    saas__guard(call, SAAS__SQL_GUARD_PROJECT, &saas__noun_project, known.project_id, roles);
    saas__act(call, SAAS__SQL_TASK_CREATE, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, known.project_id);
    saas__bind_text(&call->batch, title);
    saas__bind_time(&call->batch, saas__call_now(call));
    saas__expect_record(call, &saas__task_type, 1, 0);
    return saas__submit(call);
}

saas_status saas_task_list(saas_session *session, const char *project_id,
                           const saas_page_params *params, saas_page **out, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, project_id && out, err);

    call = saas__call_new(session, saas__finish_page, out, err);
    saas__guard(call, SAAS__SQL_GUARD_PROJECT, &saas__noun_project, project_id,
                saas__policy_roles(SAAS_PERM_TASK_READ));
    saas__page_request(call, params, &saas__task_type, 1, project_id);
    saas__batch_add(&call->batch, SAAS__SQL_TASK_LIST);
    saas__bind_text(&call->batch, project_id);
    saas__page_bind(call);
    return saas__submit(call);
}

saas_status saas_task_get(saas_session *session, const char *id, saas_task **out, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, id && out, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__guard(call, SAAS__SQL_TASK_GET, &saas__noun_task, id,
                saas__policy_roles(SAAS_PERM_TASK_READ));
    saas__expect_record(call, &saas__task_type, 0, 1);
    return saas__submit(call);
}

saas_status saas_task_update(saas_session *session, const char *id,
                             const saas_task_update_params *params, saas_task **out,
                             saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_TASK_WRITE);
    saas_task_update_params known;
    struct saas_call *call;
    const char *title;

    SAAS_ENTER(session, id && params, err);
    SAAS_READ_PARAMS(known, params, err);

    call = saas__call_new(session, saas__finish_record, out, err);
    saas__call_need_somebody(call);
    saas__check_change(call, known.title || known.is_complete != SAAS_KEEP);
    title = saas__check_optional(call, "/title", known.title, SAAS_TITLE_MAX);

    saas__guard(call, SAAS__SQL_GUARD_TASK, &saas__noun_task, id, roles);
    saas__act(call, SAAS__SQL_TASK_UPDATE, roles);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, title);
    saas__bind_choice(call, known.is_complete);
    saas__bind_time(&call->batch, saas__call_now(call));
    saas__expect_record(call, &saas__task_type, 1, 0);
    return saas__submit(call);
}

saas_status saas_task_delete(saas_session *session, const char *id, saas_error *err)
{
    const char *roles = saas__policy_roles(SAAS_PERM_TASK_WRITE);
    struct saas_call *call;

    SAAS_ENTER(session, id, err);

    call = saas__call_new(session, saas__finish_done, NULL, err);
    saas__guard(call, SAAS__SQL_GUARD_TASK, &saas__noun_task, id, roles);
    saas__act(call, SAAS__SQL_TASK_DELETE, roles);
    saas__bind_text(&call->batch, id);
    return saas__submit(call);
}

const char *saas_task_id(const saas_task *task)
{
    return task->id;
}

const char *saas_task_project_id(const saas_task *task)
{
    return task->project_id;
}

const char *saas_task_title(const saas_task *task)
{
    return task->title;
}

bool saas_task_is_complete(const saas_task *task)
{
    return task->is_complete;
}

saas_time saas_task_created_at(const saas_task *task)
{
    return task->created_at;
}

saas_time saas_task_updated_at(const saas_task *task)
{
    return task->updated_at;
}

char *saas_task_to_json(const saas_task *task)
{
    return saas__record_text(&saas__task_type, task);
}

void saas_task_free(saas_task *task)
{
    saas__free(task);
}
