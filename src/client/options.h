/* SPDX-License-Identifier: MIT */
/* Reading a struct that the caller's program may know in another size. Threads: any. */
#ifndef SAAS_CLIENT_OPTIONS_H
#define SAAS_CLIENT_OPTIONS_H

#include "base/error.h"

/*
 * Copies a params or options struct that starts with its struct_size into one of this
 * library's size: fields that an older caller does not have are zero, and fields of a
 * newer one that this library does not know have to be.
 */
saas_status saas__options_read(void *to, size_t size, const void *from, saas_error *err);

#endif
