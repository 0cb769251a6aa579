/* SPDX-License-Identifier: MIT */
/* The operations that make handles, those of transactions and workers, and JSON. */
#include <dirent.h>
#include <unistd.h>

#include "fault/faults.h"
#include "fault/operations.h"
#include "support/test.h"

#define FREES(noun)                                                                                \
    static void free_##noun(void *result)                                                          \
    {                                                                                              \
        saas_##noun##_free(result);                                                                \
    }

FREES(client)
FREES(session)
FREES(loop)
FREES(worker)
FREES(mailer)

#define OPERATION(name_, ...)                                                                      \
    static saas_status run_##name_(void *out, saas_error *err);                                    \
    const struct operation operation_##name_ = {.name = #name_, .run = run_##name_, __VA_ARGS__};  \
    static saas_status run_##name_(void *out, saas_error *err)

#define UNUSED_OUT (void)out

/* ---- clients ---- */

OPERATION(client_open, .no_client = true, .no_session = true, .free = free_client)
{
    saas_client_options options = world_options();

    options.jwt_audience = "tests";
    options.jwt_authorized_parties = "a, b";
    return saas_client_open(&options, out, err);
}

OPERATION(client_open_new_database, .no_client = true, .no_session = true, .free = free_client,
          .restore = world_remove)
{
    saas_client_options options = world_options();

    return saas_client_open(&options, out, err);
}

OPERATION(client_migrate, .no_session = true, .stride = 23, .restore = world_remove, .writes = true)
{
    UNUSED_OUT;
    return saas_client_migrate(world.client, err);
}

OPERATION(client_ping, .no_session = true)
{
    UNUSED_OUT;
    return saas_client_ping(world.client, err);
}

/* ---- sessions ---- */

OPERATION(session_new, .no_session = true, .free = free_session)
{
    return saas_session_new(world.client, out, err);
}

OPERATION(session_for_user, .no_session = true, .free = free_session)
{
    return saas_session_for_user(world.client, world.id.admin, out, err);
}

OPERATION(session_system, .no_session = true, .free = free_session)
{
    return saas_session_system(world.client, out, err);
}

OPERATION(session_authenticate, .actor = ACTOR_NOBODY)
{
    UNUSED_OUT;
    return saas_session_authenticate(world.session, saas_tokens_access(world.tokens), err);
}

OPERATION(session_from_token, .no_session = true, .free = free_session)
{
    return saas_session_from_token(world.client, saas_tokens_access(world.tokens), out, err);
}

static void begin(void)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_session_begin(world.session, &err), &err);
}

static void begin_and_write(void)
{
    saas_task_params params = SAAS_TASK_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_task *task = NULL;

    begin();
    params.project_id = world.id.project;
    params.title = "In a transaction";
    assert_ok(saas_task_create(world.session, &params, &task, &err), &err);
    saas_task_free(task);
}

OPERATION(session_begin, .actor = ACTOR_MEMBER, .ends_alone = true)
{
    saas_status status = saas_session_begin(world.session, err);

    UNUSED_OUT;
    return status == SAAS_OK ? saas_session_rollback(world.session, err) : status;
}

OPERATION(session_commit, .actor = ACTOR_MEMBER, .ends_alone = true, .writes = true,
          .prepare = begin_and_write)
{
    UNUSED_OUT;
    return saas_session_commit(world.session, err);
}

OPERATION(session_rollback, .actor = ACTOR_MEMBER, .ends_alone = true, .prepare = begin_and_write)
{
    UNUSED_OUT;
    return saas_session_rollback(world.session, err);
}

/* ---- loops ---- */

OPERATION(loop_new, .no_session = true, .free = free_loop)
{
    return saas_loop_new(world.client, out, err);
}

/* ---- workers ---- */

static saas_status do_nothing(void *context, const saas_job *job, saas_error *err)
{
    (void)context;
    (void)job;
    (void)err;
    return SAAS_OK;
}

OPERATION(worker_new, .no_session = true, .free = free_worker)
{
    return saas_worker_new(world.client, NULL, out, err);
}

OPERATION(worker_handle, .no_session = true)
{
    saas_worker *worker = NULL;
    saas_status status = saas_worker_new(world.client, NULL, &worker, err);

    UNUSED_OUT;
    if (status == SAAS_OK)
        status = saas_worker_handle(worker, "reports", "monthly", do_nothing, NULL, err);
    saas_worker_free(worker);
    return status;
}

static void enqueue(void)
{
    saas_job_params params = SAAS_JOB_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;

    params.queue = "reports";
    params.name = "monthly";
    assert_ok(saas_job_enqueue(world.session, &params, NULL, &err), &err);
}

OPERATION(worker_run_due, .actor = ACTOR_SYSTEM, .may_write = true, .prepare = enqueue)
{
    saas_worker *worker = NULL;
    saas_status status = saas_worker_new(world.client, NULL, &worker, err);

    UNUSED_OUT;
    if (status == SAAS_OK)
        status = saas_worker_handle(worker, "reports", "monthly", do_nothing, NULL, err);
    if (status == SAAS_OK)
        status = saas_worker_run_due(worker, NULL, err);
    saas_worker_free(worker);
    faults_disarm();
    cr_assert_eq(world_number("SELECT COUNT(*) FROM jobs WHERE state <> 'FAILED'"), 1);
    return status;
}

/* ---- mail ---- */

static saas_status new_mailer(saas_mailer **out, saas_error *err)
{
    saas_mailer_options options = SAAS_MAILER_OPTIONS_INIT;

    options.directory = world.mail_folder;
    options.from = "Tests <tests@example.test>";
    options.app_url = "https://app.example.test/";
    return saas_mailer_new(world.client, &options, out, err);
}

OPERATION(mailer_new, .no_session = true, .free = free_mailer)
{
    return new_mailer(out, err);
}

static void invite_by_mail(void)
{
    saas_invitation_params params = SAAS_INVITATION_PARAMS_INIT;
    saas_invitation *invitation = NULL;
    saas_error err = SAAS_ERROR_INIT;

    params.workspace_id = world.id.workspace;
    params.email = "somebody@example.test";
    assert_ok(saas_invitation_create(world.session, &params, &invitation, &err), &err);
    saas_invitation_free(invitation);
}

/* Whether the mail folder holds a message, and nothing that is none; it is emptied. */
static bool take_mail(void)
{
    DIR *files = opendir(world.mail_folder);
    struct dirent *file;
    bool found = false;

    while (files && (file = readdir(files))) {
        if (strcmp(file->d_name, ".") == 0 || strcmp(file->d_name, "..") == 0)
            continue;
        cr_assert_not_null(strstr(file->d_name, ".eml"), "%s was left behind", file->d_name);
        cr_assert_eq(unlinkat(dirfd(files), file->d_name, 0), 0);
        found = true;
    }
    if (files)
        closedir(files);
    return found;
}

/* A job is not done before its letter is written, and not failed for good by a shortage. */
OPERATION(mailer_delivers, .actor = ACTOR_ADMIN, .may_write = true, .prepare = invite_by_mail)
{
    saas_mailer *mailer = NULL;
    saas_worker *worker = NULL;
    saas_status status = new_mailer(&mailer, err);
    bool delivered;

    UNUSED_OUT;
    if (status == SAAS_OK)
        status = saas_worker_new(world.client, NULL, &worker, err);
    if (status == SAAS_OK)
        status = saas_mailer_register(mailer, worker, err);
    if (status == SAAS_OK)
        status = saas_worker_run_due(worker, NULL, err);
    saas_worker_free(worker);
    saas_mailer_free(mailer);
    faults_disarm();
    delivered = take_mail();
    cr_assert_eq(world_number("SELECT COUNT(*) FROM jobs WHERE state = 'FAILED'"), 0);
    cr_assert(delivered || world_number("SELECT COUNT(*) FROM jobs WHERE state = 'COMPLETED'") == 0,
              "the job is done and there is no letter");
    return status;
}
