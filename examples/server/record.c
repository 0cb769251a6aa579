/* SPDX-License-Identifier: MIT */
/*
 * The two things that are done with every form of record, side by side.
 */
#include "record.h"

char *record_to_json(enum record_form form, const union record *record)
{
    switch (form) {
    case AS_TOKENS:
        return saas_tokens_to_json(record->tokens);
    case AS_USER:
        return saas_user_to_json(record->user);
    case AS_WORKSPACE:
        return saas_workspace_to_json(record->workspace);
    case AS_MEMBER:
        return saas_member_to_json(record->member);
    case AS_INVITATION:
        return saas_invitation_to_json(record->invitation);
    case AS_PROJECT:
        return saas_project_to_json(record->project);
    case AS_TASK:
        return saas_task_to_json(record->task);
    case AS_PAGE:
        return saas_page_to_json(record->page);
    case AS_NOTHING:
    case AS_TEXT:
        break;
    }
    return NULL;
}

void record_free(enum record_form form, union record *record)
{
    switch (form) {
    case AS_TOKENS:
        saas_tokens_free(record->tokens);
        break;
    case AS_USER:
        saas_user_free(record->user);
        break;
    case AS_WORKSPACE:
        saas_workspace_free(record->workspace);
        break;
    case AS_MEMBER:
        saas_member_free(record->member);
        break;
    case AS_INVITATION:
        saas_invitation_free(record->invitation);
        break;
    case AS_PROJECT:
        saas_project_free(record->project);
        break;
    case AS_TASK:
        saas_task_free(record->task);
        break;
    case AS_PAGE:
        saas_page_free(record->page);
        break;
    case AS_NOTHING:
    case AS_TEXT:
        break;
    }
}
