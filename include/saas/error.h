/* SPDX-License-Identifier: MIT */
/*
 * What a call answers, and the details of a failure.
 * Threads: a saas_error belongs to its caller; the library keeps no error of its own.
 */
#ifndef SAAS_ERROR_H
#define SAAS_ERROR_H

#include <saas/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What every fallible function returns. Values are never renumbered. @since 0.1 */
typedef enum saas_status {
    SAAS_PENDING = 1,              /**< attached sessions: on_done will be called */
    SAAS_OK = 0,                   /**< done */
    SAAS_ERR_INVALID = -1,         /**< the input is wrong; `issues` says where */
    SAAS_ERR_UNAUTHENTICATED = -2, /**< nobody, or a token that is not valid */
    SAAS_ERR_FORBIDDEN = -3,       /**< it is there, but not for this user */
    SAAS_ERR_NOT_FOUND = -4,       /**< it is not there */
    SAAS_ERR_CONFLICT = -5,        /**< it contradicts what is there; `code` says how */
    SAAS_ERR_GONE = -6,            /**< it was there and is over, as an expired invitation */
    SAAS_ERR_RATE_LIMITED = -7,    /**< too many of these; try later */
    SAAS_ERR_UNAVAILABLE = -8,     /**< the database cannot serve now; a retry may help */
    SAAS_ERR_TIMEOUT = -9,         /**< the session's deadline passed; nothing was written */
    SAAS_ERR_CANCELLED = -10,      /**< saas_session_cancel(); nothing was written */
    SAAS_ERR_NO_MEMORY = -11,      /**< an allocation failed; nothing was written */
    SAAS_ERR_INTERNAL = -12,       /**< a fault of the library or of its database */
} saas_status;

enum {
    SAAS_ERROR_ISSUES_MAX = 8,   /**< further faults of one input are not listed */
    SAAS_ERROR_CODE_SIZE = 48,   /**< bytes of a machine code, NUL included */
    SAAS_ERROR_POINTER_SIZE = 64 /**< bytes of a JSON pointer, NUL included */
};

/** One fault of an input. @since 0.1 */
typedef struct saas_issue {
    char pointer[SAAS_ERROR_POINTER_SIZE]; /**< JSON pointer (RFC 6901) to the field: "/name" */
    char code[SAAS_ERROR_CODE_SIZE];       /**< for programs: "required", "too_long" */
    char message[128];                     /**< for people: "A name is required." */
} saas_issue;

/**
 * The details of a failure. Start from SAAS_ERROR_INIT; written on failure
 * only; owns nothing, so there is nothing to free.
 * @since 0.1
 */
typedef struct saas_error {
    size_t struct_size;              /**< set by SAAS_ERROR_INIT */
    saas_status status;              /**< the same as the call returned */
    char code[SAAS_ERROR_CODE_SIZE]; /**< for programs, stable: "last_admin" */
    char message[256];               /**< for people: one sentence or two */
    unsigned issue_count;            /**< how many of `issues` are filled */
    saas_issue issues[SAAS_ERROR_ISSUES_MAX];
} saas_error;

#define SAAS_ERROR_INIT                                                                            \
    {                                                                                              \
        sizeof(saas_error), SAAS_OK, "", "", 0,                                                    \
        {                                                                                          \
            {                                                                                      \
                "", "", ""                                                                         \
            }                                                                                      \
        }                                                                                          \
    }

/**
 * The name of a status, as "not_found".
 *
 * @param status  any value
 * @return static text, "unknown" for a value that is no status
 * @since 0.1
 */
SAAS_API const char *saas_status_name(saas_status status);

/**
 * The HTTP status code (RFC 9110) that answers a status, as 404.
 *
 * @param status  any value
 * @return 200 for SAAS_OK, 202 for SAAS_PENDING, 500 for a value that is no status
 * @since 0.1
 */
SAAS_API int saas_status_http(saas_status status);

#ifdef __cplusplus
}
#endif
#endif
