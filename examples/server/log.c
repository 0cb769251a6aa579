/* SPDX-License-Identifier: MIT */
/*
 * Log lines, to stderr as they are. The level is set once, before any thread starts.
 */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>

enum { LINE_MAX_BYTES = 1024 };

static saas_log_level least_level = SAAS_LOG_INFO;

__attribute__((format(printf, 2, 0))) static void write_line(const char *head, const char *format,
                                                             va_list args)
{
    char text[LINE_MAX_BYTES];

    vsnprintf(text, sizeof(text), format, args);
    for (char *c = text; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    }
    fprintf(stderr, "%s: %s\n", head, text);
}

void log_open(saas_log_level least)
{
    least_level = least;
}

bool log_wants(saas_log_level level)
{
    return level >= least_level;
}

void log_line(saas_log_level level, const char *format, ...)
{
    static const char *const heads[] = {"debug", "info", "warning", "error"};
    va_list args;

    if (!log_wants(level))
        return;
    va_start(args, format);
    write_line(heads[level], format, args);
    va_end(args);
}

void log_library(void *context, saas_log_level level, const char *message)
{
    (void)context;
    log_line(level, "%s", message);
}

void complain(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    write_line("saas-server", format, args);
    va_end(args);
}
