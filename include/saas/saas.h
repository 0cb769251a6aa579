/* SPDX-License-Identifier: MIT */
/*
 * libsaas: the backend of a multi-tenant SaaS product as a C library.
 * Includes the other headers; each says which thread may do what.
 */
#ifndef SAAS_SAAS_H
#define SAAS_SAAS_H

#include <saas/account.h>
#include <saas/client.h>
#include <saas/error.h>
#include <saas/invitation.h>
#include <saas/job.h>
#include <saas/loop.h>
#include <saas/mail.h>
#include <saas/member.h>
#include <saas/page.h>
#include <saas/project.h>
#include <saas/session.h>
#include <saas/task.h>
#include <saas/types.h>
#include <saas/user.h>
#include <saas/worker.h>
#include <saas/workspace.h>

#endif
