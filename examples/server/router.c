/* SPDX-License-Identifier: MIT */
/*
 * Finds the route of a request. Some forty rows are looked through one by one: most
 * differ within the first letters, and a request costs some thousand times as much.
 */
#include "router.h"

#include "routes.h"

#include <stdio.h>
#include <string.h>

static const struct route *const tables[] = {
    project_routes,    task_routes, workspace_routes, member_routes,
    invitation_routes, me_routes,   auth_routes,      health_routes,
};

static void capture(char id[ROUTE_ID_SIZE], const char *text, size_t size)
{
    if (size >= ROUTE_ID_SIZE)
        size = ROUTE_ID_SIZE - 1;
    memcpy(id, text, size);
    id[size] = '\0';
}

static bool matches(const char *pattern, const char *path, struct match *out)
{
    size_t count = 0, size;

    while (*pattern) {
        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        size = strcspn(path, "/");
        if (size == 0 || count == ROUTE_IDS_MAX)
            return false;
        capture(out->ids[count++], path, size);
        path += size;
        pattern = strchr(pattern, '}') + 1;
    }
    return *path == '\0';
}

static void allow(struct match *match, const char *method)
{
    size_t used = strlen(match->allow);

    snprintf(match->allow + used, sizeof(match->allow) - used, "%s%s%s", used ? ", " : "", method,
             strcmp(method, "GET") ? "" : ", HEAD");
}

void router_find(const char *method, const char *path, struct match *out)
{
    const char *wanted = strcmp(method, "HEAD") ? method : "GET";

    out->route = NULL;
    out->allow[0] = '\0';
    for (size_t t = 0; t < sizeof(tables) / sizeof(*tables); t++) {
        for (const struct route *route = tables[t]; route->pattern; route++) {
            if (!matches(route->pattern, path, out))
                continue;
            if (!strcmp(route->method, wanted)) {
                out->route = route;
                return;
            }
            allow(out, route->method);
        }
    }
}
