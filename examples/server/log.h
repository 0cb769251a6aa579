/* SPDX-License-Identifier: MIT */
/*
 * Lines on stderr. Each is written by one call, so those of several threads do
 * not mix, and has no control characters, so that a request cannot forge one.
 */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include <saas/client.h>

/* Lines below this level are dropped from now on; before the threads start. */
void log_open(saas_log_level least);

bool log_wants(saas_log_level level);

void log_line(saas_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What the library says; a saas_log_fn. */
void log_library(void *context, saas_log_level level, const char *message);

/* The one sentence with which a program that cannot start, or go on, ends. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
