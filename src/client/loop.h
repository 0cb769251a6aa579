/* SPDX-License-Identifier: MIT */
/*
 * The loop: runs attached sessions' calls. Its descriptor is an epoll instance with an
 * eventfd (somebody has something for us) and a timerfd (a deadline, a retry).
 * Threads: its own; saas__loop_post() and the wake-up of a port come from any. The lock
 * guards the inbox and is taken last.
 */
#ifndef SAAS_CLIENT_LOOP_H
#define SAAS_CLIENT_LOOP_H

#include <saas/loop.h>

#include "client/call.h"

void saas__loop_ref(struct saas_loop *loop);
void saas__loop_unref(struct saas_loop *loop); /* NULL is fine */

struct saas_client *saas__loop_client(const struct saas_loop *loop);
struct saas_port *saas__loop_port(const struct saas_loop *loop);
bool saas__loop_is_closed(const struct saas_loop *loop);

/* A call that became pending. */
void saas__loop_add(struct saas_loop *loop, struct saas_call *call);
/* From any thread: the call's ticket or work is done. */
void saas__loop_post(struct saas_loop *loop, struct saas_call *call);

#endif
