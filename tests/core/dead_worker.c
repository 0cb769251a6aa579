/* SPDX-License-Identifier: MIT */
/* Workers that die: their jobs go to others. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "work.h"

TestSuite(dead_worker, .fini = world_close); /* its tests fork before they open anything */

/* Of the child, which waits for the database's URL on one pipe and tells on the other that it
 * holds the job. */
struct child {
    pid_t pid;
    int url_fd;
    int held_fd;
};

static saas_time start_time(void *context)
{
    (void)context;
    return WORLD_START;
}

static saas_status hold(void *context, const saas_job *job, saas_error *err)
{
    (void)job;
    (void)err;
    if (write(*(int *)context, "h", 1) != 1)
        _exit(4);
    for (;;)
        pause();
}

static void work_until_killed(int url_fd, int held_fd)
{
    saas_client_options options = SAAS_CLIENT_OPTIONS_INIT;
    saas_client *client = NULL;
    saas_worker *worker = NULL;
    char url[512] = "";

    if (read(url_fd, url, sizeof(url) - 1) <= 0)
        _exit(1);
    options.database_url = url;
    options.clock = start_time;
    if (saas_client_open(&options, &client, NULL) != SAAS_OK ||
        saas_worker_new(client, NULL, &worker, NULL) != SAAS_OK ||
        saas_worker_handle(worker, "work", "note", hold, &held_fd, NULL) != SAAS_OK)
        _exit(2);
    saas_worker_run_due(worker, NULL, NULL);
    _exit(3);
}

/* To be called before anything is opened. */
static struct child fork_child(void)
{
    struct child child;
    int url[2];
    int held[2];

    cr_assert(pipe(url) == 0 && pipe(held) == 0);
    child = (struct child){.pid = fork(), .url_fd = url[1], .held_fd = held[0]};
    cr_assert(child.pid >= 0);
    if (child.pid == 0) {
        close(url[1]);
        close(held[0]);
        work_until_killed(url[0], held[1]);
    }
    close(url[0]);
    close(held[1]);
    return child;
}

/* Lets the child take the job that is due, and kills it while it holds it. */
static void let_it_die(struct child *child)
{
    saas_client_options options;
    ssize_t length;
    int status = 0;
    char held;

    world_options(&options);
    length = (ssize_t)strlen(options.database_url);
    cr_assert_eq(write(child->url_fd, options.database_url, (size_t)length), length);
    cr_assert_eq(read(child->held_fd, &held, 1), 1, "the child never held the job");
    cr_assert_eq(kill(child->pid, SIGKILL), 0);
    cr_assert_eq(waitpid(child->pid, &status, 0), child->pid);
    cr_assert(WIFSIGNALED(status), "the child ended by itself: %d", WEXITSTATUS(status));
    close(child->url_fd);
    close(child->held_fd);
}

Test(dead_worker, leaves_its_job_to_another_when_the_lease_is_over)
{
    struct child child = fork_child();
    struct notes notes = {0};
    saas_worker *worker;

    world_open();
    add("1");
    let_it_die(&child);
    cr_assert_str_eq(state(), "ACTIVE");
    worker = worker_with(note, &notes);
    world_advance(LEASE - 1);
    cr_assert_eq(run_due(worker), 0);
    world_advance(1);
    cr_assert_eq(run_due(worker), 1);
    cr_assert_str_eq(notes.order, "1 ");
    cr_assert_eq(notes.attempt, 2);
    cr_assert_str_eq(state(), "COMPLETED");
    saas_worker_free(worker);
}

Test(dead_worker, holds_up_no_other_job)
{
    struct child child = fork_child();
    struct notes notes = {0};
    saas_worker *worker;

    world_open();
    add("1");
    let_it_die(&child);
    add("2");
    worker = worker_with(note, &notes);
    cr_assert_eq(run_due(worker), 1);
    cr_assert_str_eq(notes.order, "2 ");
    saas_worker_free(worker);
}
