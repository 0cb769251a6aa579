/* SPDX-License-Identifier: MIT */
/* Time as text: ISO 8601 with milliseconds and Z. Threads: any. */
#ifndef SAAS_BASE_TIME_H
#define SAAS_BASE_TIME_H

#include <saas/types.h>

enum { SAAS_TIME_TEXT_SIZE = 25 };

/* "2026-01-31T12:00:00.000Z"; a time outside the years 1 to 9999 is cut to them. */
void saas__time_format(saas_time time, char text[SAAS_TIME_TEXT_SIZE]);

#endif
