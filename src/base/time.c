/* SPDX-License-Identifier: MIT */
/* Time as text. */
#include "base/time.h"

#include <stdio.h>
#include <time.h>

static const saas_time year_1 = -62135596800LL * 1000000;
static const saas_time year_9999_end = 253402300799LL * 1000000 + 999999;

void saas__time_format(saas_time time, char text[SAAS_TIME_TEXT_SIZE])
{
    struct tm tm = {0};
    time_t seconds;
    int ms;

    if (time < year_1)
        time = year_1;
    if (time > year_9999_end)
        time = year_9999_end;
    seconds = (time_t)(time / 1000000);
    if (time % 1000000 < 0)
        seconds--; /* division cuts towards zero, a calendar counts downwards */
    ms = (int)((time - (saas_time)seconds * 1000000) / 1000);
    gmtime_r(&seconds, &tm);
    snprintf(text, SAAS_TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
             (tm.tm_year + 1900) % 10000, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
             tm.tm_sec, ms);
}
