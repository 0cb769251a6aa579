/* SPDX-License-Identifier: MIT */
/*
 * The record types of this folder, each defined beside its noun's operations. Their first
 * member is the id.
 * Threads: constant.
 */
#ifndef SAAS_CORE_RECORDS_H
#define SAAS_CORE_RECORDS_H

#include "client/call.h"

extern const struct saas_record_type saas__user_type;
extern const struct saas_record_type saas__workspace_type;
extern const struct saas_record_type saas__member_type;
extern const struct saas_record_type saas__invitation_type;
extern const struct saas_record_type saas__project_type;
extern const struct saas_record_type saas__task_type;

/* Adds the creation of a user, and who stands in its way, to a batch: two statements. */
void saas__batch_user_create(struct saas_call *call, const char *id, const char *auth_id,
                             const char *email, bool email_verified, const char *name);

#endif
