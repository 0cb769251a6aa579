/* SPDX-License-Identifier: MIT */
/*
 * saas-bench: how many calls a second the library answers in this process. A JSON
 * object a measurement goes to stdout, a line for people to stderr.
 *
 * The measurements follow each other in one process and one database, so that their
 * ratios hold even on a machine whose speed varies; run.py repeats them and takes medians.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct measurement {
    const char *name;
    const char *what;
    struct figure (*measure)(struct bench *bench, unsigned callers, call_fn call);
    unsigned callers;
    call_fn call;
};

static const struct measurement measurements[] = {
    {"get_1", "saas_project_get, 1 thread", measure_threads, 1, get_project},
    {"get_16", "saas_project_get, 16 threads", measure_threads, 16, get_project},
    {"create_1", "saas_workspace_create, 1 thread", measure_threads, 1, create_workspace},
    {"create_16", "saas_workspace_create, 16 threads", measure_threads, 16, create_workspace},
    {"pending_64", "saas_workspace_create, 64 in one loop", measure_pending, 64, NULL},
};

enum { MEASUREMENT_COUNT = sizeof(measurements) / sizeof(measurements[0]) };

void fatal(const char *what, const char *why)
{
    fprintf(stderr, "saas-bench: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

void require(saas_status status, const char *what, const saas_error *err)
{
    if (status != SAAS_OK)
        fatal(what, err->message[0] ? err->message : saas_status_name(status));
}

double wall_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double of_timeval(struct timeval value)
{
    return (double)value.tv_sec + (double)value.tv_usec / 1e6;
}

double cpu_seconds(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return of_timeval(usage.ru_utime) + of_timeval(usage.ru_stime);
}

static void print(const struct measurement *measurement, const struct figure *figure)
{
    double per_second = (double)figure->calls / figure->seconds;
    double cpu_us = figure->cpu_seconds * 1e6 / (double)figure->calls;

    printf("{\"name\": \"%s\", \"calls\": %lu, \"seconds\": %.6f, \"per_second\": %.1f, "
           "\"cpu_us\": %.2f}\n",
           measurement->name, figure->calls, figure->seconds, per_second, cpu_us);
    fflush(stdout);
    fprintf(stderr, "%-40s %10.0f/s %8.1f us CPU a call\n", measurement->what, per_second, cpu_us);
}

static void measure(struct bench *bench, const char *only)
{
    unsigned measured = 0;

    for (unsigned i = 0; i < MEASUREMENT_COUNT; i++) {
        const struct measurement *measurement = &measurements[i];
        struct figure figure;

        if (only && strcmp(only, measurement->name) != 0)
            continue;
        figure = measurement->measure(bench, measurement->callers, measurement->call);
        if (figure.calls == 0)
            fatal(measurement->what, "not one call came to its end in the time given");
        print(measurement, &figure);
        measured++;
    }
    if (measured == 0)
        fatal(only, "there is no such measurement");
}

static double parse_seconds(const char *text)
{
    char *end;
    double seconds = strtod(text, &end);

    if (end == text || *end || !(seconds > 0 && seconds <= 3600))
        fatal(text, "not a number of seconds");
    return seconds;
}

int main(int argc, char **argv)
{
    static struct bench bench;

    if (argc < 3 || argc > 4) {
        fprintf(stderr, "Usage: saas-bench DATABASE-FILE SECONDS [MEASUREMENT]\n\n"
                        "The file must not be there yet. Each measurement takes SECONDS:\n");
        for (unsigned i = 0; i < MEASUREMENT_COUNT; i++)
            fprintf(stderr, "  %-12s %s\n", measurements[i].name, measurements[i].what);
        return EXIT_FAILURE;
    }
    bench_open(&bench, argv[1], parse_seconds(argv[2]));
    measure(&bench, argc > 3 ? argv[3] : NULL);
    bench_close(&bench);
    return EXIT_SUCCESS;
}
