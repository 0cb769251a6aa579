/* SPDX-License-Identifier: MIT */
/*
 * Local accounts: users who sign in here with a password, for services without
 * an authentication provider. They need `secret` in the client's options.
 * Threads: calls by the session's rule; on a loop the hashing runs on the
 * client's helper threads.
 */
#ifndef SAAS_ACCOUNT_H
#define SAAS_ACCOUNT_H

#include <saas/error.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SAAS_PASSWORD_MIN = 15,  /**< characters of a password at least (NIST SP 800-63B-4, 3.1.1.2) */
    SAAS_PASSWORD_MAX = 1024 /**< bytes of a password at most */
};

/** Who signs up or in. @since 0.1 */
typedef struct saas_account_params {
    size_t struct_size;   /**< set by SAAS_ACCOUNT_PARAMS_INIT */
    const char *email;    /**< required */
    const char *password; /**< required; SAAS_PASSWORD_MIN to SAAS_PASSWORD_MAX */
    const char *name;     /**< for sign-up; NULL: not known */
} saas_account_params;

#define SAAS_ACCOUNT_PARAMS_INIT                                                                   \
    {                                                                                              \
        sizeof(saas_account_params), NULL, NULL, NULL                                              \
    }

/**
 * Create a user with a password, and sign in.
 *
 * @param session   any; it stays whose it is
 * @param params    from SAAS_ACCOUNT_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_tokens_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID   a field is missing, too short, too long or malformed
 * @retval SAAS_ERR_CONFLICT  the address has an account ("email_taken")
 * @since 0.1
 */
SAAS_API saas_status saas_account_sign_up(saas_session *session, const saas_account_params *params,
                                          saas_tokens **out, saas_error *err);

/**
 * Sign in. An unknown address and a wrong password are not told apart, neither
 * by the error nor by the time it takes.
 *
 * @param session   any; it stays whose it is
 * @param params    from SAAS_ACCOUNT_PARAMS_INIT; `name` is not used
 * @param[out] out  the caller's: saas_tokens_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID          a field is missing
 * @retval SAAS_ERR_UNAUTHENTICATED  no account with this address and password
 * @since 0.1
 */
SAAS_API saas_status saas_account_sign_in(saas_session *session, const saas_account_params *params,
                                          saas_tokens **out, saas_error *err);

/** The bearer token; borrowed. @since 0.1 */
SAAS_API const char *saas_tokens_access(const saas_tokens *tokens);
/** Until when the bearer token is valid. @since 0.1 */
SAAS_API saas_time saas_tokens_expires_at(const saas_tokens *tokens);
/** Whose they are; borrowed. @since 0.1 */
SAAS_API const saas_user *saas_tokens_user(const saas_tokens *tokens);

/**
 * `{"accessToken":…,"tokenType":"Bearer","expiresIn":seconds,"user":{…}}` (RFC 6749, 5.1, in
 * camelCase).
 *
 * @param tokens  any
 * @return the caller's: saas_text_free(); NULL without memory
 * @since 0.1
 */
SAAS_API char *saas_tokens_to_json(const saas_tokens *tokens);

/** Give the tokens back; NULL is fine. @since 0.1 */
SAAS_API void saas_tokens_free(saas_tokens *tokens);

#ifdef __cplusplus
}
#endif
#endif
