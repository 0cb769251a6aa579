/* SPDX-License-Identifier: MIT */
/*
 * A client: the database, the keys and the helper threads that sessions share.
 * Threads: a client may be used by all threads at once. After fork() the child
 * gets SAAS_ERR_INTERNAL (code "forked") from it and opens one of its own.
 */
#ifndef SAAS_CLIENT_H
#define SAAS_CLIENT_H

#include <saas/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How much a log line matters. @since 0.1 */
typedef enum saas_log_level {
    SAAS_LOG_DEBUG = 0,
    SAAS_LOG_INFO = 1,
    SAAS_LOG_WARNING = 2,
    SAAS_LOG_ERROR = 3,
} saas_log_level;

/** Receives a log line; called from any thread. @since 0.1 */
typedef void (*saas_log_fn)(void *context, saas_log_level level, const char *message);

/** Tells the time, for tests that set it; called from any thread. @since 0.1 */
typedef saas_time (*saas_clock_fn)(void *context);

/** Fills a buffer with random bytes, for tests; called from any thread. @since 0.1 */
typedef void (*saas_random_fn)(void *context, void *bytes, size_t size);

/** What a client is opened with. Zero and NULL mean the default. @since 0.1 */
typedef struct saas_client_options {
    size_t struct_size;       /**< set by SAAS_CLIENT_OPTIONS_INIT */
    const char *database_url; /**< "sqlite:app.db", "sqlite:/abs/path.db"; required */
    const char *redis_url;  /**< NULL: jobs live in the database; other values are refused by 0.1 */
    const char *secret;     /**< at least 32 bytes: signs tokens (HS256), invitations and cursors */
    const char *jwt_issuer; /**< `iss` of tokens made and accepted; default "libsaas" */
    const char *jwt_audience;           /**< `aud` likewise; default: none, not checked */
    const char *jwt_authorized_parties; /**< comma list for `azp`; default: not checked */
    unsigned timeout_ms;                /**< of a call without another deadline; default 30000 */
    unsigned access_token_ttl_s;        /**< life of a token made at sign-in; default 900 */
    unsigned invitation_ttl_s;          /**< life of an invitation; default 7 days */
    unsigned invitations_per_hour;      /**< mails a workspace may send; default 100 */
    unsigned slug_hold_s; /**< how long a renamed workspace keeps its old slug; default 30 days */
    unsigned helper_threads; /**< for password hashing on loops; default 2 */
    bool hide_forbidden;     /**< answer NOT_FOUND to those who are no members */
    saas_log_fn log;         /**< default: no log */
    void *log_context;       /**< handed to `log` */
    saas_clock_fn clock;     /**< default: the system's clock */
    void *clock_context;     /**< handed to `clock` */
    saas_random_fn random;   /**< default: the system's random source */
    void *random_context;    /**< handed to `random` */
} saas_client_options;

#define SAAS_CLIENT_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(saas_client_options), NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, false,  \
            NULL, NULL, NULL, NULL, NULL, NULL                                                     \
    }

/**
 * Open a client on a database, which is created if it is a file that is not there.
 *
 * @param options   from SAAS_CLIENT_OPTIONS_INIT; copied
 * @param[out] out  the caller's: saas_client_free()
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_INVALID      an option is wrong; the message names it
 * @retval SAAS_ERR_UNAVAILABLE  the database cannot be opened, or its schema is
 *                               newer than this library ("schema_newer")
 * @since 0.1
 */
SAAS_API saas_status saas_client_open(const saas_client_options *options, saas_client **out,
                                      saas_error *err);

/**
 * Bring the database's schema up to this library's. Runs under a lock, in one
 * transaction, and does nothing when there is nothing to do.
 *
 * @param client    blocks the calling thread
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_UNAVAILABLE  the database is read-only, full, locked or newer
 * @since 0.1
 */
SAAS_API saas_status saas_client_migrate(saas_client *client, saas_error *err);

/**
 * Ask the database a question that costs nothing, as readiness checks do: it
 * answers, and its schema is this library's.
 *
 * @param client    blocks the calling thread, at most the client's timeout
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_UNAVAILABLE  not ready; the code says why
 * @since 0.1
 */
SAAS_API saas_status saas_client_ping(saas_client *client, saas_error *err);

/**
 * Give a client back. Sessions, loops and workers that are still open keep what
 * they need of it, so handles may be freed in any order.
 *
 * @param client  NULL is fine
 * @since 0.1
 */
SAAS_API void saas_client_free(saas_client *client);

#ifdef __cplusplus
}
#endif
#endif
