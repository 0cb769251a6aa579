/* SPDX-License-Identifier: MIT */
/*
 * Every operation on what is in a workspace, as a table: who may, and how to call it. Tests of
 * rules that hold for all of them go through it.
 * Threads: the test's.
 */
#ifndef SAAS_CORE_OPERATIONS_H
#define SAAS_CORE_OPERATIONS_H

#include <saas/saas.h>

/* Ids of one workspace and of what is in it. */
struct tenant {
    const char *workspace;
    const char *slug;
    const char *member; /* an active one, a MEMBER */
    const char *invitation;
    const char *project;
    const char *task;
};

enum { BY_ADMIN = 1, BY_MEMBER = 2, BY_BILLING = 4, BY_ALL = 7 };

struct operation {
    const char *name;
    unsigned by; /* the roles that may */
    saas_status (*run)(saas_session *session, const struct tenant *tenant, saas_error *err);
};

extern const struct operation operations[];
extern const size_t operation_count;

/* A workspace with one of everything; `name` keeps the people of two of them apart. Its first
 * ADMIN is NAME-owner; NAME-admin, NAME-member, NAME-billing have these roles, NAME-pending is
 * invited, NAME-target is `member` and NAME-guest `invitation`. */
struct tenant tenant_new(const char *name);

#endif
