/* SPDX-License-Identifier: MIT */
/*
 * A session: who is asking, until when, and in which transaction.
 * Threads: used by one thread at a time; only saas_session_cancel() may be
 * called from another thread meanwhile.
 */
#ifndef SAAS_SESSION_H
#define SAAS_SESSION_H

#include <saas/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Called by saas_loop_step() when a pending call is done; `out` and `err` are filled. @since 0.1
 */
typedef void (*saas_done_fn)(void *context, saas_status status);

/**
 * A session of nobody: it may sign up and sign in, and become somebody's by
 * saas_session_authenticate().
 *
 * @param client    shared
 * @param[out] out  the caller's: saas_session_free()
 * @param[out] err  may be NULL
 * @since 0.1
 */
SAAS_API saas_status saas_session_new(saas_client *client, saas_session **out, saas_error *err);

/**
 * A session of the user whom a bearer token names: saas_session_new() and
 * saas_session_authenticate() in one.
 *
 * @param client    shared
 * @param bearer    the token, without "Bearer "
 * @param[out] out  the caller's: saas_session_free()
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_UNAUTHENTICATED  the token is not valid, or its user is gone
 * @since 0.1
 */
SAAS_API saas_status saas_session_from_token(saas_client *client, const char *bearer,
                                             saas_session **out, saas_error *err);

/**
 * A session of a user whom the caller has authenticated by other means. An id
 * that is no user's has no membership anywhere, so it may nothing.
 *
 * @param client    shared
 * @param user_id   the user's id ("user_…"); copied
 * @param[out] out  the caller's: saas_session_free()
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_INVALID  that is no user id
 * @since 0.1
 */
SAAS_API saas_status saas_session_for_user(saas_client *client, const char *user_id,
                                           saas_session **out, saas_error *err);

/**
 * A session of the system itself: no permission is checked. For workers,
 * administration and tests; never for a request of a stranger.
 *
 * @param client    shared
 * @param[out] out  the caller's: saas_session_free()
 * @param[out] err  may be NULL
 * @since 0.1
 */
SAAS_API saas_status saas_session_system(saas_client *client, saas_session **out, saas_error *err);

/**
 * Make the session that of the user whom a bearer token names.
 *
 * @param session   not in a transaction
 * @param bearer    the token, without "Bearer "
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_UNAUTHENTICATED  the token is not valid, or its user is gone;
 *                                   the session is nobody's then
 * @since 0.1
 */
SAAS_API saas_status saas_session_authenticate(saas_session *session, const char *bearer,
                                               saas_error *err);

/**
 * Whose session it is.
 *
 * @param session  any
 * @return borrowed until the session is authenticated anew or freed; NULL for
 *         nobody and for the system
 * @since 0.1
 */
SAAS_API const char *saas_session_user_id(const saas_session *session);

/**
 * Let a loop run the session's calls: from now on they never block, and may
 * answer SAAS_PENDING. One call is pending at a time.
 *
 * @param session  not in a transaction, no call pending
 * @param loop     of the same client; used by the same thread
 * @param on_done  called from saas_loop_step() once for each pending call; it
 *                 may make the next call, or free the session
 * @param context  handed to on_done
 * @param[out] err may be NULL
 * @retval SAAS_ERR_INVALID  another client's loop, or a call is pending
 * @since 0.1
 */
SAAS_API saas_status saas_session_attach(saas_session *session, saas_loop *loop,
                                         saas_done_fn on_done, void *context, saas_error *err);

/**
 * How long each call of this session may take.
 *
 * @param session     any
 * @param timeout_ms  0: the client's `timeout_ms`
 * @since 0.1
 */
SAAS_API void saas_session_set_timeout(saas_session *session, unsigned timeout_ms);

/**
 * Until when the session's calls may take, all together, as a request's own
 * deadline says it. The earlier of this and the timeout counts.
 *
 * @param session   any
 * @param deadline  by the client's clock; 0: none
 * @since 0.1
 */
SAAS_API void saas_session_set_deadline(saas_session *session, saas_time deadline);

/**
 * End the call that is under way with SAAS_ERR_CANCELLED. It then writes
 * nothing, neither now nor later. A call whose commit has already begun is
 * not stopped and reports what it did. Without a call under way nothing happens.
 *
 * @param session  any; from any thread
 * @since 0.1
 */
SAAS_API void saas_session_cancel(saas_session *session);

/**
 * Begin a transaction: what the session does from now on exists for others only
 * after saas_session_commit(). On SQLite it holds the database's one writer, so
 * keep it short. A call that fails in it changes nothing and leaves it open.
 *
 * @param session   not in a transaction
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_INVALID  it is in one already ("in_transaction")
 * @retval SAAS_ERR_TIMEOUT  another transaction held the writer until the deadline
 * @since 0.1
 */
SAAS_API saas_status saas_session_begin(saas_session *session, saas_error *err);

/**
 * Make what the transaction did last, for everybody to see.
 *
 * @param session   in a transaction; afterwards in none, even on failure
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_INVALID      there is none ("no_transaction")
 * @retval SAAS_ERR_UNAVAILABLE  the database could not commit; nothing was written
 * @since 0.1
 */
SAAS_API saas_status saas_session_commit(saas_session *session, saas_error *err);

/**
 * Undo what the transaction did.
 *
 * @param session   in a transaction; afterwards in none
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_INVALID  there is none ("no_transaction")
 * @since 0.1
 */
SAAS_API saas_status saas_session_rollback(saas_session *session, saas_error *err);

/**
 * Give a session back. An open transaction is rolled back; a pending call is
 * cancelled, and its on_done is not called.
 *
 * @param session  NULL is fine
 * @since 0.1
 */
SAAS_API void saas_session_free(saas_session *session);

#ifdef __cplusplus
}
#endif
#endif
