/* SPDX-License-Identifier: MIT */
/*
 * A loop: runs the calls of attached sessions without blocking. Its descriptor
 * fits into epoll, poll, libuv, libevent or asyncio; when it is readable, step.
 * Threads: a loop and the sessions attached to it belong to one thread at a time.
 */
#ifndef SAAS_LOOP_H
#define SAAS_LOOP_H

#include <saas/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Make a loop; a thread that serves many requests has one.
 *
 * @param client    shared
 * @param[out] out  the caller's: saas_loop_free()
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_UNAVAILABLE  no descriptors left
 * @since 0.1
 */
SAAS_API saas_status saas_loop_new(saas_client *client, saas_loop **out, saas_error *err);

/**
 * The descriptor to wait on: readable when saas_loop_step() has something to do.
 *
 * @param loop  any
 * @return borrowed; watch it for reading, never read from it
 * @since 0.1
 */
SAAS_API int saas_loop_fd(const saas_loop *loop);

/**
 * Do what can be done now without waiting, and call on_done for each call that
 * is finished. Writes that wait together share one commit.
 *
 * @param loop      not from within on_done
 * @param[out] err  may be NULL
 * @retval SAAS_ERR_INVALID  called from within on_done
 * @since 0.1
 */
SAAS_API saas_status saas_loop_step(saas_loop *loop, saas_error *err);

/**
 * Wait until there is something to do, and step once: for programs without an
 * event loop of their own.
 *
 * @param loop        not from within on_done
 * @param timeout_ms  at most so long; 0: do not wait, -1: as long as it takes
 * @param[out] err    may be NULL
 * @retval SAAS_ERR_TIMEOUT  nothing happened in that time
 * @since 0.1
 */
SAAS_API saas_status saas_loop_wait(saas_loop *loop, int timeout_ms, saas_error *err);

/**
 * How many calls are pending.
 *
 * @param loop  any
 * @return the number of calls whose on_done is still to come
 * @since 0.1
 */
SAAS_API size_t saas_loop_pending(const saas_loop *loop);

/**
 * Give a loop back. Calls that are pending are cancelled, and their on_done is not called.
 * Sessions that are attached to it answer SAAS_ERR_INVALID ("loop_closed") from then on.
 *
 * @param loop  NULL is fine; not from within on_done
 * @since 0.1
 */
SAAS_API void saas_loop_free(saas_loop *loop);

#ifdef __cplusplus
}
#endif
#endif
