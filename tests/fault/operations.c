/* SPDX-License-Identifier: MIT */
/* The operations of people, workspaces, projects, tasks and jobs. */
#include "fault/operations.h"

#include "support/test.h"

#define FREES(noun)                                                                                \
    static void free_##noun(void *result)                                                          \
    {                                                                                              \
        saas_##noun##_free(result);                                                                \
    }

FREES(user)
FREES(workspace)
FREES(member)
FREES(invitation)
FREES(project)
FREES(task)
FREES(job)
FREES(page)
FREES(tokens)

/* static saas_status run_NAME(void *out, saas_error *err), and the operation of that name. */
#define OPERATION(name_, ...)                                                                      \
    static saas_status run_##name_(void *out, saas_error *err);                                    \
    const struct operation operation_##name_ = {.name = #name_, .run = run_##name_, __VA_ARGS__};  \
    static saas_status run_##name_(void *out, saas_error *err)

/* Of those without a result. */
#define UNUSED_OUT (void)out

/* ---- users ---- */

OPERATION(user_create, .actor = ACTOR_SYSTEM, .writes = true, .free = free_user)
{
    saas_user_params params = SAAS_USER_PARAMS_INIT;

    params.auth_id = "provider|new";
    params.email = "N\xc3\xa9w@example.test";
    params.name = "Ne\xcc\x81w"; /* is composed: utf8proc takes memory */
    return saas_user_create(world.session, &params, out, err);
}

OPERATION(user_get, .actor = ACTOR_ADMIN, .free = free_user)
{
    return saas_user_get(world.session, world.id.admin, out, err);
}

OPERATION(user_get_by_auth_id, .actor = ACTOR_ADMIN, .free = free_user)
{
    return saas_user_get_by_auth_id(world.session, "admin", out, err);
}

OPERATION(user_update, .actor = ACTOR_ADMIN, .writes = true, .free = free_user)
{
    saas_user_update_params params = SAAS_USER_UPDATE_PARAMS_INIT;

    params.name = "Another Name";
    return saas_user_update(world.session, world.id.admin, &params, out, err);
}

OPERATION(user_delete, .actor = ACTOR_MEMBER, .writes = true)
{
    UNUSED_OUT;
    return saas_user_delete(world.session, world.id.member, err);
}

/* ---- workspaces ---- */

OPERATION(workspace_create, .actor = ACTOR_ADMIN, .writes = true, .free = free_workspace)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;

    params.name = "Acme"; /* taken: its slug gets a suffix */
    return saas_workspace_create(world.session, &params, out, err);
}

OPERATION(workspace_create_with_slug, .actor = ACTOR_MEMBER, .writes = true, .free = free_workspace)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;

    params.name = "Caf\xc3\xa9";
    params.slug = "our-cafe";
    return saas_workspace_create(world.session, &params, out, err);
}

OPERATION(workspace_list, .actor = ACTOR_ADMIN, .free = free_page)
{
    return saas_workspace_list(world.session, NULL, out, err);
}

OPERATION(workspace_list_all, .actor = ACTOR_SYSTEM, .free = free_page)
{
    return saas_workspace_list(world.session, NULL, out, err);
}

OPERATION(workspace_get, .actor = ACTOR_ADMIN, .free = free_workspace)
{
    return saas_workspace_get(world.session, world.id.workspace, out, err);
}

OPERATION(workspace_get_by_slug, .actor = ACTOR_MEMBER, .free = free_workspace)
{
    return saas_workspace_get_by_slug(world.session, world.id.slug, out, err);
}

OPERATION(workspace_update, .actor = ACTOR_ADMIN, .writes = true, .free = free_workspace)
{
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;

    params.name = "Acme & Sons";
    params.slug = "acme-and-sons";
    return saas_workspace_update(world.session, world.id.workspace, &params, out, err);
}

OPERATION(workspace_delete, .actor = ACTOR_ADMIN, .writes = true)
{
    UNUSED_OUT;
    return saas_workspace_delete(world.session, world.id.workspace, err);
}

/* ---- members ---- */

OPERATION(member_list, .actor = ACTOR_MEMBER, .free = free_page)
{
    saas_page_params params = SAAS_PAGE_PARAMS_INIT;

    params.limit = 1; /* there are more: a cursor is made */
    return saas_member_list(world.session, world.id.workspace, &params, out, err);
}

OPERATION(member_set_role, .actor = ACTOR_ADMIN, .writes = true, .free = free_member)
{
    return saas_member_set_role(world.session, world.id.workspace, world.id.membership,
                                SAAS_ROLE_ADMIN, out, err);
}

OPERATION(member_remove, .actor = ACTOR_ADMIN, .writes = true)
{
    UNUSED_OUT;
    return saas_member_remove(world.session, world.id.workspace, world.id.membership, err);
}

OPERATION(member_leave, .actor = ACTOR_MEMBER, .writes = true)
{
    UNUSED_OUT;
    return saas_member_leave(world.session, world.id.workspace, err);
}

/* ---- invitations ---- */

static saas_status invite(saas_delivery delivery, void *out, saas_error *err)
{
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;

    params.workspace_id = world.id.workspace;
    params.email = "somebody@example.test";
    params.role = SAAS_ROLE_BILLING;
    params.delivery = delivery;
    return saas_invitation_create(world.session, &params, out, err);
}

OPERATION(invitation_create, .actor = ACTOR_ADMIN, .writes = true, .free = free_invitation)
{
    return invite(SAAS_DELIVERY_MAIL, out, err);
}

OPERATION(invitation_create_link, .actor = ACTOR_ADMIN, .writes = true, .free = free_invitation)
{
    return invite(SAAS_DELIVERY_LINK, out, err);
}

OPERATION(invitation_list, .actor = ACTOR_ADMIN, .free = free_page)
{
    return saas_invitation_list(world.session, world.id.workspace, NULL, out, err);
}

OPERATION(invitation_list_mine, .actor = ACTOR_INVITED, .free = free_page)
{
    return saas_invitation_list_mine(world.session, NULL, out, err);
}

OPERATION(invitation_resend, .actor = ACTOR_ADMIN, .writes = true, .free = free_invitation)
{
    return saas_invitation_resend(world.session, world.id.invitation, out, err);
}

OPERATION(invitation_revoke, .actor = ACTOR_ADMIN, .writes = true)
{
    UNUSED_OUT;
    return saas_invitation_revoke(world.session, world.id.invitation, err);
}

OPERATION(invitation_accept, .actor = ACTOR_INVITED, .writes = true, .free = free_member)
{
    return saas_invitation_accept(world.session, world.id.token, out, err);
}

OPERATION(invitation_decline, .actor = ACTOR_INVITED, .writes = true)
{
    UNUSED_OUT;
    return saas_invitation_decline(world.session, world.id.token, err);
}

/* ---- projects ---- */

OPERATION(project_create, .actor = ACTOR_MEMBER, .writes = true, .free = free_project)
{
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;

    params.workspace_id = world.id.workspace;
    params.name = "Another Launch";
    return saas_project_create(world.session, &params, out, err);
}

OPERATION(project_list, .actor = ACTOR_MEMBER, .free = free_page)
{
    return saas_project_list(world.session, world.id.workspace, NULL, out, err);
}

OPERATION(project_get, .actor = ACTOR_MEMBER, .free = free_project)
{
    return saas_project_get(world.session, world.id.project, out, err);
}

OPERATION(project_update, .actor = ACTOR_MEMBER, .writes = true, .free = free_project)
{
    saas_project_update_params params = SAAS_PROJECT_UPDATE_PARAMS_INIT;

    params.name = "Relaunch";
    return saas_project_update(world.session, world.id.project, &params, out, err);
}

OPERATION(project_delete, .actor = ACTOR_ADMIN, .writes = true)
{
    UNUSED_OUT;
    return saas_project_delete(world.session, world.id.project, err);
}

/* ---- tasks ---- */

OPERATION(task_create, .actor = ACTOR_MEMBER, .writes = true, .free = free_task)
{
    saas_task_params params = SAAS_TASK_PARAMS_INIT;

    params.project_id = world.id.project;
    params.title = "Celebrate";
    return saas_task_create(world.session, &params, out, err);
}

OPERATION(task_list, .actor = ACTOR_MEMBER, .free = free_page)
{
    return saas_task_list(world.session, world.id.project, NULL, out, err);
}

OPERATION(task_get, .actor = ACTOR_MEMBER, .free = free_task)
{
    return saas_task_get(world.session, world.id.task, out, err);
}

OPERATION(task_update, .actor = ACTOR_MEMBER, .writes = true, .free = free_task)
{
    saas_task_update_params params = SAAS_TASK_UPDATE_PARAMS_INIT;

    params.is_complete = SAAS_YES;
    return saas_task_update(world.session, world.id.task, &params, out, err);
}

OPERATION(task_delete, .actor = ACTOR_MEMBER, .writes = true)
{
    UNUSED_OUT;
    return saas_task_delete(world.session, world.id.task, err);
}

/* ---- jobs ---- */

OPERATION(job_enqueue, .actor = ACTOR_SYSTEM, .writes = true, .free = free_job)
{
    saas_job_params params = SAAS_JOB_PARAMS_INIT;

    params.queue = "reports";
    params.name = "monthly";
    params.data = "{\"month\":1,\"recipients\":[\"a\",\"b\"]}";
    return saas_job_enqueue(world.session, &params, out, err);
}

/* ---- local accounts ---- */

OPERATION(account_sign_up, .actor = ACTOR_NOBODY, .writes = true, .free = free_tokens)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;

    params.email = "new@example.test";
    params.password = WORLD_PASSWORD;
    params.name = "New";
    return saas_account_sign_up(world.session, &params, out, err);
}

OPERATION(account_sign_in, .actor = ACTOR_NOBODY, .free = free_tokens)
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;

    params.email = "account@example.test";
    params.password = WORLD_PASSWORD;
    return saas_account_sign_in(world.session, &params, out, err);
}
