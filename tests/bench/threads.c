/* SPDX-License-Identifier: MIT */
/*
 * Callers that wait for each call, a thread each. A thread first makes one call that is
 * not counted, which opens its connection and prepares its statements; then all begin at once.
 */
#include "bench.h"

#include <pthread.h>
#include <string.h>

struct race {
    pthread_barrier_t ready, go;
    call_fn call;
    double end; /* set between the two barriers */
};

struct runner {
    struct race *race;
    struct caller *caller;
    unsigned long calls;
    pthread_t thread;
};

static void *run(void *context)
{
    struct runner *runner = context;
    struct race *race = runner->race;

    caller_open_session(runner->caller);
    race->call(runner->caller);
    pthread_barrier_wait(&race->ready);
    pthread_barrier_wait(&race->go);
    while (wall_seconds() < race->end) {
        race->call(runner->caller);
        runner->calls++;
    }
    caller_close_session(runner->caller);
    return NULL;
}

static void start(struct runner *runner)
{
    int fault = pthread_create(&runner->thread, NULL, run, runner);

    if (fault)
        fatal("pthread_create", strerror(fault));
}

struct figure measure_threads(struct bench *bench, unsigned callers, call_fn call)
{
    struct race race = {.call = call};
    struct runner runners[CALLERS_MAX] = {{0}};
    struct figure figure = {0};

    pthread_barrier_init(&race.ready, NULL, callers + 1);
    pthread_barrier_init(&race.go, NULL, callers + 1);
    for (unsigned i = 0; i < callers; i++) {
        runners[i].race = &race;
        runners[i].caller = &bench->callers[i];
        start(&runners[i]);
    }

    pthread_barrier_wait(&race.ready);
    figure.seconds = -wall_seconds();
    figure.cpu_seconds = -cpu_seconds();
    race.end = wall_seconds() + bench->seconds;
    pthread_barrier_wait(&race.go);
    for (unsigned i = 0; i < callers; i++) {
        pthread_join(runners[i].thread, NULL);
        figure.calls += runners[i].calls;
    }
    figure.seconds += wall_seconds();
    figure.cpu_seconds += cpu_seconds();

    pthread_barrier_destroy(&race.ready);
    pthread_barrier_destroy(&race.go);
    return figure;
}
