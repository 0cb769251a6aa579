/* SPDX-License-Identifier: MIT */
/* The matrix of permissions, against a table of its own and the one in the documentation. */
#include "core/policy.h"

#include "base/alloc.h"
#include "support/test.h"

TestSuite(policy);

/* What is allowed: a letter for each of ADMIN, MEMBER, BILLING. */
static const struct {
    enum saas_permission permission;
    const char *name;
    const char *roles;
} matrix[] = {
    {SAAS_PERM_WORKSPACE_READ, "workspace:read", "AMB"},
    {SAAS_PERM_WORKSPACE_LEAVE, "workspace:leave", "AMB"},
    {SAAS_PERM_WORKSPACE_UPDATE, "workspace:update", "A"},
    {SAAS_PERM_WORKSPACE_DELETE, "workspace:delete", "A"},
    {SAAS_PERM_MEMBER_READ, "member:read", "AMB"},
    {SAAS_PERM_MEMBER_SET_ROLE, "member:set-role", "A"},
    {SAAS_PERM_MEMBER_REMOVE, "member:remove", "A"},
    {SAAS_PERM_INVITE, "invitation:manage", "A"},
    {SAAS_PERM_PROJECT_READ, "project:read", "AMB"},
    {SAAS_PERM_PROJECT_WRITE, "project:write", "AM"},
    {SAAS_PERM_PROJECT_DELETE, "project:delete", "A"},
    {SAAS_PERM_TASK_READ, "task:read", "AMB"},
    {SAAS_PERM_TASK_WRITE, "task:write", "AM"},
    {SAAS_PERM_BILLING, "billing:manage", "AB"},
    {SAAS_PERM_ADMINISTRATION, "administration", "A"},
};

static const char letters[] = " AMB"; /* by saas_role */

static bool expected(size_t row, int role)
{
    return role >= SAAS_ROLE_ADMIN && role <= SAAS_ROLE_BILLING &&
           strchr(matrix[row].roles, letters[role]);
}

Test(policy, has_a_row_for_each_permission)
{
    cr_assert_eq(SAAS_COUNT(matrix), SAAS_PERM_COUNT);
    for (size_t i = 0; i < SAAS_COUNT(matrix); i++) {
        cr_expect_eq((size_t)matrix[i].permission, i);
        cr_expect_str_eq(saas__policy_name(matrix[i].permission), matrix[i].name);
    }
}

Test(policy, allows_what_the_matrix_says_and_nothing_else)
{
    for (size_t i = 0; i < SAAS_COUNT(matrix); i++)
        for (int role = -2; role <= 6; role++)
            cr_expect_eq(saas__policy_allows((saas_role)role, matrix[i].permission),
                         expected(i, role), "%s for role %d", matrix[i].name, role);
}

Test(policy, lists_the_roles_that_may)
{
    for (size_t i = 0; i < SAAS_COUNT(matrix); i++) {
        char list[64] = ",";

        for (int role = SAAS_ROLE_ADMIN; role <= SAAS_ROLE_BILLING; role++)
            if (expected(i, role))
                snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s,",
                         saas_role_name((saas_role)role));
        cr_expect_str_eq(saas__policy_roles(matrix[i].permission), list);
    }
}

Test(policy, covers_a_role_by_one_that_may_as_much)
{
    /* Row: who grants; column: what; NONE, ADMIN, MEMBER, BILLING. */
    static const bool covers[4][4] = {
        {true, false, false, false},
        {true, true, true, true},
        {true, false, true, false},
        {true, false, false, true},
    };

    for (int granter = 0; granter < 4; granter++)
        for (int granted = 0; granted < 4; granted++)
            cr_expect_eq(saas__policy_covers((saas_role)granter, (saas_role)granted),
                         covers[granter][granted], "%d grants %d", granter, granted);
}

Test(policy, lets_only_administrators_invite_to_any_role)
{
    for (int role = SAAS_ROLE_ADMIN; role <= SAAS_ROLE_BILLING; role++)
        cr_expect_str_eq(saas__policy_granting_roles(SAAS_PERM_INVITE, (saas_role)role), ",ADMIN,");
}

Test(policy, lets_those_grant_a_role_who_have_the_permission_and_all_of_the_role)
{
    cr_expect_str_eq(saas__policy_granting_roles(SAAS_PERM_PROJECT_READ, SAAS_ROLE_MEMBER),
                     ",ADMIN,MEMBER,");
    cr_expect_str_eq(saas__policy_granting_roles(SAAS_PERM_PROJECT_READ, SAAS_ROLE_BILLING),
                     ",ADMIN,BILLING,");
    cr_expect_str_eq(saas__policy_granting_roles(SAAS_PERM_BILLING, SAAS_ROLE_MEMBER), ",ADMIN,");
    cr_expect_str_eq(saas__policy_granting_roles(SAAS_PERM_TASK_READ, SAAS_ROLE_NONE),
                     ",ADMIN,MEMBER,BILLING,");
}

Test(policy, names_roles_in_capitals_and_reads_only_those)
{
    static const char *const none[] = {"",       "admin",  "Admin", "OWNER",
                                       "ADMIN ", "ADMINS", "NONE",  ","};

    cr_expect_str_eq(saas_role_name(SAAS_ROLE_ADMIN), "ADMIN");
    cr_expect_str_eq(saas_role_name(SAAS_ROLE_MEMBER), "MEMBER");
    cr_expect_str_eq(saas_role_name(SAAS_ROLE_BILLING), "BILLING");
    cr_expect_null(saas_role_name(SAAS_ROLE_NONE));
    cr_expect_null(saas_role_name((saas_role)4));
    for (int role = SAAS_ROLE_ADMIN; role <= SAAS_ROLE_BILLING; role++)
        cr_expect_eq((int)saas_role_from_name(saas_role_name((saas_role)role)), role);
    for (size_t i = 0; i < SAAS_COUNT(none); i++)
        cr_expect_eq(saas_role_from_name(none[i]), SAAS_ROLE_NONE, "\"%s\"", none[i]);
    cr_expect_eq(saas_role_from_name(NULL), SAAS_ROLE_NONE);
}

/* Compares "| project:write | yes | yes | |" with the matrix. */
static void expect_documented_row(size_t row, const char *line)
{
    char name[64] = "";
    const char *cell;

    cr_assert_lt(row, SAAS_COUNT(matrix), "a row too many: %s", line);
    cr_assert_eq(sscanf(line, "| %63[a-z:-]", name), 1, "%s", line);
    cr_expect_str_eq(name, matrix[row].name);
    cell = strchr(line + 1, '|');
    for (int role = SAAS_ROLE_ADMIN; role <= SAAS_ROLE_BILLING; role++) {
        cr_assert_not_null(cell, "a cell is missing: %s", line);
        cr_expect_eq(strncmp(cell, "| yes", 5) == 0, expected(row, role), "%s, role %d", name,
                     role);
        cell = strchr(cell + 1, '|');
    }
}

Test(policy, is_the_table_of_the_documentation)
{
    FILE *file = fopen(UNIT_ARCHITECTURE, "re");
    bool inside = false;
    char line[512];
    size_t row = 0;

    cr_assert_not_null(file, UNIT_ARCHITECTURE " cannot be read");
    while (fgets(line, sizeof(line), file)) {
        if (strncmp(line, "| permission ", 13) == 0)
            inside = true;
        else if (inside && line[0] != '|')
            inside = false;
        else if (inside && strncmp(line, "|--", 3) != 0)
            expect_documented_row(row++, line);
    }
    fclose(file);
    cr_expect_eq(row, SAAS_COUNT(matrix));
}
