/* SPDX-License-Identifier: MIT */
/*
 * Guards and results: what most operations of this folder share. A guard is the first
 * statement of a batch, whose first column is the actor's role; its check makes 404 and
 * 403 of it before finish looks at anything else.
 * Threads: the call's.
 */
#ifndef SAAS_CORE_GUARD_H
#define SAAS_CORE_GUARD_H

#include "client/options.h"
#include "client/session.h"
#include "core/policy.h"

/* A kind of thing that has ids. */
struct saas_noun {
    const char *prefix; /* of its ids; NULL: not found by id */
    const char *name;   /* "project" */
};

extern const struct saas_noun saas__noun_user;
extern const struct saas_noun saas__noun_workspace;
extern const struct saas_noun saas__noun_member;
extern const struct saas_noun saas__noun_invitation;
extern const struct saas_noun saas__noun_project;
extern const struct saas_noun saas__noun_task;

#define SAAS_ROLES_SELF ",SELF," /* the user himself; a guard answers 'SELF' for him */

/* Adds a guard, whose first parameters are the actor and the id; bind the others after it.
 * roles: from policy.h. An id of another kind is not found. */
void saas__guard(struct saas_call *call, enum saas_statement_id statement,
                 const struct saas_noun *noun, const char *id, const char *roles);

/* The session's user is there: for what belongs to no workspace yet. */
void saas__guard_actor(struct saas_call *call);

/* Starts a write whose first parameters are the actor and the roles that may. */
void saas__act(struct saas_call *call, enum saas_statement_id statement, const char *roles);

/* What finish makes into *out: the row of a statement, from a column on. */
void saas__expect_record(struct saas_call *call, const struct saas_record_type *type,
                         unsigned statement, unsigned column);
saas_status saas__finish_record(struct saas_call *call);

/* The last statement has to have done something. */
saas_status saas__finish_done(struct saas_call *call);

/* Copies the caller's params, whatever their size, into a local of this library's. */
#define SAAS_READ_PARAMS(known, params, err)                                                       \
    do {                                                                                           \
        saas_status read_ = saas__options_read(&(known), sizeof(known), (params), (err));          \
        if (read_ != SAAS_OK)                                                                      \
            return read_;                                                                          \
    } while (0)

void saas__bind_choice(struct saas_call *call, saas_choice choice); /* SAAS_KEEP is NULL */

#endif
