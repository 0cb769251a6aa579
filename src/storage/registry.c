/* SPDX-License-Identifier: MIT */
/* The backends by URL scheme, and what is the same for all of them. */
#include <string.h>

#include "base/alloc.h"
#include "storage/storage.h"

static const struct saas_storage_ops *const backends[] = {
    &saas__storage_sqlite,
};

static bool is_complete(const struct saas_storage_ops *ops)
{
    return ops->scheme && ops->id_type && ops->by_key && ops->open && ops->close &&
           ops->schema_version && ops->script && ops->run && ops->port_new && ops->port_free &&
           ops->submit && ops->step && ops->abort;
}

saas_status saas__storage_open(const char *url, const struct saas_env *env,
                               struct saas_storage **out, saas_error *err)
{
    size_t length = strcspn(url, ":");

    for (size_t i = 0; i < SAAS_COUNT(backends); i++) {
        if (strlen(backends[i]->scheme) != length || strncmp(url, backends[i]->scheme, length) != 0)
            continue;
        if (!is_complete(backends[i]))
            return saas__fail(err, SAAS_ERR_INTERNAL, "incomplete_backend",
                              "The storage backend \"%s\" is not complete.", backends[i]->scheme);
        return backends[i]->open(url, env, out, err);
    }
    return saas__fail(err, SAAS_ERR_INVALID, "bad_database_url",
                      "The database URL has to start with \"sqlite:\".");
}

void saas__ticket_abort(struct saas_storage *storage, struct saas_ticket *ticket,
                        saas_status status)
{
    int none = SAAS_OK;

    atomic_compare_exchange_strong(&ticket->aborted, &none, status);
    storage->ops->abort(storage, ticket);
}

saas_status saas__ticket_check(struct saas_ticket *ticket)
{
    saas_status status = atomic_load(&ticket->aborted);

    if (status == SAAS_OK && ticket->deadline_us <= saas__monotonic_us())
        status = SAAS_ERR_TIMEOUT;
    if (status == SAAS_ERR_TIMEOUT)
        return saas__fail(ticket->error, status, "timeout",
                          "The database did not answer before the deadline.");
    if (status == SAAS_ERR_CANCELLED)
        return saas__fail(ticket->error, status, "cancelled", "The call was cancelled.");
    return SAAS_OK;
}
