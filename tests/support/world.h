/* SPDX-License-Identifier: MIT */
/*
 * A world for a test: a client on a private database, people in it, a clock that the test sets,
 * and a view of the rows. It uses the public API; only the view knows what kind of database it is.
 * The kind is chosen by SAAS_TEST_BACKEND ("sqlite", the default).
 *
 *   TestSuite(project, .init = world_open, .fini = world_close);
 *
 * What the functions here return belongs to the world and is given back at world_close(). They
 * assert that what they do succeeds.
 * Threads: the test's own, but for the clock and world_together(); assertions, and so the rest,
 * stay in the test's thread.
 */
#ifndef SAAS_SUPPORT_WORLD_H
#define SAAS_SUPPORT_WORLD_H

#include <saas/saas.h>

/* Where the clock stands at first: 2026-05-28T20:26:40Z. */
#define WORLD_START ((saas_time)1780000000 * WORLD_SECOND)
#define WORLD_SECOND ((saas_time)1000000)
#define WORLD_MINUTE (60 * WORLD_SECOND)
#define WORLD_HOUR (60 * WORLD_MINUTE)
#define WORLD_DAY (24 * WORLD_HOUR)

#define WORLD_SECRET "a secret of a test, which nobody else has"

/* An id of the kind that nothing has. */
#define WORLD_NO_USER "user_00000000000000000000000000"
#define WORLD_NO_WORKSPACE "ws_00000000000000000000000000"
#define WORLD_NO_MEMBER "mem_00000000000000000000000000"
#define WORLD_NO_PROJECT "proj_00000000000000000000000000"
#define WORLD_NO_TASK "task_00000000000000000000000000"

void world_open(void);
void world_close(void);

/* ---- clients ---- */

saas_client *world_client(void);
/* Another client of the same database, with options that the function changes. */
saas_client *world_client_with(void (*change)(saas_client_options *options));
/* The options of world_client(), for tests that open one themselves. */
void world_options(saas_client_options *options);

saas_time world_now(void);
void world_set_time(saas_time now);
void world_advance(saas_time us);

/* ---- people and what they have; names are any, ids come back ---- */

const char *world_user(const char *name);            /* name@example.test, verified */
const char *world_unverified_user(const char *name); /* the same, not verified */
const char *world_email(const char *name);

saas_session *world_session(const char *name); /* of world_user(name); a new one each time */
saas_session *world_session_on(saas_client *client, const char *name);
saas_session *world_system(void);
saas_session *world_nobody(void);

const char *world_workspace(const char *name, const char *admin); /* its id */
/* A member with that role, who came by an invitation; the membership's id. */
const char *world_member(const char *workspace, const char *name, saas_role role);
/* Somebody who is invited, and has not answered; the membership's id. */
const char *world_pending(const char *workspace, const char *name, saas_role role);
const char *world_membership(const char *workspace, const char *name); /* an active member's id */
const char *world_project(const char *workspace, const char *name);
const char *world_task(const char *project, const char *title);

/* Invites somebody by a link, as that person; the token. */
const char *world_invite(const char *workspace, const char *by, const char *name, saas_role role);
/* The same by mail; only the letter has the token. */
void world_invite_by_mail(const char *workspace, const char *by, const char *name, saas_role role);
/* Lets a worker deliver what waits, and reads the token in the letter to that person, which is
 * then put away. NULL: there is no letter. */
const char *world_letter_token(const char *name);
/* The text of that letter. */
const char *world_letter(const char *name);

/* ---- a loop ---- */

/* What on_done was told. */
struct world_done {
    unsigned calls;
    saas_status status; /* of the last call */
};

saas_loop *world_loop(void);
void world_on_done(void *done, saas_status status); /* a saas_done_fn */
/* A session of that user (NULL: of the system) whose calls the loop runs. */
saas_session *world_attached(saas_loop *loop, const char *name, struct world_done *done);
/* Steps until nothing is pending. */
void world_finish(saas_loop *loop);

/* ---- threads ---- */

/* Runs the function in so many threads, which start it at the same moment. */
void world_together(unsigned count, void (*run)(unsigned index, void *context), void *context);

/* ---- the rows ---- */

long world_count(const char *from); /* "jobs", or "jobs WHERE state = 'WAITING'" */
/* The first column of the first row, NULL when there is none; arguments as of printf(). */
const char *world_text(const char *sql, ...) __attribute__((format(printf, 1, 2)));
void world_exec(const char *sql, ...) __attribute__((format(printf, 1, 2)));
/* Whether any column of any row, or any byte of the database's files, holds the text. */
bool world_holds(const char *text);
/* All rows of all tables as one text: equal when nothing was changed. */
const char *world_dump(void);
/* How many commits the database has seen since some moment in the past. */
long world_commits(void);

/* A copy that lives as long as the world. */
const char *world_keep(const char *text);

#endif
