/* SPDX-License-Identifier: MIT */
/*
 * Mail: writes the library's own letters (the invitation) and hands them to a transport.
 * Threads: a mailer may be shared.
 */
#ifndef SAAS_MAIL_H
#define SAAS_MAIL_H

#include <saas/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where mail goes. @since 0.1 */
typedef struct saas_mailer_options {
    size_t struct_size;    /**< set by SAAS_MAILER_OPTIONS_INIT */
    const char *transport; /**< "file"; the only one of 0.1, and the default */
    const char *directory; /**< of "file": a message a file, ID.eml; required, made when missing */
    const char *from;      /**< "Name <address>" or an address; required */
    const char *app_url;   /**< what links start with: "https://app.example"; required */
} saas_mailer_options;

#define SAAS_MAILER_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(saas_mailer_options), NULL, NULL, NULL, NULL                                        \
    }

/**
 * Make a mailer.
 *
 * @param client    shared; it reads what the letters are about
 * @param options   from SAAS_MAILER_OPTIONS_INIT; copied
 * @param[out] out  the caller's: saas_mailer_free(), after the workers that use it
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_INVALID      an option is missing or malformed
 * @retval SAAS_ERR_UNAVAILABLE  the directory cannot be made or written
 * @since 0.1
 */
SAAS_API saas_status saas_mailer_new(saas_client *client, const saas_mailer_options *options,
                                     saas_mailer **out, saas_error *err);

/**
 * Let a worker run the library's mail jobs (queue "email") through a mailer.
 *
 * @param mailer    outlives the worker
 * @param worker    not running
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_CONFLICT  the worker has handlers for them already
 * @since 0.1
 */
SAAS_API saas_status saas_mailer_register(saas_mailer *mailer, saas_worker *worker,
                                          saas_error *err);

/** Give a mailer back; NULL is fine. @since 0.1 */
SAAS_API void saas_mailer_free(saas_mailer *mailer);

#ifdef __cplusplus
}
#endif
#endif
