/* SPDX-License-Identifier: MIT */
/*
 * The database that is measured on, as the library makes it by default, and the
 * callers in it with what they call.
 */
#include "bench.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy(const char *text)
{
    char *copied = text ? strdup(text) : NULL;

    if (!copied)
        fatal("no memory", "strdup");
    return copied;
}

saas_workspace_params unique_workspace(char name[NAME_SIZE])
{
    static atomic_uint last;
    saas_workspace_params params = SAAS_WORKSPACE_PARAMS_INIT;

    snprintf(name, NAME_SIZE, "Bench %06u", atomic_fetch_add(&last, 1) + 1);
    params.name = name;
    return params;
}

void create_workspace(struct caller *caller)
{
    char name[NAME_SIZE];
    saas_workspace_params params = unique_workspace(name);
    saas_workspace *workspace = NULL;

    require(saas_workspace_create(caller->session, &params, &workspace, &caller->err),
            "saas_workspace_create", &caller->err);
    saas_workspace_free(workspace);
}

void get_project(struct caller *caller)
{
    saas_project *project = NULL;

    require(saas_project_get(caller->session, caller->project_id, &project, &caller->err),
            "saas_project_get", &caller->err);
    saas_project_free(project);
}

static void create_user(struct caller *caller, unsigned number, saas_session *system)
{
    saas_user_params params = SAAS_USER_PARAMS_INIT;
    saas_user *user = NULL;
    char auth_id[NAME_SIZE];

    snprintf(auth_id, sizeof(auth_id), "bench|%u", number);
    params.auth_id = auth_id;
    require(saas_user_create(system, &params, &user, &caller->err), "saas_user_create",
            &caller->err);
    caller->user_id = copy(saas_user_id(user));
    saas_user_free(user);
}

static void create_project(struct caller *caller)
{
    char name[NAME_SIZE];
    saas_workspace_params home = unique_workspace(name);
    saas_project_params params = SAAS_PROJECT_PARAMS_INIT;
    saas_workspace *workspace = NULL;
    saas_project *project = NULL;
    saas_error *err = &caller->err;

    caller_open_session(caller);
    require(saas_workspace_create(caller->session, &home, &workspace, err), "a workspace", err);
    params.workspace_id = saas_workspace_id(workspace);
    params.name = name;
    require(saas_project_create(caller->session, &params, &project, err), "a project", err);
    caller->project_id = copy(saas_project_id(project));
    saas_project_free(project);
    saas_workspace_free(workspace);
    caller_close_session(caller);
}

void caller_open_session(struct caller *caller)
{
    require(saas_session_for_user(caller->bench->client, caller->user_id, &caller->session,
                                  &caller->err),
            "saas_session_for_user", &caller->err);
}

void caller_close_session(struct caller *caller)
{
    saas_session_free(caller->session);
    caller->session = NULL;
}

static void open_client(struct bench *bench, const char *path)
{
    saas_client_options options = SAAS_CLIENT_OPTIONS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    char url[4096];

    snprintf(url, sizeof(url), "sqlite:%s", path);
    options.database_url = url;
    options.secret = "a secret of the benchmark, at least 32 bytes";
    require(saas_client_open(&options, &bench->client, &err), path, &err);
    require(saas_client_migrate(bench->client, &err), path, &err);
}

void bench_open(struct bench *bench, const char *path, double seconds)
{
    saas_session *system = NULL;
    saas_error err = SAAS_ERROR_INIT;

    memset(bench, 0, sizeof(*bench));
    bench->seconds = seconds;
    open_client(bench, path);
    require(saas_session_system(bench->client, &system, &err), "saas_session_system", &err);
    for (unsigned i = 0; i < CALLERS_MAX; i++) {
        bench->callers[i].bench = bench;
        bench->callers[i].err.struct_size = sizeof(saas_error);
        create_user(&bench->callers[i], i, system);
        create_project(&bench->callers[i]);
    }
    saas_session_free(system);
}

void bench_close(struct bench *bench)
{
    for (unsigned i = 0; i < CALLERS_MAX; i++) {
        free(bench->callers[i].user_id);
        free(bench->callers[i].project_id);
    }
    saas_client_free(bench->client);
}
