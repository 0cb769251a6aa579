/* SPDX-License-Identifier: MIT */
/*
 * Workspaces: the tenants. Whoever creates one is its first ADMIN.
 * Threads: calls by the session's rule; a saas_workspace is immutable and goes anywhere.
 */
#ifndef SAAS_WORKSPACE_H
#define SAAS_WORKSPACE_H

#include <saas/error.h>
#include <saas/page.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A workspace to create. @since 0.1 */
typedef struct saas_workspace_params {
    size_t struct_size; /**< set by SAAS_WORKSPACE_PARAMS_INIT */
    const char *name;   /**< at most 200 characters; required */
    const char *slug;   /**< NULL: made from the name; else `[a-z0-9-]`, 3 to 48 characters */
} saas_workspace_params;

#define SAAS_WORKSPACE_PARAMS_INIT                                                                 \
    {                                                                                              \
        sizeof(saas_workspace_params), NULL, NULL                                                  \
    }

/**
 * Create a workspace, and make the session's user its ADMIN, in one transaction.
 * A slug that is made from the name gets a suffix when it is taken.
 *
 * @param session   a user's session
 * @param params    from SAAS_WORKSPACE_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_workspace_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID          the name or the slug is missing, too long or malformed
 * @retval SAAS_ERR_CONFLICT         the given slug is taken ("slug_taken")
 * @retval SAAS_ERR_UNAUTHENTICATED  a session of nobody, or its user is gone
 * @since 0.1
 */
SAAS_API saas_status saas_workspace_create(saas_session *session,
                                           const saas_workspace_params *params,
                                           saas_workspace **out, saas_error *err);

/**
 * The workspaces in which the session's user is an active member; all of them for the system.
 *
 * @param session   who asks
 * @param params    NULL: the first page
 * @param[out] out  the caller's: saas_page_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID  the limit or the cursor
 * @since 0.1
 */
SAAS_API saas_status saas_workspace_list(saas_session *session, const saas_page_params *params,
                                         saas_page **out, saas_error *err);

/**
 * A workspace by id.
 *
 * @param session   who asks; any active member may
 * @param id        "ws_…"
 * @param[out] out  the caller's: saas_workspace_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN  the user is no member
 * @since 0.1
 */
SAAS_API saas_status saas_workspace_get(saas_session *session, const char *id, saas_workspace **out,
                                        saas_error *err);

/**
 * A workspace by slug. A slug that the workspace had before it was renamed finds it
 * too, as long as it is held; saas_workspace_slug() then differs from what was asked.
 *
 * @param session   who asks; any active member may
 * @param slug      as in a URL
 * @param[out] out  the caller's: saas_workspace_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN  the user is no member
 * @since 0.1
 */
SAAS_API saas_status saas_workspace_get_by_slug(saas_session *session, const char *slug,
                                                saas_workspace **out, saas_error *err);

/**
 * Rename a workspace, or give it another slug. The old slug stays reserved for
 * `slug_hold_s` and leads here meanwhile.
 *
 * @param session   who asks; an ADMIN may
 * @param id        "ws_…"
 * @param params    from SAAS_WORKSPACE_PARAMS_INIT; NULL fields keep what is there
 * @param[out] out  the caller's: saas_workspace_free(); may be NULL; untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    a field is malformed, or nothing is to be changed
 * @retval SAAS_ERR_NOT_FOUND  there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or no ADMIN
 * @retval SAAS_ERR_CONFLICT   the slug is taken ("slug_taken")
 * @since 0.1
 */
SAAS_API saas_status saas_workspace_update(saas_session *session, const char *id,
                                           const saas_workspace_params *params,
                                           saas_workspace **out, saas_error *err);

/**
 * Delete a workspace and everything in it: members, invitations, projects, tasks, waiting jobs.
 *
 * @param session   who asks; an ADMIN may
 * @param id        "ws_…"
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or no ADMIN
 * @since 0.1
 */
SAAS_API saas_status saas_workspace_delete(saas_session *session, const char *id, saas_error *err);

/** "ws_…"; borrowed. @since 0.1 */
SAAS_API const char *saas_workspace_id(const saas_workspace *workspace);
/** The name; borrowed. @since 0.1 */
SAAS_API const char *saas_workspace_name(const saas_workspace *workspace);
/** The slug, unique among all workspaces; borrowed. @since 0.1 */
SAAS_API const char *saas_workspace_slug(const saas_workspace *workspace);
/** The asking user's role in it; SAAS_ROLE_NONE for the system. @since 0.1 */
SAAS_API saas_role saas_workspace_role(const saas_workspace *workspace);
/** When it was created. @since 0.1 */
SAAS_API saas_time saas_workspace_created_at(const saas_workspace *workspace);
/** When it was last changed. @since 0.1 */
SAAS_API saas_time saas_workspace_updated_at(const saas_workspace *workspace);

/**
 * The workspace as a JSON object.
 *
 * @param workspace  any
 * @return the caller's: saas_text_free(); NULL without memory
 * @since 0.1
 */
SAAS_API char *saas_workspace_to_json(const saas_workspace *workspace);

/** Give a workspace record back; NULL is fine. @since 0.1 */
SAAS_API void saas_workspace_free(saas_workspace *workspace);

#ifdef __cplusplus
}
#endif
#endif
