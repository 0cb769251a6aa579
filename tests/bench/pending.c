/* SPDX-License-Identifier: MIT */
/*
 * Callers that do not wait: one thread has a creation of each pending in its loop,
 * steps until all are done, and begins the next round.
 */
#include "bench.h"

static void on_done(void *context, saas_status status)
{
    struct caller *caller = context;

    require(status, "saas_workspace_create", &caller->err);
    saas_workspace_free(caller->created);
    caller->created = NULL;
}

static void begin_creation(struct caller *caller)
{
    char name[NAME_SIZE];
    saas_workspace_params params = unique_workspace(name);
    saas_status status =
        saas_workspace_create(caller->session, &params, &caller->created, &caller->err);

    if (status != SAAS_PENDING)
        on_done(caller, status);
}

static unsigned long run_round(struct bench *bench, saas_loop *loop, unsigned callers)
{
    saas_error err = SAAS_ERROR_INIT;

    for (unsigned i = 0; i < callers; i++)
        begin_creation(&bench->callers[i]);
    while (saas_loop_pending(loop))
        require(saas_loop_wait(loop, -1, &err), "saas_loop_wait", &err);
    return callers;
}

static saas_loop *open_loop(struct bench *bench, unsigned callers)
{
    saas_loop *loop = NULL;
    saas_error err = SAAS_ERROR_INIT;

    require(saas_loop_new(bench->client, &loop, &err), "saas_loop_new", &err);
    for (unsigned i = 0; i < callers; i++) {
        struct caller *caller = &bench->callers[i];

        caller_open_session(caller);
        require(saas_session_attach(caller->session, loop, on_done, caller, &err),
                "saas_session_attach", &err);
    }
    return loop;
}

struct figure measure_pending(struct bench *bench, unsigned callers, call_fn unused)
{
    saas_loop *loop = open_loop(bench, callers);
    struct figure figure = {0};
    double begin, cpu_begin;

    (void)unused;
    run_round(bench, loop, callers); /* not counted: prepares the statements */
    begin = wall_seconds();
    cpu_begin = cpu_seconds();
    while (wall_seconds() < begin + bench->seconds)
        figure.calls += run_round(bench, loop, callers);
    figure.seconds = wall_seconds() - begin;
    figure.cpu_seconds = cpu_seconds() - cpu_begin;

    for (unsigned i = 0; i < callers; i++)
        caller_close_session(&bench->callers[i]);
    saas_loop_free(loop);
    return figure;
}
