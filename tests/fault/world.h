/* SPDX-License-Identifier: MIT */
/*
 * The database that the operations are tried on: some people in a workspace, kept as a template
 * that each try starts from; and the handles of the try that runs.
 * Threads: the test's.
 */
#ifndef SAAS_FAULT_WORLD_H
#define SAAS_FAULT_WORLD_H

#include <saas/saas.h>
#include <stdint.h>

enum actor { ACTOR_NOBODY, ACTOR_SYSTEM, ACTOR_ADMIN, ACTOR_MEMBER, ACTOR_INVITED };

enum { WORLD_PATH_MAX = 4096, WORLD_ID_MAX = 64 };

#define WORLD_SECRET "a secret of tests, of 32 bytes or more"
#define WORLD_PASSWORD "correct horse battery staple"

/* One of each kind, in the template. */
struct world_ids {
    char admin[WORLD_ID_MAX];
    char member[WORLD_ID_MAX];  /* a user of role MEMBER */
    char invited[WORLD_ID_MAX]; /* a user whose invitation is pending */
    char membership[WORLD_ID_MAX];
    char workspace[WORLD_ID_MAX];
    char slug[WORLD_ID_MAX];
    char invitation[WORLD_ID_MAX];
    char token[WORLD_ID_MAX]; /* of the invitation */
    char project[WORLD_ID_MAX];
    char task[WORLD_ID_MAX];
};

struct world {
    char folder[WORLD_PATH_MAX];
    char template[WORLD_PATH_MAX];
    char path[WORLD_PATH_MAX];
    char url[WORLD_PATH_MAX];
    char mail_folder[WORLD_PATH_MAX];
    struct world_ids id;
    saas_tokens *tokens; /* of a local account */

    saas_client *client; /* NULL while none is open */
    saas_session *session;
    saas_loop *loop;
    bool done; /* the session's pending call is over */
    saas_status done_status;
};

extern struct world world;

void world_open(void); /* installs the faults, makes the template */
void world_close(void);

void world_restore(void); /* the database is the template again; no client is open */
void world_remove(void);  /* there is no database; no client is open */

/* The handles of a try. */
saas_client_options world_options(void);
void world_client(void);
void world_session(enum actor actor);
void world_attach(void); /* the session to a loop of its own */
/* Waits for the session's call if it is pending; its status. */
saas_status world_finish(saas_status status);
void world_free_handles(void);
/* The client's connections prepare each statement anew, which takes memory. */
void world_forget_statements(void);

/* Watches the database from a connection of its own: whether somebody has committed since. */
void world_watch(void);
bool world_has_commits(void);
void world_unwatch(void);

/* A number that is another one when any row or table of the database is. */
uint64_t world_digest(void);
/* What a query of one number says. */
long world_number(const char *sql);

#endif
