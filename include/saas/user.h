/* SPDX-License-Identifier: MIT */
/*
 * Users: people, known by the id that their authentication provider gave them.
 * Threads: calls by the session's rule; a saas_user is immutable and goes anywhere.
 */
#ifndef SAAS_USER_H
#define SAAS_USER_H

#include <saas/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A user to create. @since 0.1 */
typedef struct saas_user_params {
    size_t struct_size;  /**< set by SAAS_USER_PARAMS_INIT */
    const char *auth_id; /**< the provider's id, `sub` of its tokens; at most 255 bytes; required */
    const char *email;   /**< NULL: not known */
    const char *name;    /**< NULL: not known; at most 200 characters */
    bool email_verified; /**< the provider vouches for the address */
} saas_user_params;

#define SAAS_USER_PARAMS_INIT                                                                      \
    {                                                                                              \
        sizeof(saas_user_params), NULL, NULL, NULL, false                                          \
    }

/** What to change of a user. @since 0.1 */
typedef struct saas_user_update_params {
    size_t struct_size;         /**< set by SAAS_USER_UPDATE_PARAMS_INIT */
    const char *name;           /**< NULL: keep */
    const char *email;          /**< NULL: keep; only a system session may change it */
    saas_choice email_verified; /**< only a system session may change it */
} saas_user_update_params;

#define SAAS_USER_UPDATE_PARAMS_INIT                                                               \
    {                                                                                              \
        sizeof(saas_user_update_params), NULL, NULL, SAAS_KEEP                                     \
    }

/**
 * Create a user; for system sessions. People create themselves by saas_account_sign_up().
 *
 * @param session   a system session
 * @param params    from SAAS_USER_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_user_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    a field is missing, too long or malformed
 * @retval SAAS_ERR_CONFLICT   the auth id ("auth_id_taken") or the address ("email_taken") is taken
 * @retval SAAS_ERR_FORBIDDEN  not a system session
 * @since 0.1
 */
SAAS_API saas_status saas_user_create(saas_session *session, const saas_user_params *params,
                                      saas_user **out, saas_error *err);

/**
 * A user by id; one's own, or any for a system session.
 *
 * @param session   who asks
 * @param id        "user_…"
 * @param[out] out  the caller's: saas_user_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such user
 * @retval SAAS_ERR_FORBIDDEN  it is somebody else
 * @since 0.1
 */
SAAS_API saas_status saas_user_get(saas_session *session, const char *id, saas_user **out,
                                   saas_error *err);

/**
 * A user by the provider's id; as saas_user_get().
 *
 * @param session   who asks
 * @param auth_id   the provider's id
 * @param[out] out  the caller's: saas_user_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such user
 * @retval SAAS_ERR_FORBIDDEN  it is somebody else
 * @since 0.1
 */
SAAS_API saas_status saas_user_get_by_auth_id(saas_session *session, const char *auth_id,
                                              saas_user **out, saas_error *err);

/**
 * Change a user; oneself, or any for a system session.
 *
 * @param session   who asks
 * @param id        "user_…"
 * @param params    from SAAS_USER_UPDATE_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_user_free(); may be NULL; untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    a field is malformed, or nothing is to be changed
 * @retval SAAS_ERR_NOT_FOUND  there is no such user
 * @retval SAAS_ERR_FORBIDDEN  it is somebody else, or a field that only the system may change
 * @retval SAAS_ERR_CONFLICT   the address is another user's ("email_taken")
 * @since 0.1
 */
SAAS_API saas_status saas_user_update(saas_session *session, const char *id,
                                      const saas_user_update_params *params, saas_user **out,
                                      saas_error *err);

/**
 * Delete a user with the memberships and the account; oneself, or any for a
 * system session. What the user made in workspaces stays.
 *
 * @param session   who asks
 * @param id        "user_…"
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such user
 * @retval SAAS_ERR_FORBIDDEN  it is somebody else
 * @retval SAAS_ERR_CONFLICT   a workspace would be left without an ADMIN ("last_admin")
 * @since 0.1
 */
SAAS_API saas_status saas_user_delete(saas_session *session, const char *id, saas_error *err);

/** "user_…"; borrowed. @since 0.1 */
SAAS_API const char *saas_user_id(const saas_user *user);
/** The provider's id; borrowed. @since 0.1 */
SAAS_API const char *saas_user_auth_id(const saas_user *user);
/** The address, case-folded; borrowed; NULL when not known. @since 0.1 */
SAAS_API const char *saas_user_email(const saas_user *user);
/** Whether the address is proven to be the user's. @since 0.1 */
SAAS_API bool saas_user_email_verified(const saas_user *user);
/** The name; borrowed; NULL when not known. @since 0.1 */
SAAS_API const char *saas_user_name(const saas_user *user);
/** When it was created. @since 0.1 */
SAAS_API saas_time saas_user_created_at(const saas_user *user);
/** When it was last changed. @since 0.1 */
SAAS_API saas_time saas_user_updated_at(const saas_user *user);

/**
 * The user as a JSON object.
 *
 * @param user  any
 * @return the caller's: saas_text_free(); NULL without memory
 * @since 0.1
 */
SAAS_API char *saas_user_to_json(const saas_user *user);

/** Give a user record back; NULL is fine. @since 0.1 */
SAAS_API void saas_user_free(saas_user *user);

#ifdef __cplusplus
}
#endif
#endif
