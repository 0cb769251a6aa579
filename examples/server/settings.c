/* SPDX-License-Identifier: MIT */
/*
 * Settings as data: a row for each, then the few rules that a row cannot say.
 * An empty variable counts as one that is not set.
 */
#include "settings.h"

#include "log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECRET_MIN = 32, LOOPS_MAX = 64, TIMEOUT_MAX_S = 3600 };

struct text_setting {
    const char *name;
    size_t offset;
    const char *fallback;
};

struct number_setting {
    const char *name;
    size_t offset;
    long fallback, min, max;
};

static const struct text_setting texts[] = {
    {"DATABASE_URL", offsetof(struct settings, database_url), "sqlite:saas.db"},
    {"REDIS_URL", offsetof(struct settings, redis_url), NULL},
    {"HOST", offsetof(struct settings, host), "127.0.0.1"},
    {"APP_URL", offsetof(struct settings, app_url), NULL},
    {"JWT_SECRET", offsetof(struct settings, jwt_secret), NULL},
    {"JWT_ISSUER", offsetof(struct settings, jwt_issuer), NULL},
    {"JWT_AUDIENCE", offsetof(struct settings, jwt_audience), NULL},
    {"JWT_AUTHORIZED_PARTIES", offsetof(struct settings, jwt_authorized_parties), NULL},
    {"MAIL_TRANSPORT", offsetof(struct settings, mail_transport), "file"},
    {"MAIL_FROM", offsetof(struct settings, mail_from), "libsaas <no-reply@localhost>"},
    {"MAIL_DIR", offsetof(struct settings, mail_dir), "mail"},
    {"LOG_LEVEL", offsetof(struct settings, log_level_name), "info"},
};

static const struct number_setting numbers[] = {
    {"PORT", offsetof(struct settings, port), 3000, 0, 65535},
    {"SERVER_LOOPS", offsetof(struct settings, loops), 0, 1, LOOPS_MAX},
    {"SERVER_TIMEOUT_S", offsetof(struct settings, timeout_s), 30, 1, TIMEOUT_MAX_S},
    {"SERVER_WORKER", offsetof(struct settings, worker), 1, 0, 1},
};

static const char *const level_names[] = {
    [SAAS_LOG_DEBUG] = "debug",
    [SAAS_LOG_INFO] = "info",
    [SAAS_LOG_WARNING] = "warning",
    [SAAS_LOG_ERROR] = "error",
};

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

static void read_text(struct settings *settings, const struct text_setting *row)
{
    const char *value = environment(row->name);

    *(const char **)((char *)settings + row->offset) = value ? value : row->fallback;
}

static bool read_number(struct settings *settings, const struct number_setting *row)
{
    const char *text = environment(row->name);
    long value = row->fallback;
    char *end = NULL;

    if (text) {
        errno = 0;
        value = strtol(text, &end, 10);
        if (*end || end == text || errno || value < row->min || value > row->max) {
            complain("%s is \"%s\", but has to be a number from %ld to %ld.", row->name, text,
                     row->min, row->max);
            return false;
        }
    }
    *(long *)((char *)settings + row->offset) = value;
    return true;
}

static bool check_secret(const struct settings *settings)
{
    if (!settings->jwt_secret) {
        complain("JWT_SECRET is missing: set it to at least %d random bytes, as `openssl rand "
                 "-hex 32` prints them.",
                 SECRET_MIN);
        return false;
    }
    if (strlen(settings->jwt_secret) < SECRET_MIN) {
        complain("JWT_SECRET has %zu bytes, but needs at least %d.", strlen(settings->jwt_secret),
                 SECRET_MIN);
        return false;
    }
    return true;
}

static bool check_app_url(const struct settings *settings)
{
    const char *url = settings->app_url;

    if (!url || !strncmp(url, "http://", 7) || !strncmp(url, "https://", 8))
        return true;
    complain("APP_URL is \"%s\", but has to start with http:// or https://.", url);
    return false;
}

static bool check_redis_url(const struct settings *settings)
{
    if (!settings->redis_url)
        return true;
    complain("REDIS_URL is set, but this version keeps its jobs in the database only.");
    return false;
}

static bool check_mail_transport(const struct settings *settings)
{
    if (!strcmp(settings->mail_transport, "file"))
        return true;
    complain("MAIL_TRANSPORT is \"%s\", but this version has only \"file\".",
             settings->mail_transport);
    return false;
}

static bool check_log_level(struct settings *settings)
{
    for (size_t i = 0; i < sizeof(level_names) / sizeof(*level_names); i++) {
        if (!strcmp(settings->log_level_name, level_names[i])) {
            settings->log_level = (saas_log_level)i;
            return true;
        }
    }
    complain("LOG_LEVEL is \"%s\", but has to be debug, info, warning or error.",
             settings->log_level_name);
    return false;
}

static long cores(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    if (count < 1)
        return 1;
    return count > LOOPS_MAX ? LOOPS_MAX : count;
}

bool settings_read(struct settings *out)
{
    struct settings settings = {0};

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        read_text(&settings, &texts[i]);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        if (!read_number(&settings, &numbers[i]))
            return false;
    }
    if (!check_secret(&settings) || !check_app_url(&settings) || !check_redis_url(&settings) ||
        !check_mail_transport(&settings) || !check_log_level(&settings))
        return false;
    if (settings.loops == 0)
        settings.loops = cores();

    *out = settings;
    return true;
}
