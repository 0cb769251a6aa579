/* SPDX-License-Identifier: MIT */
/*
 * Filling a caller's saas_error. The layer that knows what happened writes the
 * message; those above pass it on or translate its meaning.
 * Threads: an error belongs to one thread.
 */
#ifndef SAAS_BASE_ERROR_H
#define SAAS_BASE_ERROR_H

#include <saas/error.h>

/* Fills err (NULL is fine) and returns status, so that a failure is one line. */
saas_status saas__fail(saas_error *err, saas_status status, const char *code, const char *format,
                       ...) __attribute__((format(printf, 4, 5)));

saas_status saas__fail_memory(saas_error *err);

/* Adds a fault of the input; the first one also makes err SAAS_ERR_INVALID. */
saas_status saas__issue_add(saas_error *err, const char *pointer, const char *code,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Passes a failure on; from is complete, to may be NULL or of an older struct_size. */
void saas__error_copy(saas_error *to, const saas_error *from);

/* Wrong arguments of a public function are an error, not a crash. */
#define SAAS_REQUIRE(condition, err)                                                               \
    do {                                                                                           \
        if (!(condition))                                                                          \
            return saas__fail((err), SAAS_ERR_INVALID, "bad_argument", "%s: needs %s.", __func__,  \
                              #condition);                                                         \
    } while (0)

#endif
