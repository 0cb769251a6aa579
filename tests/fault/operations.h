/* SPDX-License-Identifier: MIT */
/*
 * Every public operation that can fail for want of memory, in a form that a loop can run again and
 * again: on world.session or world.client, with a result that goes where `out` points.
 * Threads: the test's.
 */
#ifndef SAAS_FAULT_OPERATIONS_H
#define SAAS_FAULT_OPERATIONS_H

#include "fault/world.h"

struct operation {
    const char *name;
    saas_status (*run)(void *out, saas_error *err);
    void (*free)(void *result); /* NULL: there is no result */
    void (*prepare)(void);      /* before a try; may be NULL */
    void (*clean_up)(void);     /* after it; may be NULL */
    void (*restore)(void);      /* the database before each try; NULL: the template */
    enum actor actor;
    bool writes;
    bool no_client;  /* it opens its own */
    bool no_session; /* it makes its own, or needs none */
    bool ends_alone; /* begins or ends a transaction itself */
    unsigned stride; /* of n, where there are thousands; 0: 1 */
    bool may_write;  /* several commits: what failed may leave some of them */
    bool only_null;  /* answers NULL without memory, and fills no error */
};

/* X(name) for each. */
#define FAULT_OPERATIONS(X)                                                                        \
    X(user_create)                                                                                 \
    X(user_get)                                                                                    \
    X(user_get_by_auth_id)                                                                         \
    X(user_update)                                                                                 \
    X(user_delete)                                                                                 \
    X(workspace_create)                                                                            \
    X(workspace_create_with_slug)                                                                  \
    X(workspace_list)                                                                              \
    X(workspace_list_all)                                                                          \
    X(workspace_get)                                                                               \
    X(workspace_get_by_slug)                                                                       \
    X(workspace_update)                                                                            \
    X(workspace_delete)                                                                            \
    X(member_list)                                                                                 \
    X(member_set_role)                                                                             \
    X(member_remove)                                                                               \
    X(member_leave)                                                                                \
    X(invitation_create)                                                                           \
    X(invitation_create_link)                                                                      \
    X(invitation_list)                                                                             \
    X(invitation_list_mine)                                                                        \
    X(invitation_resend)                                                                           \
    X(invitation_revoke)                                                                           \
    X(invitation_accept)                                                                           \
    X(invitation_decline)                                                                          \
    X(project_create)                                                                              \
    X(project_list)                                                                                \
    X(project_get)                                                                                 \
    X(project_update)                                                                              \
    X(project_delete)                                                                              \
    X(task_create)                                                                                 \
    X(task_list)                                                                                   \
    X(task_get)                                                                                    \
    X(task_update)                                                                                 \
    X(task_delete)                                                                                 \
    X(job_enqueue)

/* Of sessions, clients, loops and workers: no transaction around them, no loop under them. */
#define FAULT_HANDLE_OPERATIONS(X)                                                                 \
    X(client_open)                                                                                 \
    X(client_open_new_database)                                                                    \
    X(client_migrate)                                                                              \
    X(client_ping)                                                                                 \
    X(session_new)                                                                                 \
    X(session_for_user)                                                                            \
    X(session_system)                                                                              \
    X(session_begin)                                                                               \
    X(session_commit)                                                                              \
    X(session_rollback)                                                                            \
    X(loop_new)                                                                                    \
    X(worker_new)                                                                                  \
    X(worker_handle)                                                                               \
    X(worker_run_due)                                                                              \
    X(mailer_new)                                                                                  \
    X(mailer_delivers)

/* Of local accounts and their tokens. */
#define FAULT_ACCOUNT_OPERATIONS(X)                                                                \
    X(account_sign_up)                                                                             \
    X(account_sign_in)                                                                             \
    X(session_authenticate)                                                                        \
    X(session_from_token)

/* X(noun): saas_<noun>_to_json(). */
#define FAULT_JSON_NOUNS(X)                                                                        \
    X(user) X(workspace) X(member) X(invitation) X(project) X(task) X(page) X(tokens)

#define FAULT_DECLARE(name) extern const struct operation operation_##name;
FAULT_OPERATIONS(FAULT_DECLARE)
FAULT_HANDLE_OPERATIONS(FAULT_DECLARE)
FAULT_ACCOUNT_OPERATIONS(FAULT_DECLARE)
#undef FAULT_DECLARE

#define FAULT_DECLARE(noun) extern const struct operation operation_##noun##_to_json;
FAULT_JSON_NOUNS(FAULT_DECLARE)
#undef FAULT_DECLARE

#endif
