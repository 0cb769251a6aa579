/* SPDX-License-Identifier: MIT */
/* Jobs: adding them. Workers are in worker.c. */
#include <stdlib.h>

#include "support/test.h"
#include "support/world.h"

TestSuite(job, .init = world_open, .fini = world_close);

enum { DATA_MAX = 64 * 1024 };

static saas_status enqueue(saas_session *session, const char *queue, const char *name,
                           const char *data, saas_error *err)
{
    saas_job_params params = SAAS_JOB_PARAMS_INIT;

    params.queue = queue;
    params.name = name;
    params.data = data;
    return saas_job_enqueue(session, &params, NULL, err);
}

/* A JSON string of so many bytes. */
static char *json_of(size_t size)
{
    char *text = malloc(size + 1);

    cr_assert_not_null(text);
    memset(text, 'x', size);
    text[0] = '"';
    text[size - 1] = '"';
    text[size] = '\0';
    return text;
}

/* ---- adding ---- */

Test(job, is_added_with_what_was_given)
{
    saas_job_params params = SAAS_JOB_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_job *job = NULL;

    params.queue = "reports";
    params.name = "monthly:pdf";
    params.data = "{\"month\": 5, \"to\": [\"caf\u00e9\"]}";
    assert_ok(saas_job_enqueue(world_session("ada"), &params, &job, &err), &err);
    cr_assert_eq(strncmp(saas_job_id(job), "job_", 4), 0);
    cr_assert_str_eq(saas_job_queue(job), "reports");
    cr_assert_str_eq(saas_job_name(job), "monthly:pdf");
    cr_assert_str_eq(saas_job_data(job), params.data);
    cr_assert_eq(saas_job_attempt(job), 0);
    cr_assert_str_eq(world_text("SELECT id FROM jobs WHERE state = 'WAITING'"), saas_job_id(job));
    saas_job_free(job);
    saas_job_free(NULL);
}

Test(job, without_data_has_an_empty_object)
{
    saas_job_params params = SAAS_JOB_PARAMS_INIT;
    saas_error err = SAAS_ERROR_INIT;
    saas_job *job = NULL;

    params.queue = "work";
    params.name = "note";
    assert_ok(saas_job_enqueue(world_system(), &params, &job, &err), &err);
    cr_assert_str_eq(saas_job_data(job), "{}");
    saas_job_free(job);
}

Test(job, may_be_added_without_asking_for_the_record)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(enqueue(world_session("ada"), "work", "note", NULL, &err), &err);
    assert_ok(enqueue(world_system(), "work", "note", NULL, NULL), NULL);
    cr_assert_eq(world_count("jobs"), 2);
}

Test(job, is_not_added_by_nobody)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_status(enqueue(world_nobody(), "work", "note", NULL, &err), SAAS_ERR_UNAUTHENTICATED,
                  &err);
    cr_assert_eq(world_count("jobs"), 0);
}

Test(job, call_without_params_or_session_is_invalid)
{
    saas_error err = SAAS_ERROR_INIT;

    assert_status(saas_job_enqueue(world_system(), NULL, NULL, &err), SAAS_ERR_INVALID, &err);
    assert_status(enqueue(NULL, "work", "note", NULL, &err), SAAS_ERR_INVALID, &err);
}

static const char *hundred(char letter, size_t more)
{
    char text[128] = "";

    memset(text, letter, 100 + more);
    return world_keep(text);
}

/* The name has the same rules but for the colon. */
Test(job, queue_and_name_are_1_to_100_visible_ascii_characters)
{
    const char *const wrong[] = {NULL,       "",       " ",     "a b",
                                 "a\tb",     "work\n", "\x7f",  "caf\u00e9",
                                 "wo\xffrk", " work",  "work ", hundred('q', 1)};
    saas_error err = SAAS_ERROR_INIT;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_status(enqueue(world_system(), wrong[i], "note", NULL, &err), SAAS_ERR_INVALID,
                      &err);
        cr_assert_eq(err.issue_count, 1);
        cr_assert_str_eq(err.issues[0].pointer, "/queue");
        assert_status(enqueue(world_system(), "work", wrong[i], NULL, &err), SAAS_ERR_INVALID,
                      &err);
        cr_assert_eq(err.issue_count, 1);
        cr_assert_str_eq(err.issues[0].pointer, "/name");
    }
    cr_assert_eq(world_count("jobs"), 0);
    assert_ok(enqueue(world_system(), hundred('q', 0), hundred('n', 0), NULL, &err), &err);
    assert_ok(enqueue(world_system(), "!~", "!:~", NULL, &err), &err);
}

Test(job, queue_has_no_colon)
{
    static const char *const wrong[] = {":", "a:b", "work:", ":work"};
    saas_error err = SAAS_ERROR_INIT;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_status(enqueue(world_system(), wrong[i], "note", NULL, &err), SAAS_ERR_INVALID,
                      &err);
        cr_assert_str_eq(err.issues[0].pointer, "/queue");
        cr_assert_str_eq(err.issues[0].code, "malformed");
    }
}

Test(job, data_that_is_not_json_is_refused)
{
    static const char *const wrong[] = {
        "",           " ",         "{",           "{\"a\":1,}", "{'a':1}",
        "nul",        "{} {}",     "[1,]",        "\"\xff\"",   "\"a\nb\"",
        "{\"a\":1}x", "{\"a\" 1}", "\"\\ud800\"", "NaN",        "{\"a\":1,\"a\":2}",
    };
    saas_error err = SAAS_ERROR_INIT;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        saas_status status = enqueue(world_system(), "work", "note", wrong[i], &err);

        cr_assert_eq(status, SAAS_ERR_INVALID, "%s: %s", wrong[i], saas_status_name(status));
        cr_assert_eq(err.issue_count, 1);
        cr_assert_str_eq(err.issues[0].pointer, "/data");
        cr_assert_str_eq(err.issues[0].code, "malformed");
    }
    cr_assert_eq(world_count("jobs"), 0);
}

Test(job, data_is_kept_to_the_letter_whatever_json_it_is)
{
    static const char *const fine[] = {"null", "true", "-1.5e3", "\"x\"", "[]", " { \"b\" : 1 } "};
    saas_error err = SAAS_ERROR_INIT;

    for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
        assert_ok(enqueue(world_system(), "work", "note", fine[i], &err), &err);
        cr_assert_str_eq(world_text("SELECT data FROM jobs ORDER BY created_at DESC LIMIT 1"),
                         fine[i]);
        world_advance(WORLD_SECOND);
    }
}

Test(job, data_of_64_kib_is_taken_and_a_byte_more_refused)
{
    char *most = json_of(DATA_MAX);
    char *more = json_of(DATA_MAX + 1);
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(enqueue(world_system(), "work", "note", most, &err), &err);
    cr_assert_str_eq(world_text("SELECT length(data) FROM jobs"), "65536");
    assert_status(enqueue(world_system(), "work", "note", more, &err), SAAS_ERR_INVALID, &err);
    cr_assert_str_eq(err.issues[0].pointer, "/data");
    cr_assert_str_eq(err.issues[0].code, "too_long");
    cr_assert_eq(world_count("jobs"), 1);
    free(most);
    free(more);
}

Test(job, that_is_refused_leaves_its_transaction_as_it_was)
{
    saas_session *session = world_session("ada");
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_session_begin(session, &err), &err);
    assert_ok(enqueue(session, "work", "note", NULL, &err), &err);
    assert_status(enqueue(session, "work", "note", "{", &err), SAAS_ERR_INVALID, &err);
    cr_assert_eq(world_count("jobs"), 0);
    assert_ok(saas_session_commit(session, &err), &err);
    cr_assert_eq(world_count("jobs"), 1);
}
