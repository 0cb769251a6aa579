/* SPDX-License-Identifier: MIT */
/*
 * Members: who belongs to a workspace, in which role. A member whose status is
 * PENDING has been invited and may nothing yet (invitation.h).
 * Threads: calls by the session's rule; a saas_member is immutable and goes anywhere.
 */
#ifndef SAAS_MEMBER_H
#define SAAS_MEMBER_H

#include <saas/error.h>
#include <saas/page.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Whether a membership grants anything. @since 0.1 */
typedef enum saas_member_status {
    SAAS_MEMBER_PENDING = 1, /**< invited; grants nothing */
    SAAS_MEMBER_ACTIVE = 2,  /**< grants what its role grants */
} saas_member_status;

/**
 * The members of a workspace, those who are invited included.
 *
 * @param session       who asks; any active member may
 * @param workspace_id  "ws_…"
 * @param params        NULL: the first page
 * @param[out] out      the caller's: saas_page_free(); untouched on failure
 * @param[out] err      may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    the limit or the cursor
 * @retval SAAS_ERR_NOT_FOUND  there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN  the user is no member
 * @since 0.1
 */
SAAS_API saas_status saas_member_list(saas_session *session, const char *workspace_id,
                                      const saas_page_params *params, saas_page **out,
                                      saas_error *err);

/**
 * Give a member another role.
 *
 * @param session       who asks; an ADMIN may
 * @param workspace_id  the workspace that the member has to be in; NULL: any
 * @param id            "mem_…"
 * @param role          the new role
 * @param[out] out      the caller's: saas_member_free(); may be NULL; untouched on failure
 * @param[out] err      may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    no such role
 * @retval SAAS_ERR_NOT_FOUND  there is no such member
 * @retval SAAS_ERR_FORBIDDEN  the user is no member of the workspace, or no ADMIN
 * @retval SAAS_ERR_CONFLICT   it is the last ADMIN ("last_admin"), or only invited
 * ("member_pending")
 * @since 0.1
 */
SAAS_API saas_status saas_member_set_role(saas_session *session, const char *workspace_id,
                                          const char *id, saas_role role, saas_member **out,
                                          saas_error *err);

/**
 * Remove a member from the workspace, or take an invitation back.
 *
 * @param session       who asks; an ADMIN may
 * @param workspace_id  the workspace that the member has to be in; NULL: any
 * @param id            "mem_…"
 * @param[out] err      may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such member
 * @retval SAAS_ERR_FORBIDDEN  the user is no member of the workspace, or no ADMIN
 * @retval SAAS_ERR_CONFLICT   it is the last ADMIN ("last_admin")
 * @since 0.1
 */
SAAS_API saas_status saas_member_remove(saas_session *session, const char *workspace_id,
                                        const char *id, saas_error *err);

/**
 * Leave a workspace.
 *
 * @param session       a user's session
 * @param workspace_id  "ws_…"
 * @param[out] err      may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN  the user is no member
 * @retval SAAS_ERR_CONFLICT   the user is its last ADMIN ("last_admin")
 * @since 0.1
 */
SAAS_API saas_status saas_member_leave(saas_session *session, const char *workspace_id,
                                       saas_error *err);

/** "mem_…"; borrowed. @since 0.1 */
SAAS_API const char *saas_member_id(const saas_member *member);
/** The workspace; borrowed. @since 0.1 */
SAAS_API const char *saas_member_workspace_id(const saas_member *member);
/** The user; borrowed; NULL while PENDING. @since 0.1 */
SAAS_API const char *saas_member_user_id(const saas_member *member);
/** The user's or the invited address; borrowed; NULL when not known. @since 0.1 */
SAAS_API const char *saas_member_email(const saas_member *member);
/** The user's name; borrowed; NULL when not known. @since 0.1 */
SAAS_API const char *saas_member_name(const saas_member *member);
/** The role, for a PENDING member the one it will have. @since 0.1 */
SAAS_API saas_role saas_member_role(const saas_member *member);
/** Whether it is active. @since 0.1 */
SAAS_API saas_member_status saas_member_status_of(const saas_member *member);
/** When it was created or invited. @since 0.1 */
SAAS_API saas_time saas_member_created_at(const saas_member *member);

/**
 * The member as a JSON object.
 *
 * @param member  any
 * @return the caller's: saas_text_free(); NULL without memory
 * @since 0.1
 */
SAAS_API char *saas_member_to_json(const saas_member *member);

/** Give a member record back; NULL is fine. @since 0.1 */
SAAS_API void saas_member_free(saas_member *member);

#ifdef __cplusplus
}
#endif
#endif
