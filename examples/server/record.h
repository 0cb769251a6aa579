/* SPDX-License-Identifier: MIT */
/*
 * What an operation leaves for the answer: one record of one form.
 */
#ifndef SERVER_RECORD_H
#define SERVER_RECORD_H

#include <saas/saas.h>

enum record_form {
    AS_NOTHING, /* nothing: 204 */
    AS_TEXT,    /* JSON that is constant */
    AS_TOKENS,
    AS_USER,
    AS_WORKSPACE,
    AS_MEMBER,
    AS_INVITATION,
    AS_PROJECT,
    AS_TASK,
    AS_PAGE,
};

union record {
    const char *text;
    saas_tokens *tokens;
    saas_user *user;
    saas_workspace *workspace;
    saas_member *member;
    saas_invitation *invitation;
    saas_project *project;
    saas_task *task;
    saas_page *page;
};

/* The caller's: saas_text_free(); NULL without memory. Not for NONE and TEXT. */
char *record_to_json(enum record_form form, const union record *record);

/* A record that was never filled is fine. */
void record_free(enum record_form form, union record *record);

#endif
