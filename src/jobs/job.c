/* SPDX-License-Identifier: MIT */
/* The jobs table. */
#include "jobs/job.h"

#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "client/options.h"
#include "storage/record.h"

enum { NAME_MAX_BYTES = 100, DATA_MAX = 64 * 1024 };

struct saas_job {
    const char *id;
    const char *queue;
    const char *name;
    const char *data;
    int attempt;
    int max_attempts;
    const char *lease_token;
};

static const struct saas_field fields[] = {
    {"id", offsetof(struct saas_job, id), SAAS_FIELD_TEXT, NULL},
    {"queue", offsetof(struct saas_job, queue), SAAS_FIELD_TEXT, NULL},
    {"name", offsetof(struct saas_job, name), SAAS_FIELD_TEXT, NULL},
    {"data", offsetof(struct saas_job, data), SAAS_FIELD_TEXT, NULL},
    {"attempt", offsetof(struct saas_job, attempt), SAAS_FIELD_INT, NULL},
    {"maxAttempts", offsetof(struct saas_job, max_attempts), SAAS_FIELD_INT, NULL},
    {"leaseToken", offsetof(struct saas_job, lease_token), SAAS_FIELD_SECRET, NULL},
};

static const struct saas_record_type job_type = {"job", sizeof(struct saas_job), SAAS_COUNT(fields),
                                                 fields};

/* Redis queues have no ':' in their names, and a job is to run there as well as here. */
static bool is_name(const char *name, const char *refused)
{
    size_t length = name ? strnlen(name, NAME_MAX_BYTES + 1) : 0;

    if (length < 1 || length > NAME_MAX_BYTES)
        return false;
    for (; *name; name++)
        if ((unsigned char)*name <= ' ' || (unsigned char)*name >= 0x7F || strchr(refused, *name))
            return false;
    return true;
}

static void issue(struct saas_call *call, const char *pointer, const char *code,
                  const char *message)
{
    if (call->failed == SAAS_OK || call->failed == SAAS_ERR_INVALID)
        call->failed = saas__issue_add(&call->error, pointer, code, "%s", message);
}

static void check_json(struct saas_call *call, const char *data)
{
    json_t *json = NULL;
    enum saas_json answer = saas__json_read(data, strlen(data), &json);

    if (answer == SAAS_JSON_NO_MEMORY)
        call->arena.failed = true;
    else if (answer == SAAS_JSON_MALFORMED)
        issue(call, "/data", "malformed", "The data is not valid JSON.");
    json_decref(json);
}

static void check_params(struct saas_call *call, const saas_job_params *params)
{
    if (!is_name(params->queue, ":"))
        issue(call, "/queue", "malformed",
              "The queue has to be 1 to 100 visible ASCII characters without \":\".");
    if (!is_name(params->name, ""))
        issue(call, "/name", "malformed", "The name has to be 1 to 100 visible ASCII characters.");
    if (params->data && strnlen(params->data, DATA_MAX + 1) > DATA_MAX)
        issue(call, "/data", "too_long", "The data has more than 64 KiB.");
    else if (params->data)
        check_json(call, params->data);
}

static saas_status finish_job(struct saas_call *call)
{
    const struct saas_row *row = saas__call_row(call, 0);

    return row ? saas__call_record(call, &job_type, row, 0) : SAAS_OK;
}

saas_status saas_job_enqueue(saas_session *session, const saas_job_params *params, saas_job **out,
                             saas_error *err)
{
    saas_job_params known;
    struct saas_call *call;
    char id[SAAS_ID_SIZE];
    saas_status status;

    SAAS_ENTER(session, params, err);
    status = saas__options_read(&known, sizeof(known), params, err);
    if (status != SAAS_OK)
        return status;

    call = saas__call_new(session, finish_job, out, err);
    saas__call_need_somebody(call);
    check_params(call, &known);
    if (call->failed == SAAS_OK && known.data)
        saas__call_reserve(call, SAAS_CALL_RESERVE + strlen(known.data));
    saas__id_new(&call->client->env, id, "job");
    saas__batch_add(&call->batch, SAAS__SQL_JOB_ADD);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, known.queue);
    saas__bind_text(&call->batch, known.name);
    saas__bind_text(&call->batch, known.data ? known.data : "{}");
    saas__bind_int(&call->batch, SAAS_JOB_ATTEMPTS);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}

void saas__job_add_invitation(struct saas_call *call, const char *id, const char *hash)
{
    saas__batch_add(&call->batch, SAAS__SQL_JOB_ADD_INVITATION);
    saas__bind_text(&call->batch, id);
    saas__bind_text(&call->batch, "email");
    saas__bind_text(&call->batch, "send-invite");
    saas__bind_int(&call->batch, SAAS_JOB_MAIL_ATTEMPTS);
    saas__bind_text(&call->batch, hash);
    saas__bind_time(&call->batch, saas__call_now(call));
}

static saas_status finish_claim(struct saas_call *call)
{
    if (saas__call_row(call, 0))
        return finish_job(call);
    *(saas_job **)call->out = NULL;
    return SAAS_OK;
}

saas_status saas__job_claim(saas_session *session, const char *queue, saas_time lease_until,
                            saas_job **out, saas_error *err)
{
    struct saas_call *call;
    char token[SAAS_ID_SIZE];

    SAAS_ENTER(session, queue && out, err);

    call = saas__call_new(session, finish_claim, out, err);
    saas__call_reserve(call, SAAS_CALL_RESERVE + DATA_MAX);
    saas__id_new(&call->client->env, token, "lease");
    saas__batch_add(&call->batch, SAAS__SQL_JOB_CLAIM);
    saas__bind_text(&call->batch, queue);
    saas__bind_text(&call->batch, token);
    saas__bind_time(&call->batch, lease_until);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}

/* Starts a statement that ends the job's run. */
static struct saas_call *end_call(saas_session *session, enum saas_statement_id statement,
                                  const saas_job *job, saas_error *err)
{
    struct saas_call *call = saas__call_new(session, NULL, NULL, err);

    saas__batch_add(&call->batch, statement);
    saas__bind_text(&call->batch, job->id);
    saas__bind_text(&call->batch, job->lease_token);
    return call;
}

saas_status saas__job_complete(saas_session *session, const saas_job *job, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, job, err);

    call = end_call(session, SAAS__SQL_JOB_COMPLETE, job, err);
    saas__bind_time(&call->batch, saas__call_now(call));
    return saas__submit(call);
}

saas_status saas__job_retry(saas_session *session, const saas_job *job, saas_time run_at,
                            const char *reason, saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, job, err);

    call = end_call(session, SAAS__SQL_JOB_RETRY, job, err);
    saas__bind_time(&call->batch, run_at);
    saas__bind_text(&call->batch, reason);
    return saas__submit(call);
}

saas_status saas__job_fail(saas_session *session, const saas_job *job, const char *reason,
                           saas_error *err)
{
    struct saas_call *call;

    SAAS_ENTER(session, job, err);

    call = end_call(session, SAAS__SQL_JOB_FAIL, job, err);
    saas__bind_time(&call->batch, saas__call_now(call));
    saas__bind_text(&call->batch, reason);
    return saas__submit(call);
}

int saas__job_max_attempts(const saas_job *job)
{
    return job->max_attempts;
}

const char *saas_job_id(const saas_job *job)
{
    return job->id;
}

const char *saas_job_queue(const saas_job *job)
{
    return job->queue;
}

const char *saas_job_name(const saas_job *job)
{
    return job->name;
}

const char *saas_job_data(const saas_job *job)
{
    return job->data;
}

int saas_job_attempt(const saas_job *job)
{
    return job->attempt;
}

void saas_job_free(saas_job *job)
{
    saas__free(job);
}
