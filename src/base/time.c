/* SPDX-License-Identifier: MIT */
/* Time as text. */
#include "base/time.h"

#include <time.h>

static const saas_time year_1 = -62135596800LL * 1000000;
static const saas_time year_9999_end = 253402300799LL * 1000000 + 999999;

/* Writes a number of so many digits; snprintf() costs ten times as much. */
static char *put(char *to, int number, int digits, char after)
{
    for (int i = digits - 1; i >= 0; i--) {
        to[i] = (char)('0' + number % 10);
        number /= 10;
    }
    to[digits] = after;
    return to + digits + 1;
}

void saas__time_format(saas_time time, char text[SAAS_TIME_TEXT_SIZE])
{
    struct tm tm = {0};
    time_t seconds;

    if (time < year_1)
        time = year_1;
    if (time > year_9999_end)
        time = year_9999_end;
    seconds = (time_t)(time / 1000000);
    if (time % 1000000 < 0)
        seconds--; /* division cuts towards zero, a calendar counts downwards */
    gmtime_r(&seconds, &tm);
    text = put(text, tm.tm_year + 1900, 4, '-');
    text = put(text, tm.tm_mon + 1, 2, '-');
    text = put(text, tm.tm_mday, 2, 'T');
    text = put(text, tm.tm_hour, 2, ':');
    text = put(text, tm.tm_min, 2, ':');
    text = put(text, tm.tm_sec, 2, '.');
    text = put(text, (int)((time - (saas_time)seconds * 1000000) / 1000), 3, 'Z');
    *text = '\0';
}
