/* SPDX-License-Identifier: MIT */
/* Opening, migrating and giving back a client. */
#include "client/client.h"

#include <string.h>
#include <sys/mman.h>

#include "base/alloc.h"
#include "client/options.h"
#include "storage/migrate.h"

enum {
    SECRET_MIN = 32, /* RFC 7518, 3.2: a key of the size of the hash, or larger */
    TIMEOUT_MS = 30000,
    ACCESS_TOKEN_TTL_S = 900,
    INVITATION_TTL_S = 7 * 24 * 3600,
    INVITATIONS_PER_HOUR = 100,
    SLUG_HOLD_S = 30 * 24 * 3600,
    HELPER_THREADS = 2,
    PROCESS_MARK_SIZE = 4096
};

static saas_status check_options(const saas_client_options *options, saas_error *err)
{
    if (!options->database_url || !*options->database_url)
        return saas__fail(err, SAAS_ERR_INVALID, "bad_option",
                          "database_url is missing, as in \"sqlite:app.db\".");
    if (options->redis_url)
        return saas__fail(err, SAAS_ERR_INVALID, "bad_option",
                          "redis_url: libsaas %s keeps its jobs in the database only.",
                          saas_version());
    if (options->secret && strlen(options->secret) < SECRET_MIN)
        return saas__fail(err, SAAS_ERR_INVALID, "bad_option",
                          "secret has to have at least %d bytes.", SECRET_MIN);
    if (options->helper_threads > SAAS_HELPERS_MAX)
        return saas__fail(err, SAAS_ERR_INVALID, "bad_option",
                          "helper_threads may be %d at the most.", SAAS_HELPERS_MAX);
    return SAAS_OK;
}

static unsigned or_default(unsigned value, unsigned fallback)
{
    return value ? value : fallback;
}

/* False without memory. */
static bool copy_text(char **to, const char *from)
{
    *to = saas__strdup(from);
    return !from || *to;
}

static saas_status copy_options(struct saas_client *client, const saas_client_options *options,
                                saas_error *err)
{
    const char *issuer = options->jwt_issuer ? options->jwt_issuer : "libsaas";
    const char *secret = options->secret ? options->secret : "";

    client->timeout_ms = or_default(options->timeout_ms, TIMEOUT_MS);
    client->access_token_ttl_s = or_default(options->access_token_ttl_s, ACCESS_TOKEN_TTL_S);
    client->invitation_ttl_s = or_default(options->invitation_ttl_s, INVITATION_TTL_S);
    client->invitations_per_hour = or_default(options->invitations_per_hour, INVITATIONS_PER_HOUR);
    client->slug_hold_s = or_default(options->slug_hold_s, SLUG_HOLD_S);
    client->hide_forbidden = options->hide_forbidden;
    saas__key_derive(client->invitation_key, secret, "libsaas invitation 1");
    saas__key_derive(client->cursor_key, secret, "libsaas cursor 1");
    if (!copy_text(&client->secret, options->secret) || !copy_text(&client->jwt_issuer, issuer) ||
        !copy_text(&client->jwt_audience, options->jwt_audience) ||
        !copy_text(&client->jwt_authorized_parties, options->jwt_authorized_parties))
        return saas__fail_memory(err);
    return SAAS_OK;
}

/* A schema that is missing or old is no reason not to open: migrating is what helps. */
static saas_status open_storage(struct saas_client *client, const char *url, saas_error *err)
{
    saas_error cause = SAAS_ERROR_INIT;
    saas_status status = saas__storage_open(url, &client->env, &client->storage, err);

    if (status != SAAS_OK)
        return status;
    status = saas__schema_check(client->storage, &cause);
    atomic_store(&client->schema_ready, status == SAAS_OK);
    if (status == SAAS_OK || strcmp(cause.code, "schema_missing") == 0 ||
        strcmp(cause.code, "schema_old") == 0)
        return SAAS_OK;
    saas__error_copy(err, &cause);
    return status;
}

/* A page that a child of fork() finds wiped (madvise(2), MADV_WIPEONFORK): asking it costs
 * nothing, while getpid() is a system call in each call. NULL without memory. */
static const int *map_process_mark(void)
{
    int *mark =
        mmap(NULL, PROCESS_MARK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (mark == MAP_FAILED)
        return NULL;
    if (madvise(mark, PROCESS_MARK_SIZE, MADV_WIPEONFORK) != 0) {
        munmap(mark, PROCESS_MARK_SIZE);
        return NULL;
    }
    *mark = 1;
    return mark;
}

saas_status saas_client_open(const saas_client_options *options, saas_client **out, saas_error *err)
{
    saas_client_options known;
    struct saas_client *client;
    saas_status status;

    SAAS_REQUIRE(options && out, err);

    status = saas__options_read(&known, sizeof(known), options, err);
    if (status == SAAS_OK)
        status = check_options(&known, err);
    if (status != SAAS_OK)
        return status;
    if (!saas__crypto_start())
        return saas__fail(err, SAAS_ERR_INTERNAL, "no_random", "The system has no random source.");

    client = saas__alloc(sizeof(*client));
    if (!client)
        return saas__fail_memory(err);
    atomic_init(&client->refs, 1);
    saas__env_init(&client->env, &known, &client->ids);
    client->own_process = map_process_mark();
    saas__identities_init(&client->identities, &client->env);
    saas__helpers_init(&client->helpers, or_default(known.helper_threads, HELPER_THREADS));
    status = client->own_process ? copy_options(client, &known, err) : saas__fail_memory(err);
    if (status == SAAS_OK)
        status = open_storage(client, known.database_url, err);
    if (status != SAAS_OK) {
        saas_client_free(client);
        return status;
    }
    *out = client;
    return SAAS_OK;
}

saas_status saas__client_check_process(const struct saas_client *client, saas_error *err)
{
    if (*client->own_process)
        return SAAS_OK;
    return saas__fail(err, SAAS_ERR_INTERNAL, "forked",
                      "The client was opened before fork(): open one in the child.");
}

saas_status saas__client_check(struct saas_client *client, saas_error *err)
{
    saas_status status = saas__client_check_process(client, err);

    if (status != SAAS_OK || atomic_load_explicit(&client->schema_ready, memory_order_acquire))
        return status;
    status = saas__schema_check(client->storage, err);
    if (status == SAAS_OK)
        atomic_store(&client->schema_ready, true);
    return status;
}

saas_status saas_client_migrate(saas_client *client, saas_error *err)
{
    saas_error local = SAAS_ERROR_INIT;
    saas_status status;

    SAAS_REQUIRE(client, err);

    status = saas__client_check_process(client, err);
    if (status != SAAS_OK)
        return status;
    status = saas__migrate(client->storage, (int64_t)client->timeout_ms * 1000, err ? err : &local);
    if (status == SAAS_OK)
        atomic_store(&client->schema_ready, true);
    return status;
}

saas_status saas_client_ping(saas_client *client, saas_error *err)
{
    saas_status status;

    SAAS_REQUIRE(client, err);

    status = saas__client_check_process(client, err);
    if (status == SAAS_OK)
        status = saas__schema_check(client->storage, err);
    return status;
}

struct saas_client *saas__client_ref(struct saas_client *client)
{
    atomic_fetch_add_explicit(&client->refs, 1, memory_order_relaxed);
    return client;
}

static void wipe_secret(struct saas_client *client)
{
    if (client->secret)
        explicit_bzero(client->secret, strlen(client->secret));
    explicit_bzero(client->invitation_key, sizeof(client->invitation_key));
    explicit_bzero(client->cursor_key, sizeof(client->cursor_key));
}

/* After fork() the threads and the locks are the parent's; the child's copy is left as it
 * is, since closing SQLite there would drop the parent's file locks. */
void saas_client_free(saas_client *client)
{
    if (!client || atomic_fetch_sub_explicit(&client->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (client->own_process && !*client->own_process)
        return;
    saas__helpers_clear(&client->helpers);
    saas__identities_clear(&client->identities);
    if (client->storage)
        client->storage->ops->close(client->storage);
    wipe_secret(client);
    if (client->own_process)
        munmap((void *)(uintptr_t)client->own_process, PROCESS_MARK_SIZE);
    saas__free(client->secret);
    saas__free(client->jwt_issuer);
    saas__free(client->jwt_audience);
    saas__free(client->jwt_authorized_parties);
    saas__free(client);
}
