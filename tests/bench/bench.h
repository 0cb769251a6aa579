/* SPDX-License-Identifier: MIT */
/*
 * What the files of saas-bench share: a database with callers in it, and what a
 * measurement leaves. A benchmark that goes wrong has no figures, so each failure
 * ends the program with one sentence.
 */
#ifndef BENCH_H
#define BENCH_H

#include <saas/saas.h>

enum { CALLERS_MAX = 64 };

struct bench;

/* Somebody who makes calls, one at a time: a user with a workspace and a project. */
struct caller {
    struct bench *bench;
    char *user_id;
    char *project_id;
    saas_session *session; /* made by whoever measures */
    saas_workspace *created;
    saas_error err;
};

struct bench {
    saas_client *client;
    double seconds; /* how long a measurement takes */
    struct caller callers[CALLERS_MAX];
};

struct figure {
    unsigned long calls;
    double seconds;
    double cpu_seconds; /* of the whole process */
};

/* One call of a caller, waited for. */
typedef void (*call_fn)(struct caller *caller);

void bench_open(struct bench *bench, const char *path, double seconds);
void bench_close(struct bench *bench);

void get_project(struct caller *caller);
void create_workspace(struct caller *caller);

/* Parameters with a name that none had before; name holds it. */
enum { NAME_SIZE = 32 };
saas_workspace_params unique_workspace(char name[NAME_SIZE]);

void caller_open_session(struct caller *caller);
void caller_close_session(struct caller *caller);

/* Each of the callers in a thread of its own, one call after the other. */
struct figure measure_threads(struct bench *bench, unsigned callers, call_fn call);

/* Creations of all callers pending in one loop at once; when all are done, the next round. */
struct figure measure_pending(struct bench *bench, unsigned callers, call_fn unused);

/* Ends the program with this sentence unless all is well. */
void require(saas_status status, const char *what, const saas_error *err);
void fatal(const char *what, const char *why) __attribute__((noreturn));

double wall_seconds(void);
double cpu_seconds(void);

#endif
