/* SPDX-License-Identifier: MIT */
/* Pages: their cursors, and building one in a single allocation. */
#include "core/page.h"

#include <sodium.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "base/id.h"
#include "base/json.h"
#include "client/client.h"
#include "client/options.h"
#include "core/records.h"
#include "core/validate.h"

enum {
    CURSOR_MAC = 16,                              /* bytes of the MAC that are kept */
    CURSOR_BYTES = CURSOR_MAC + SAAS_ID_SIZE,     /* MAC and id */
    CURSOR_SIZE = (CURSOR_BYTES * 4 + 2) / 3 + 1, /* in base64url, with NUL */
};

struct page_request {
    const struct saas_record_type *type;
    const char *scope;
    const char *after;
    unsigned statement;
    int limit;
};

struct saas_page {
    const struct saas_record_type *type;
    size_t count;
    const char *next_cursor;
    const void *items[];
};

static void cursor_mac(struct saas_call *call, const struct page_request *request, const char *id,
                       uint8_t mac[SAAS_MAC_BYTES])
{
    const char *parts[] = {request->type->name, request->scope, id};

    saas__mac(mac, call->client->cursor_key, SAAS_COUNT(parts), parts);
}

static void cursor_write(struct saas_call *call, const struct page_request *request, const char *id,
                         char cursor[CURSOR_SIZE])
{
    uint8_t bytes[CURSOR_BYTES];
    uint8_t mac[SAAS_MAC_BYTES];
    size_t length = strnlen(id, SAAS_ID_SIZE - 1);

    cursor_mac(call, request, id, mac);
    memcpy(bytes, mac, CURSOR_MAC);
    memcpy(bytes + CURSOR_MAC, id, length);
    saas__base64url(cursor, CURSOR_SIZE, bytes, CURSOR_MAC + length);
}

/* The id in a cursor that this list made; else an issue. */
static const char *cursor_read(struct saas_call *call, const struct page_request *request,
                               const char *cursor)
{
    uint8_t bytes[CURSOR_BYTES];
    uint8_t mac[SAAS_MAC_BYTES];
    size_t count = 0;
    char *id = NULL;

    if (strnlen(cursor, CURSOR_SIZE) < CURSOR_SIZE &&
        saas__base64url_decode(bytes, sizeof(bytes), &count, cursor, strlen(cursor)) &&
        count > CURSOR_MAC && count < CURSOR_BYTES)
        id = saas__arena_strndup(&call->arena, (char *)bytes + CURSOR_MAC, count - CURSOR_MAC);
    if (call->arena.failed)
        return NULL;
    if (id && strlen(id) == count - CURSOR_MAC) { /* a NUL inside would be a second spelling */
        cursor_mac(call, request, id, mac);
        if (sodium_memcmp(mac, bytes, CURSOR_MAC) == 0)
            return id;
    }
    saas__issue(call, "/cursor", "bad_cursor", "The cursor does not belong to this list.");
    return NULL;
}

void saas__page_request(struct saas_call *call, const saas_page_params *params,
                        const struct saas_record_type *type, unsigned statement, const char *scope)
{
    struct page_request *request = saas__call_alloc(call, sizeof(*request));
    saas_page_params known = SAAS_PAGE_PARAMS_INIT;

    if (params && saas__options_read(&known, sizeof(known), params, &call->error) != SAAS_OK)
        call->failed = call->failed == SAAS_OK ? SAAS_ERR_INVALID : call->failed;
    if (!request)
        return;
    call->state = request;
    *request = (struct page_request){.type = type,
                                     .statement = statement,
                                     .after = "",
                                     .scope = saas__arena_strdup(&call->arena, scope),
                                     .limit = known.limit ? known.limit : SAAS_PAGE_LIMIT_DEFAULT};
    if (request->limit < 1 || request->limit > SAAS_PAGE_LIMIT_MAX) {
        saas__issue(call, "/limit", "out_of_range", "The limit has to be 1 to %d.",
                    SAAS_PAGE_LIMIT_MAX);
        request->limit = SAAS_PAGE_LIMIT_MAX; /* what is built is refused, but computed with */
    }
    if (known.cursor && request->scope)
        request->after = cursor_read(call, request, known.cursor);
}

void saas__page_bind(struct saas_call *call)
{
    const struct page_request *request = call->state;

    saas__bind_text(&call->batch, request ? request->after : NULL);
    saas__bind_int(&call->batch, request ? request->limit + 1 : 0); /* one more: is there a next? */
}

static size_t align(size_t size)
{
    return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

/* Bytes of the page with its first count items. */
static size_t page_size(const struct page_request *request, const struct saas_row *row,
                        size_t count)
{
    size_t size = align(sizeof(struct saas_page) + count * sizeof(void *));

    for (; count > 0; count--, row = row->next)
        size += saas__record_size(request->type, row, 0);
    return size + CURSOR_SIZE;
}

static void page_fill(struct saas_page *page, const struct page_request *request,
                      const struct saas_row *row)
{
    char *end = (char *)page + align(sizeof(*page) + page->count * sizeof(void *));

    for (size_t i = 0; i < page->count; i++, row = row->next) {
        saas__record_fill(request->type, end, row, 0);
        page->items[i] = end;
        end += saas__record_size(request->type, row, 0);
    }
    page->next_cursor = end;
}

saas_status saas__finish_page(struct saas_call *call)
{
    const struct page_request *request = call->state;
    const struct saas_row *row = saas__call_row(call, request->statement);
    size_t count = saas__call_row_count(call, request->statement);
    bool more = count > (size_t)request->limit;
    struct saas_page *page;

    if (more)
        count = (size_t)request->limit;
    page = saas__call_result(call, page_size(request, row, count));
    if (!page)
        return saas__fail_memory(&call->error);
    page->type = request->type;
    page->count = count;
    page_fill(page, request, row);
    if (more)
        cursor_write(call, request, *(const char *const *)page->items[count - 1],
                     (char *)page->next_cursor);
    else
        page->next_cursor = NULL;
    *(struct saas_page **)call->out = page;
    return SAAS_OK;
}

size_t saas_page_count(const saas_page *page)
{
    return page->count;
}

const char *saas_page_next_cursor(const saas_page *page)
{
    return page->next_cursor;
}

static const void *item(const saas_page *page, const struct saas_record_type *type, size_t index)
{
    return page->type == type && index < page->count ? page->items[index] : NULL;
}

const saas_workspace *saas_page_workspace(const saas_page *page, size_t index)
{
    return item(page, &saas__workspace_type, index);
}

const saas_member *saas_page_member(const saas_page *page, size_t index)
{
    return item(page, &saas__member_type, index);
}

const saas_invitation *saas_page_invitation(const saas_page *page, size_t index)
{
    return item(page, &saas__invitation_type, index);
}

const saas_project *saas_page_project(const saas_page *page, size_t index)
{
    return item(page, &saas__project_type, index);
}

const saas_task *saas_page_task(const saas_page *page, size_t index)
{
    return item(page, &saas__task_type, index);
}

char *saas_page_to_json(const saas_page *page)
{
    struct saas_buf buf;

    saas__buf_init(&buf, SAAS_JSON_MAX);
    saas__buf_text(&buf, "{\"data\":[");
    for (size_t i = 0; !buf.failed && i < page->count; i++) {
        if (i > 0)
            saas__buf_add(&buf, ",", 1);
        saas__record_put(&buf, page->type, page->items[i]);
    }
    saas__buf_text(&buf, "],\"page\":{\"nextCursor\":");
    saas__json_string(&buf, page->next_cursor);
    saas__buf_text(&buf, page->next_cursor ? ",\"hasMore\":true}}" : ",\"hasMore\":false}}");
    return saas__buf_take(&buf);
}

void saas_page_free(saas_page *page)
{
    saas__free(page);
}
