/* SPDX-License-Identifier: MIT */
/*
 * Projects: what a workspace works on.
 * Threads: calls by the session's rule; a saas_project is immutable and goes anywhere.
 */
#ifndef SAAS_PROJECT_H
#define SAAS_PROJECT_H

#include <saas/error.h>
#include <saas/page.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A project to create. @since 0.1 */
typedef struct saas_project_params {
    size_t struct_size;       /**< set by SAAS_PROJECT_PARAMS_INIT */
    const char *workspace_id; /**< "ws_…"; required */
    const char *name;         /**< at most 200 characters; required */
} saas_project_params;

#define SAAS_PROJECT_PARAMS_INIT                                                                   \
    {                                                                                              \
        sizeof(saas_project_params), NULL, NULL                                                    \
    }

/** What to change of a project. @since 0.1 */
typedef struct saas_project_update_params {
    size_t struct_size; /**< set by SAAS_PROJECT_UPDATE_PARAMS_INIT */
    const char *name;   /**< NULL: keep */
} saas_project_update_params;

#define SAAS_PROJECT_UPDATE_PARAMS_INIT                                                            \
    {                                                                                              \
        sizeof(saas_project_update_params), NULL                                                   \
    }

/**
 * Add a project to a workspace.
 *
 * Alone this is one transaction; after saas_session_begin() it is part of the
 * session's, and nobody else sees it before saas_session_commit().
 *
 * @param session   who asks; an ADMIN or a MEMBER may
 * @param params    from SAAS_PROJECT_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_project_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    a required field is missing, too long or malformed
 * @retval SAAS_ERR_NOT_FOUND  there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or may not write
 * @since 0.1
 */
SAAS_API saas_status saas_project_create(saas_session *session, const saas_project_params *params,
                                         saas_project **out, saas_error *err);

/**
 * The projects of a workspace, oldest first.
 *
 * @param session        who asks; any active member may
 * @param workspace_id  "ws_…"
 * @param params         NULL: the first page
 * @param[out] out       the caller's: saas_page_free(); untouched on failure
 * @param[out] err       may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    the limit or the cursor
 * @retval SAAS_ERR_NOT_FOUND  there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN  the user is no member
 * @since 0.1
 */
SAAS_API saas_status saas_project_list(saas_session *session, const char *workspace_id,
                                       const saas_page_params *params, saas_page **out,
                                       saas_error *err);

/**
 * A project by id.
 *
 * @param session   who asks; any active member of its workspace may
 * @param id        "proj_…"
 * @param[out] out  the caller's: saas_project_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such project
 * @retval SAAS_ERR_FORBIDDEN  the user is no member
 * @since 0.1
 */
SAAS_API saas_status saas_project_get(saas_session *session, const char *id, saas_project **out,
                                      saas_error *err);

/**
 * Change a project.
 *
 * @param session   who asks; an ADMIN or a MEMBER may
 * @param id        "proj_…"
 * @param params    from SAAS_PROJECT_UPDATE_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_project_free(); may be NULL; untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    a field is malformed, or nothing is to be changed
 * @retval SAAS_ERR_NOT_FOUND  there is no such project
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or may not write
 * @since 0.1
 */
SAAS_API saas_status saas_project_update(saas_session *session, const char *id,
                                         const saas_project_update_params *params,
                                         saas_project **out, saas_error *err);

/**
 * Delete a project with its tasks.
 *
 * @param session   who asks; an ADMIN may
 * @param id        "proj_…"
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such project
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or may not delete
 * @since 0.1
 */
SAAS_API saas_status saas_project_delete(saas_session *session, const char *id, saas_error *err);

/** "proj_…"; borrowed. @since 0.1 */
SAAS_API const char *saas_project_id(const saas_project *project);
/** The workspace that it belongs to; borrowed. @since 0.1 */
SAAS_API const char *saas_project_workspace_id(const saas_project *project);
/** The name; borrowed. @since 0.1 */
SAAS_API const char *saas_project_name(const saas_project *project);
/** When it was created. @since 0.1 */
SAAS_API saas_time saas_project_created_at(const saas_project *project);
/** When it was last changed. @since 0.1 */
SAAS_API saas_time saas_project_updated_at(const saas_project *project);

/**
 * The project as a JSON object.
 *
 * @param project  any
 * @return the caller's: saas_text_free(); NULL without memory
 * @since 0.1
 */
SAAS_API char *saas_project_to_json(const saas_project *project);

/** Give a project record back; NULL is fine. @since 0.1 */
SAAS_API void saas_project_free(saas_project *project);

#ifdef __cplusplus
}
#endif
#endif
