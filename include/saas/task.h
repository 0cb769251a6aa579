/* SPDX-License-Identifier: MIT */
/*
 * Tasks: what is to be done in a project.
 * Threads: calls by the session's rule; a saas_task is immutable and goes anywhere.
 */
#ifndef SAAS_TASK_H
#define SAAS_TASK_H

#include <saas/error.h>
#include <saas/page.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A task to create. @since 0.1 */
typedef struct saas_task_params {
    size_t struct_size;     /**< set by SAAS_TASK_PARAMS_INIT */
    const char *project_id; /**< "proj_…"; required */
    const char *title;      /**< at most 500 characters; required */
} saas_task_params;

#define SAAS_TASK_PARAMS_INIT                                                                      \
    {                                                                                              \
        sizeof(saas_task_params), NULL, NULL                                                       \
    }

/** What to change of a task. @since 0.1 */
typedef struct saas_task_update_params {
    size_t struct_size;      /**< set by SAAS_TASK_UPDATE_PARAMS_INIT */
    const char *title;       /**< NULL: keep */
    saas_choice is_complete; /**< whether it is done */
} saas_task_update_params;

#define SAAS_TASK_UPDATE_PARAMS_INIT                                                               \
    {                                                                                              \
        sizeof(saas_task_update_params), NULL, SAAS_KEEP                                           \
    }

/**
 * Add a task to a project.
 *
 * Alone this is one transaction; after saas_session_begin() it is part of the
 * session's, and nobody else sees it before saas_session_commit().
 *
 * @param session   who asks; an ADMIN or a MEMBER may
 * @param params    from SAAS_TASK_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_task_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    a required field is missing, too long or malformed
 * @retval SAAS_ERR_NOT_FOUND  there is no such project
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or may not write
 * @since 0.1
 */
SAAS_API saas_status saas_task_create(saas_session *session, const saas_task_params *params,
                                      saas_task **out, saas_error *err);

/**
 * The tasks of a project, oldest first.
 *
 * @param session        who asks; any active member may
 * @param project_id  "proj_…"
 * @param params         NULL: the first page
 * @param[out] out       the caller's: saas_page_free(); untouched on failure
 * @param[out] err       may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    the limit or the cursor
 * @retval SAAS_ERR_NOT_FOUND  there is no such project
 * @retval SAAS_ERR_FORBIDDEN  the user is no member
 * @since 0.1
 */
SAAS_API saas_status saas_task_list(saas_session *session, const char *project_id,
                                    const saas_page_params *params, saas_page **out,
                                    saas_error *err);

/**
 * A task by id.
 *
 * @param session   who asks; any active member of its workspace may
 * @param id        "task_…"
 * @param[out] out  the caller's: saas_task_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such task
 * @retval SAAS_ERR_FORBIDDEN  the user is no member
 * @since 0.1
 */
SAAS_API saas_status saas_task_get(saas_session *session, const char *id, saas_task **out,
                                   saas_error *err);

/**
 * Change a task.
 *
 * @param session   who asks; an ADMIN or a MEMBER may
 * @param id        "task_…"
 * @param params    from SAAS_TASK_UPDATE_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_task_free(); may be NULL; untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    a field is malformed, or nothing is to be changed
 * @retval SAAS_ERR_NOT_FOUND  there is no such task
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or may not write
 * @since 0.1
 */
SAAS_API saas_status saas_task_update(saas_session *session, const char *id,
                                      const saas_task_update_params *params, saas_task **out,
                                      saas_error *err);

/**
 * Delete a task.
 *
 * @param session   who asks; an ADMIN or a MEMBER may
 * @param id        "task_…"
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such task
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or may not delete
 * @since 0.1
 */
SAAS_API saas_status saas_task_delete(saas_session *session, const char *id, saas_error *err);

/** "task_…"; borrowed. @since 0.1 */
SAAS_API const char *saas_task_id(const saas_task *task);
/** The project that it belongs to; borrowed. @since 0.1 */
SAAS_API const char *saas_task_project_id(const saas_task *task);
/** The title; borrowed. @since 0.1 */
SAAS_API const char *saas_task_title(const saas_task *task);
/** Whether it is done. @since 0.1 */
SAAS_API bool saas_task_is_complete(const saas_task *task);
/** When it was created. @since 0.1 */
SAAS_API saas_time saas_task_created_at(const saas_task *task);
/** When it was last changed. @since 0.1 */
SAAS_API saas_time saas_task_updated_at(const saas_task *task);

/**
 * The task as a JSON object.
 *
 * @param task  any
 * @return the caller's: saas_text_free(); NULL without memory
 * @since 0.1
 */
SAAS_API char *saas_task_to_json(const saas_task *task);

/** Give a task record back; NULL is fine. @since 0.1 */
SAAS_API void saas_task_free(saas_task *task);

#ifdef __cplusplus
}
#endif
#endif
