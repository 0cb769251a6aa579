/* SPDX-License-Identifier: MIT */
/*
 * A page of a list, in order of creation.
 * Threads: immutable; used by any number of threads until it is freed.
 */
#ifndef SAAS_PAGE_H
#define SAAS_PAGE_H

#include <saas/error.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SAAS_PAGE_LIMIT_DEFAULT = 20, /**< items a page when the caller does not say */
    SAAS_PAGE_LIMIT_MAX = 100     /**< items a page at the most */
};

/** Which part of a list. @since 0.1 */
typedef struct saas_page_params {
    size_t struct_size; /**< set by SAAS_PAGE_PARAMS_INIT */
    const char *cursor; /**< NULL: from the start; else what saas_page_next_cursor() gave */
    int limit;          /**< 1 to 100; 0: 20 */
} saas_page_params;

#define SAAS_PAGE_PARAMS_INIT                                                                      \
    {                                                                                              \
        sizeof(saas_page_params), NULL, 0                                                          \
    }

/**
 * How many items the page has.
 *
 * @param page  any
 * @return 0 to the limit that was asked for
 * @since 0.1
 */
SAAS_API size_t saas_page_count(const saas_page *page);

/**
 * Where the next page starts. It fits only the list that made it.
 *
 * @param page  any
 * @return borrowed from the page; NULL on the last page
 * @since 0.1
 */
SAAS_API const char *saas_page_next_cursor(const saas_page *page);

/**
 * An item of a page of workspaces.
 *
 * @param page   from saas_workspace_list()
 * @param index  from 0
 * @return borrowed from the page; NULL past its end, or when it lists something else
 * @since 0.1
 */
SAAS_API const saas_workspace *saas_page_workspace(const saas_page *page, size_t index);

/** An item of a page of members, as saas_page_workspace(). @since 0.1 */
SAAS_API const saas_member *saas_page_member(const saas_page *page, size_t index);

/** An item of a page of invitations, as saas_page_workspace(). @since 0.1 */
SAAS_API const saas_invitation *saas_page_invitation(const saas_page *page, size_t index);

/** An item of a page of projects, as saas_page_workspace(). @since 0.1 */
SAAS_API const saas_project *saas_page_project(const saas_page *page, size_t index);

/** An item of a page of tasks, as saas_page_workspace(). @since 0.1 */
SAAS_API const saas_task *saas_page_task(const saas_page *page, size_t index);

/**
 * The page as `{"data":[…],"page":{"nextCursor":…,"hasMore":…}}`.
 *
 * @param page  any
 * @return the caller's: saas_text_free(); NULL without memory
 * @since 0.1
 */
SAAS_API char *saas_page_to_json(const saas_page *page);

/**
 * Give a page back, with all its items.
 *
 * @param page  NULL is fine
 * @since 0.1
 */
SAAS_API void saas_page_free(saas_page *page);

#ifdef __cplusplus
}
#endif
#endif
