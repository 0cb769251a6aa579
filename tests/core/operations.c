/* SPDX-License-Identifier: MIT */
/* The table of operations. Each gives back what it got. */
#include "operations.h"

#include "support/test.h"
#include "support/world.h"

static saas_status workspace_get(saas_session *session, const struct tenant *tenant,
                                 saas_error *err)
{
    saas_workspace *workspace = NULL;
    saas_status status = saas_workspace_get(session, tenant->workspace, &workspace, err);

    saas_workspace_free(workspace);
    return status;
}

static saas_status workspace_get_by_slug(saas_session *session, const struct tenant *tenant,
                                         saas_error *err)
{
    saas_workspace *workspace = NULL;
    saas_status status = saas_workspace_get_by_slug(session, tenant->slug, &workspace, err);

    saas_workspace_free(workspace);
    return status;
}

static saas_status workspace_rename(saas_session *session, const struct tenant *tenant,
                                    saas_error *err)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;

    params.name = "Renamed";
    return saas_workspace_update(session, tenant->workspace, &params, NULL, err);
}

static saas_status workspace_set_slug(saas_session *session, const struct tenant *tenant,
                                      saas_error *err)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;

    params.slug = "another-slug";
    return saas_workspace_update(session, tenant->workspace, &params, NULL, err);
}

static saas_status workspace_delete(saas_session *session, const struct tenant *tenant,
                                    saas_error *err)
{
    return saas_workspace_delete(session, tenant->workspace, err);
}

static saas_status member_list(saas_session *session, const struct tenant *tenant, saas_error *err)
{
    saas_page *page = NULL;
    saas_status status = saas_member_list(session, tenant->workspace, NULL, &page, err);

    saas_page_free(page);
    return status;
}

static saas_status member_set_role(saas_session *session, const struct tenant *tenant,
                                   saas_error *err)
{
    return saas_member_set_role(session, NULL, tenant->member, SAAS_ROLE_BILLING, NULL, err);
}

static saas_status member_remove(saas_session *session, const struct tenant *tenant,
                                 saas_error *err)
{
    return saas_member_remove(session, NULL, tenant->member, err);
}

static saas_status member_remove_invited(saas_session *session, const struct tenant *tenant,
                                         saas_error *err)
{
    return saas_member_remove(session, NULL, tenant->invitation, err);
}

static saas_status invite(saas_session *session, const struct tenant *tenant,
                          saas_delivery delivery, saas_error *err)
{
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;
    saas_invitation *invitation = NULL;
    saas_status status;

    params.workspace_id = tenant->workspace;
    params.email = "somebody@example.test";
    params.delivery = delivery;
    status = saas_invitation_create(session, &params, &invitation, err);
    saas_invitation_free(invitation);
    return status;
}

static saas_status invitation_by_mail(saas_session *session, const struct tenant *tenant,
                                      saas_error *err)
{
    return invite(session, tenant, SAAS_DELIVERY_MAIL, err);
}

static saas_status invitation_by_link(saas_session *session, const struct tenant *tenant,
                                      saas_error *err)
{
    return invite(session, tenant, SAAS_DELIVERY_LINK, err);
}

static saas_status invitation_list(saas_session *session, const struct tenant *tenant,
                                   saas_error *err)
{
    saas_page *page = NULL;
    saas_status status = saas_invitation_list(session, tenant->workspace, NULL, &page, err);

    saas_page_free(page);
    return status;
}

static saas_status invitation_resend(saas_session *session, const struct tenant *tenant,
                                     saas_error *err)
{
    return saas_invitation_resend(session, tenant->invitation, NULL, err);
}

static saas_status invitation_revoke(saas_session *session, const struct tenant *tenant,
                                     saas_error *err)
{
    return saas_invitation_revoke(session, tenant->invitation, err);
}

static saas_status project_create(saas_session *session, const struct tenant *tenant,
                                  saas_error *err)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;
    saas_project *project = NULL;
    saas_status status;

    params.workspace_id = tenant->workspace;
    params.name = "Another";
    status = saas_project_create(session, &params, &project, err);
    saas_project_free(project);
    return status;
}

static saas_status project_list(saas_session *session, const struct tenant *tenant, saas_error *err)
{
    saas_page *page = NULL;
    saas_status status = saas_project_list(session, tenant->workspace, NULL, &page, err);

    saas_page_free(page);
    return status;
}

static saas_status project_get(saas_session *session, const struct tenant *tenant, saas_error *err)
{
    saas_project *project = NULL;
    saas_status status = saas_project_get(session, tenant->project, &project, err);

    saas_project_free(project);
    return status;
}

static saas_status project_update(saas_session *session, const struct tenant *tenant,
                                  saas_error *err)
{
    saas_project_update_params params = SAAS_PROJECT_UPDATE_PARAMS_INIT;

    params.name = "Renamed";
    return saas_project_update(session, tenant->project, &params, NULL, err);
}

static saas_status project_delete(saas_session *session, const struct tenant *tenant,
                                  saas_error *err)
{
    return saas_project_delete(session, tenant->project, err);
}

static saas_status task_create(saas_session *session, const struct tenant *tenant, saas_error *err)
{
    saas_task_params params = SAAS_TASK_PARAMS_INIT;
    saas_task *task = NULL;
    saas_status status;

    params.project_id = tenant->project;
    params.title = "Another";
    status = saas_task_create(session, &params, &task, err);
    saas_task_free(task);
    return status;
}

static saas_status task_list(saas_session *session, const struct tenant *tenant, saas_error *err)
{
    saas_page *page = NULL;
    saas_status status = saas_task_list(session, tenant->project, NULL, &page, err);

    saas_page_free(page);
    return status;
}

static saas_status task_get(saas_session *session, const struct tenant *tenant, saas_error *err)
{
    saas_task *task = NULL;
    saas_status status = saas_task_get(session, tenant->task, &task, err);

    saas_task_free(task);
    return status;
}

static saas_status task_complete(saas_session *session, const struct tenant *tenant,
                                 saas_error *err)
{
    saas_task_update_params params = SAAS_TASK_UPDATE_PARAMS_INIT;

    params.is_complete = SAAS_YES;
    return saas_task_update(session, tenant->task, &params, NULL, err);
}

static saas_status task_rename(saas_session *session, const struct tenant *tenant, saas_error *err)
{
    saas_task_update_params params = SAAS_TASK_UPDATE_PARAMS_INIT;

    params.title = "Renamed";
    return saas_task_update(session, tenant->task, &params, NULL, err);
}

static saas_status task_delete(saas_session *session, const struct tenant *tenant, saas_error *err)
{
    return saas_task_delete(session, tenant->task, err);
}

/* Who may, as the product's specification has it; not made from the library's own matrix. */
const struct operation operations[] = {
    {"workspace_get", BY_ALL, workspace_get},
    {"workspace_get_by_slug", BY_ALL, workspace_get_by_slug},
    {"workspace_rename", BY_ADMIN, workspace_rename},
    {"workspace_set_slug", BY_ADMIN, workspace_set_slug},
    {"workspace_delete", BY_ADMIN, workspace_delete},
    {"member_list", BY_ALL, member_list},
    {"member_set_role", BY_ADMIN, member_set_role},
    {"member_remove", BY_ADMIN, member_remove},
    {"member_remove_invited", BY_ADMIN, member_remove_invited},
    {"invitation_by_mail", BY_ADMIN, invitation_by_mail},
    {"invitation_by_link", BY_ADMIN, invitation_by_link},
    {"invitation_list", BY_ADMIN, invitation_list},
    {"invitation_resend", BY_ADMIN, invitation_resend},
    {"invitation_revoke", BY_ADMIN, invitation_revoke},
    {"project_create", BY_ADMIN | BY_MEMBER, project_create},
    {"project_list", BY_ALL, project_list},
    {"project_get", BY_ALL, project_get},
    {"project_update", BY_ADMIN | BY_MEMBER, project_update},
    {"project_delete", BY_ADMIN, project_delete},
    {"task_create", BY_ADMIN | BY_MEMBER, task_create},
    {"task_list", BY_ALL, task_list},
    {"task_get", BY_ALL, task_get},
    {"task_complete", BY_ADMIN | BY_MEMBER, task_complete},
    {"task_rename", BY_ADMIN | BY_MEMBER, task_rename},
    {"task_delete", BY_ADMIN | BY_MEMBER, task_delete},
};

const size_t operation_count = sizeof(operations) / sizeof(operations[0]);

struct tenant tenant_new(const char *name)
{
    struct tenant tenant = {0};
    char person[64];

    snprintf(person, sizeof(person), "%s-owner", name);
    tenant.workspace = world_workspace(name, person);
    tenant.slug = world_text("SELECT slug FROM workspaces WHERE id = '%s'", tenant.workspace);
    snprintf(person, sizeof(person), "%s-admin", name);
    world_member(tenant.workspace, person, SAAS_ROLE_ADMIN);
    snprintf(person, sizeof(person), "%s-member", name);
    world_member(tenant.workspace, person, SAAS_ROLE_MEMBER);
    snprintf(person, sizeof(person), "%s-billing", name);
    world_member(tenant.workspace, person, SAAS_ROLE_BILLING);
    snprintf(person, sizeof(person), "%s-pending", name);
    world_pending(tenant.workspace, person, SAAS_ROLE_ADMIN);
    snprintf(person, sizeof(person), "%s-target", name);
    tenant.member = world_member(tenant.workspace, person, SAAS_ROLE_MEMBER);
    snprintf(person, sizeof(person), "%s-guest", name);
    tenant.invitation = world_pending(tenant.workspace, person, SAAS_ROLE_MEMBER);
    tenant.project = world_project(tenant.workspace, "Launch");
    tenant.task = world_task(tenant.project, "Write the announcement");
    return tenant;
}
