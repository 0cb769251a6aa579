/* SPDX-License-Identifier: MIT */
/* The records of the template, and each as JSON text. */
#include "fault/operations.h"
#include "support/test.h"

static struct {
    saas_user *user;
    saas_workspace *workspace;
    saas_member *member;
    saas_invitation *invitation;
    saas_project *project;
    saas_task *task;
    saas_page *page;
    saas_tokens *tokens; /* the world's */
} records;

static void free_text(void *text)
{
    saas_text_free(text);
}

#define JSON_OPERATION(noun_, ...)                                                                 \
    static saas_status run_##noun_(void *out, saas_error *err)                                     \
    {                                                                                              \
        char *text = saas_##noun_##_to_json(records.noun_);                                        \
        (void)err;                                                                                 \
        if (!text)                                                                                 \
            return SAAS_ERR_NO_MEMORY;                                                             \
        *(char **)out = text;                                                                      \
        return SAAS_OK;                                                                            \
    }                                                                                              \
    const struct operation operation_##noun_##_to_json = {.name = #noun_ "_to_json",               \
                                                          .run = run_##noun_,                      \
                                                          .free = free_text,                       \
                                                          .only_null = true,                       \
                                                          __VA_ARGS__}

/* Reads the record before a try, and gives it back after. */
#define READ_BY(noun, call)                                                                        \
    static void read_##noun(void)                                                                  \
    {                                                                                              \
        saas_error err = SAAS_ERROR_INIT;                                                          \
        assert_ok(call, &err);                                                                     \
    }                                                                                              \
    static void drop_##noun(void)                                                                  \
    {                                                                                              \
        saas_##noun##_free(records.noun);                                                          \
        records.noun = NULL;                                                                       \
    }                                                                                              \
    JSON_OPERATION(noun, .actor = ACTOR_ADMIN, .prepare = read_##noun, .clean_up = drop_##noun)

READ_BY(user, saas_user_get(world.session, world.id.admin, &records.user, &err));
READ_BY(workspace, saas_workspace_get(world.session, world.id.workspace, &records.workspace, &err));
READ_BY(member, saas_member_set_role(world.session, NULL, world.id.membership, SAAS_ROLE_MEMBER,
                                     &records.member, &err));
READ_BY(invitation,
        saas_invitation_resend(world.session, world.id.invitation, &records.invitation, &err));
READ_BY(project, saas_project_get(world.session, world.id.project, &records.project, &err));
READ_BY(task, saas_task_get(world.session, world.id.task, &records.task, &err));
READ_BY(page, saas_member_list(world.session, world.id.workspace, NULL, &records.page, &err));

static void take_tokens(void)
{
    records.tokens = world.tokens;
}

JSON_OPERATION(tokens, .actor = ACTOR_NOBODY, .prepare = take_tokens);
