/* SPDX-License-Identifier: MIT */
/*
 * A problem says what the client can do about it. Where it can do nothing, because
 * the fault is the server's, it says no more than that: the log says the rest.
 */
#include "problem.h"

#include "log.h"
#include "utf8.h"

#include <jansson.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

/* A sentence may have been cut off within a character. */
static json_t *text_to_json(const char *text)
{
    json_t *json = json_string(text);
    char *repaired;
    size_t size;

    if (json)
        return json;
    repaired = utf8_repair(text, strlen(text), &size);
    if (repaired)
        json = json_stringn(repaired, size);
    free(repaired);
    return json;
}

static json_t *issues_to_json(const saas_error *err)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < err->issue_count; i++) {
        const saas_issue *issue = &err->issues[i];

        json_array_append_new(list, json_pack("{s:o, s:s, s:o}", "pointer",
                                              text_to_json(issue->pointer), "code", issue->code,
                                              "detail", text_to_json(issue->message)));
    }
    return list;
}

static const char *detail_of(unsigned http_status, const saas_error *err)
{
    if (http_status < MHD_HTTP_INTERNAL_SERVER_ERROR)
        return err->message;
    log_line(SAAS_LOG_ERROR, "answered %u: %s: %s", http_status, err->code, err->message);
    if (http_status == MHD_HTTP_INTERNAL_SERVER_ERROR)
        return "The server made a mistake; it is in its log.";
    return "The server cannot answer now; try again later.";
}

char *problem_to_json(unsigned http_status, saas_status status, const saas_error *err)
{
    json_t *problem = json_pack("{s:s, s:s, s:i, s:o, s:s}", "type", "about:blank", "title",
                                MHD_get_reason_phrase_for(http_status), "status", (int)http_status,
                                "detail", text_to_json(detail_of(http_status, err)), "code",
                                *err->code ? err->code : saas_status_name(status));
    char *text;

    if (err->issue_count)
        json_object_set_new(problem, "errors", issues_to_json(err));
    text = json_dumps(problem, JSON_COMPACT);
    json_decref(problem);
    return text;
}
