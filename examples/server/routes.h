/* SPDX-License-Identifier: MIT */
/*
 * The tables of routes, one a resource.
 */
#ifndef SERVER_ROUTES_H
#define SERVER_ROUTES_H

#include "router.h"

extern const struct route auth_routes[];
extern const struct route health_routes[];
extern const struct route invitation_routes[];
extern const struct route me_routes[];
extern const struct route member_routes[];
extern const struct route project_routes[];
extern const struct route task_routes[];
extern const struct route workspace_routes[];

#endif
