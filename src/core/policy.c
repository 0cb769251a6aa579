/* SPDX-License-Identifier: MIT */
/* The matrix of roles and permissions. */
#include "core/policy.h"

#include <string.h>

#include "base/alloc.h"

enum { A = 1, M = 2, B = 4 };

static const struct {
    const char *name;
    unsigned roles;
} matrix[SAAS_PERM_COUNT] = {
    [SAAS_PERM_WORKSPACE_READ] = {"workspace:read", A | M | B},
    [SAAS_PERM_WORKSPACE_LEAVE] = {"workspace:leave", A | M | B},
    [SAAS_PERM_WORKSPACE_UPDATE] = {"workspace:update", A},
    [SAAS_PERM_WORKSPACE_DELETE] = {"workspace:delete", A},
    [SAAS_PERM_MEMBER_READ] = {"member:read", A | M | B},
    [SAAS_PERM_MEMBER_SET_ROLE] = {"member:set-role", A},
    [SAAS_PERM_MEMBER_REMOVE] = {"member:remove", A},
    [SAAS_PERM_INVITE] = {"invitation:manage", A},
    [SAAS_PERM_PROJECT_READ] = {"project:read", A | M | B},
    [SAAS_PERM_PROJECT_WRITE] = {"project:write", A | M},
    [SAAS_PERM_PROJECT_DELETE] = {"project:delete", A},
    [SAAS_PERM_TASK_READ] = {"task:read", A | M | B},
    [SAAS_PERM_TASK_WRITE] = {"task:write", A | M},
    [SAAS_PERM_BILLING] = {"billing:manage", A | B},
    [SAAS_PERM_ADMINISTRATION] = {"administration", A},
};

/* In the order of saas_role, from 1. */
const char *const saas__role_names[] = {"ADMIN", "MEMBER", "BILLING", NULL};

static const char *const role_lists[8] = {
    [0] = ",",
    [A] = ",ADMIN,",
    [M] = ",MEMBER,",
    [B] = ",BILLING,",
    [A | M] = ",ADMIN,MEMBER,",
    [A | B] = ",ADMIN,BILLING,",
    [M | B] = ",MEMBER,BILLING,",
    [A | M | B] = ",ADMIN,MEMBER,BILLING,",
};

static unsigned bit(saas_role role)
{
    return role >= SAAS_ROLE_ADMIN && role <= SAAS_ROLE_BILLING ? 1U << (role - 1) : 0;
}

const char *saas_role_name(saas_role role)
{
    return bit(role) ? saas__role_names[role - 1] : NULL;
}

saas_role saas_role_from_name(const char *name)
{
    for (int i = 0; name && saas__role_names[i]; i++)
        if (strcmp(saas__role_names[i], name) == 0)
            return (saas_role)(i + 1);
    return SAAS_ROLE_NONE;
}

const char *saas__policy_name(enum saas_permission permission)
{
    return matrix[permission].name;
}

bool saas__policy_allows(saas_role role, enum saas_permission permission)
{
    return (matrix[permission].roles & bit(role)) != 0;
}

bool saas__policy_covers(saas_role granter, saas_role granted)
{
    for (int i = 0; i < SAAS_PERM_COUNT; i++) {
        enum saas_permission permission = (enum saas_permission)i;

        if (saas__policy_allows(granted, permission) && !saas__policy_allows(granter, permission))
            return false;
    }
    return true;
}

const char *saas__policy_roles(enum saas_permission permission)
{
    return role_lists[matrix[permission].roles];
}

const char *saas__policy_granting_roles(enum saas_permission permission, saas_role granted)
{
    unsigned roles = matrix[permission].roles;

    for (int role = SAAS_ROLE_ADMIN; role <= SAAS_ROLE_BILLING; role++)
        if (!saas__policy_covers((saas_role)role, granted))
            roles &= ~bit((saas_role)role);
    return role_lists[roles];
}
