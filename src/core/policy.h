/* SPDX-License-Identifier: MIT */
/*
 * Who may do what: the one matrix of roles and permissions. The checks, the statements'
 * role lists and the documentation are made from it.
 * Threads: constant.
 */
#ifndef SAAS_CORE_POLICY_H
#define SAAS_CORE_POLICY_H

#include <saas/types.h>

enum saas_permission {
    SAAS_PERM_WORKSPACE_READ,
    SAAS_PERM_WORKSPACE_LEAVE,
    SAAS_PERM_WORKSPACE_UPDATE,
    SAAS_PERM_WORKSPACE_DELETE,
    SAAS_PERM_MEMBER_READ,
    SAAS_PERM_MEMBER_SET_ROLE,
    SAAS_PERM_MEMBER_REMOVE,
    SAAS_PERM_INVITE,
    SAAS_PERM_PROJECT_READ,
    SAAS_PERM_PROJECT_WRITE,
    SAAS_PERM_PROJECT_DELETE,
    SAAS_PERM_TASK_READ,
    SAAS_PERM_TASK_WRITE,
    SAAS_PERM_BILLING,
    SAAS_PERM_ADMINISTRATION, /* audit, webhooks, API keys, service accounts */
    SAAS_PERM_COUNT
};

extern const char *const saas__role_names[]; /* of roles from 1 on, NULL-terminated */

const char *saas__policy_name(enum saas_permission permission); /* "project:write" */
bool saas__policy_allows(saas_role role, enum saas_permission permission);

/* Whether granter has every permission that granted has: nobody gives more than he has. */
bool saas__policy_covers(saas_role granter, saas_role granted);

/* The roles that may, for a statement's :roles, as ",ADMIN,MEMBER,". */
const char *saas__policy_roles(enum saas_permission permission);
/* Those of them that may also grant a role. */
const char *saas__policy_granting_roles(enum saas_permission permission, saas_role granted);

#endif
