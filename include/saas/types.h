/* SPDX-License-Identifier: MIT */
/*
 * Words that every header uses: export marks, time, roles, the names of the handles.
 * Threads: plain values; the functions here may be called from anywhere.
 */
#ifndef SAAS_TYPES_H
#define SAAS_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define SAAS_API __attribute__((visibility("default")))
#else
#define SAAS_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Microseconds since 1970-01-01T00:00:00Z. @since 0.1 */
typedef int64_t saas_time;

/** What a member may do in a workspace; the matrix is in docs/architecture.md. @since 0.1 */
typedef enum saas_role {
    SAAS_ROLE_NONE = 0,    /**< no role: a system session, or not given */
    SAAS_ROLE_ADMIN = 1,   /**< everything, members and deletion included */
    SAAS_ROLE_MEMBER = 2,  /**< reads and writes projects and tasks */
    SAAS_ROLE_BILLING = 3, /**< reads, and manages the billing */
} saas_role;

/** For a flag that an update may leave as it is. @since 0.1 */
typedef enum saas_choice {
    SAAS_KEEP = 0, /**< leave it as it is */
    SAAS_NO = 1,
    SAAS_YES = 2,
} saas_choice;

typedef struct saas_client saas_client;         /**< see client.h */
typedef struct saas_session saas_session;       /**< see session.h */
typedef struct saas_loop saas_loop;             /**< see loop.h */
typedef struct saas_page saas_page;             /**< see page.h */
typedef struct saas_user saas_user;             /**< see user.h */
typedef struct saas_tokens saas_tokens;         /**< see account.h */
typedef struct saas_workspace saas_workspace;   /**< see workspace.h */
typedef struct saas_member saas_member;         /**< see member.h */
typedef struct saas_invitation saas_invitation; /**< see invitation.h */
typedef struct saas_project saas_project;       /**< see project.h */
typedef struct saas_task saas_task;             /**< see task.h */
typedef struct saas_job saas_job;               /**< see job.h */
typedef struct saas_worker saas_worker;         /**< see worker.h */
typedef struct saas_mailer saas_mailer;         /**< see mail.h */

/**
 * The name of a role as it stands in JSON and in the database: "ADMIN".
 *
 * @param role  any value
 * @return static text; NULL for SAAS_ROLE_NONE and unknown values
 * @since 0.1
 */
SAAS_API const char *saas_role_name(saas_role role);

/**
 * The role of a name, in exactly the letters of saas_role_name().
 *
 * @param name  may be NULL
 * @return SAAS_ROLE_NONE when no role has that name
 * @since 0.1
 */
SAAS_API saas_role saas_role_from_name(const char *name);

/**
 * Free text that the library made, such as what saas_project_to_json() returns.
 *
 * @param text  NULL is fine
 * @since 0.1
 */
SAAS_API void saas_text_free(char *text);

/**
 * The version of the library that runs, as "0.1.0".
 *
 * @return static text
 * @since 0.1
 */
SAAS_API const char *saas_version(void);

#ifdef __cplusplus
}
#endif
#endif
