/* SPDX-License-Identifier: MIT */
/*
 * The check of a body finds all faults of its form at once, one a field. Only a body
 * without such faults reaches the library, which checks what the fields mean.
 *
 * An empty or too long text is for the library to refuse, since it knows what a
 * character is after normalisation. Here it is noticed only next to other faults,
 * so that whoever sent the body learns of everything in one go.
 */
#include "body.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct check {
    bool repaired; /* bytes that were no UTF-8 are noncharacters now */
    bool refused;  /* there is a fault that the library would not see */
    saas_error found;
};

__attribute__((format(printf, 4, 5))) static void add_issue(struct check *check,
                                                            const char *pointer, const char *code,
                                                            const char *format, ...)
{
    saas_issue *issue;
    va_list args;

    if (check->found.issue_count == SAAS_ERROR_ISSUES_MAX)
        return;
    issue = &check->found.issues[check->found.issue_count++];
    snprintf(issue->pointer, sizeof(issue->pointer), "%s", pointer);
    snprintf(issue->code, sizeof(issue->code), "%s", code);
    va_start(args, format);
    vsnprintf(issue->message, sizeof(issue->message), format, args);
    va_end(args);
}

/* RFC 6901, section 3. A name that does not fit is cut off between two characters. */
static void make_pointer(char pointer[SAAS_ERROR_POINTER_SIZE], const char *name)
{
    size_t used = 1, length;

    pointer[0] = '/';
    for (; *name; name += length) {
        const char *piece = *name == '~' ? "~0" : *name == '/' ? "~1" : name;
        size_t piece_length;

        length = utf8_length(name, strlen(name));
        piece_length = piece == name ? length : 2;
        if (length == 0 || used + piece_length >= SAAS_ERROR_POINTER_SIZE)
            break;
        memcpy(pointer + used, piece, piece_length);
        used += piece_length;
    }
    pointer[used] = '\0';
}

static size_t count_characters(const char *text, size_t size)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static void check_text(struct check *check, const struct field *field, const char *pointer,
                       const json_t *value)
{
    const char *text = json_string_value(value), *name = field->name;
    size_t size = json_string_length(value);

    if (strlen(text) != size) {
        check->refused = true;
        add_issue(check, pointer, "control_character", "The %s has a NUL character in it.", name);
    } else if (check->repaired && strstr(text, UTF8_NONCHARACTER)) {
        check->refused = true;
        add_issue(check, pointer, "not_utf8", "The %s is not valid UTF-8.", name);
    } else if (field->kind == FIELD_ROLE && saas_role_from_name(text) == SAAS_ROLE_NONE) {
        check->refused = true;
        add_issue(check, pointer, "unknown_role", "The %s is none of ADMIN, MEMBER and BILLING.",
                  name);
    } else if (strspn(text, " \t\r\n") == size) {
        add_issue(check, pointer, "empty", "The %s is empty.", name);
    } else if (field->max && count_characters(text, size) > field->max) {
        add_issue(check, pointer, "too_long", "The %s has more than %u characters.", name,
                  field->max);
    }
}

static void check_field(struct check *check, const struct field *field, const json_t *value)
{
    const char *type = field->kind == FIELD_FLAG ? "true or false" : "a string";
    char pointer[SAAS_ERROR_POINTER_SIZE];

    make_pointer(pointer, field->name);
    if (!value) {
        if (field->need == OPTIONAL)
            return;
        check->refused = true;
        add_issue(check, pointer, "required", "The %s is required.", field->name);
    } else if (field->kind == FIELD_FLAG ? !json_is_boolean(value) : !json_is_string(value)) {
        check->refused = true;
        add_issue(check, pointer, "wrong_type", "The %s has to be %s.", field->name, type);
    } else if (field->kind != FIELD_FLAG) {
        check_text(check, field, pointer, value);
    }
}

static const struct field *find_field(const struct field *fields, const char *name)
{
    for (; fields->name; fields++) {
        if (!strcmp(fields->name, name))
            return fields;
    }
    return NULL;
}

static void check_object(struct check *check, const struct field *fields, json_t *body)
{
    char pointer[SAAS_ERROR_POINTER_SIZE];
    const char *name;
    json_t *value;

    for (const struct field *field = fields; field->name; field++)
        check_field(check, field, json_object_get(body, field->name));
    json_object_foreach(body, name, value)
    {
        if (find_field(fields, name))
            continue;
        check->refused = true;
        make_pointer(pointer, name);
        add_issue(check, pointer, "unknown_field", "There is no such field.");
    }
}

static saas_status check_body(struct check *check, const struct field *fields, json_t *body,
                              saas_error *err)
{
    if (json_is_object(body)) {
        check_object(check, fields, body);
    } else {
        check->refused = true;
        add_issue(check, "", "wrong_type", "The body has to be a JSON object.");
    }
    if (!check->refused)
        return SAAS_OK;
    check->found.status = SAAS_ERR_INVALID;
    snprintf(check->found.code, sizeof(check->found.code), "invalid");
    snprintf(check->found.message, sizeof(check->found.message), "The body has %u fault%s.",
             check->found.issue_count, check->found.issue_count == 1 ? "" : "s");
    *err = check->found;
    return SAAS_ERR_INVALID;
}

static json_t *load(const char *bytes, size_t size, bool *repaired, json_error_t *fault)
{
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY;
    json_t *body = json_loadb(bytes, size, flags, fault);
    char *text;

    *repaired = !body && json_error_code(fault) == json_error_invalid_utf8;
    if (!*repaired)
        return body;
    text = utf8_repair(bytes, size, &size);
    if (text)
        body = json_loadb(text, size, flags, fault);
    free(text);
    return body;
}

static saas_status refuse_document(const json_error_t *fault, bool *malformed, saas_error *err)
{
    enum json_error_code code = json_error_code(fault);
    bool duplicate = code == json_error_duplicate_key;

    if (code == json_error_out_of_memory) {
        err->status = SAAS_ERR_NO_MEMORY;
        return SAAS_ERR_NO_MEMORY;
    }
    *malformed = true;
    err->status = SAAS_ERR_INVALID;
    snprintf(err->code, sizeof(err->code), "%s", duplicate ? "duplicate_key" : "malformed_json");
    if (duplicate)
        snprintf(err->message, sizeof(err->message), "The body has a key twice in one object.");
    else
        snprintf(err->message, sizeof(err->message),
                 "The body is not JSON: see line %d, column %d.", fault->line, fault->column);
    return SAAS_ERR_INVALID;
}

saas_status body_parse(const char *bytes, size_t size, const struct field *fields, json_t **out,
                       bool *malformed, saas_error *err)
{
    struct check check = {.found = SAAS_ERROR_INIT};
    json_error_t fault;
    json_t *body = load(bytes, size, &check.repaired, &fault);
    saas_status st;

    *malformed = false;
    if (!body)
        return refuse_document(&fault, malformed, err);
    st = check_body(&check, fields, body, err);
    if (st != SAAS_OK) {
        json_decref(body);
        return st;
    }
    *out = body;
    return SAAS_OK;
}

const char *body_text(const json_t *body, const char *field)
{
    return json_string_value(json_object_get(body, field));
}

saas_choice body_choice(const json_t *body, const char *field)
{
    const json_t *value = json_object_get(body, field);

    if (!value)
        return SAAS_KEEP;
    return json_is_true(value) ? SAAS_YES : SAAS_NO;
}

saas_role body_role(const json_t *body, const char *field)
{
    return saas_role_from_name(body_text(body, field));
}
