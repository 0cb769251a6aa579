/* SPDX-License-Identifier: MIT */
/* Transport "file": each message becomes a file ID.eml, whole or not at all. For
 * development: a mail program opens them. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "mail/mail.h"

struct file_transport {
    char *directory;
};

static void file_close(void *transport)
{
    struct file_transport *file = transport;

    if (file)
        saas__free(file->directory);
    saas__free(file);
}

static saas_status file_open(const saas_mailer_options *options, void **out, saas_error *err)
{
    struct file_transport *file;

    if (!options->directory || !*options->directory)
        return saas__fail(err, SAAS_ERR_INVALID, "bad_option",
                          "directory is missing: where mail is written to.");
    if (mkdir(options->directory, 0700) != 0 && errno != EEXIST)
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "mail_directory",
                          "The mail directory %s cannot be made: %s.", options->directory,
                          strerror(errno));
    if (access(options->directory, W_OK | X_OK) != 0)
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "mail_directory",
                          "The mail directory %s cannot be written to: %s.", options->directory,
                          strerror(errno));
    file = saas__alloc(sizeof(*file));
    if (file)
        file->directory = saas__strdup(options->directory);
    if (!file || !file->directory) {
        file_close(file);
        return saas__fail_memory(err);
    }
    *out = file;
    return SAAS_OK;
}

/* Writes all of it to disk; 0, or errno. */
static int write_all(int fd, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t count = write(fd, text, left);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno;
        text += count;
        left -= (size_t)count;
    }
    return fsync(fd) == 0 ? 0 : errno;
}

/* Under a name of its own, then renamed: a reader never sees half a message. */
static int write_file(const char *temporary, const char *path, const char *text)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int code;

    if (fd < 0)
        return errno;
    code = write_all(fd, text);
    close(fd);
    if (code == 0 && rename(temporary, path) != 0)
        code = errno;
    if (code != 0)
        unlink(temporary);
    return code;
}

static saas_status file_send(void *transport, const struct saas_message *message, saas_error *err)
{
    const struct file_transport *file = transport;
    SAAS_AUTO_FREE char *text = saas__message_text(message);
    char temporary[PATH_MAX];
    char path[PATH_MAX];
    int length;
    int code;

    if (!text)
        return saas__fail_memory(err);
    length = snprintf(path, sizeof(path), "%s/%s.eml", file->directory, message->id);
    snprintf(temporary, sizeof(temporary), "%s/.%s.part", file->directory, message->id);
    if (length < 0 || (size_t)length + sizeof(".part") > sizeof(temporary))
        return saas__fail(err, SAAS_ERR_INVALID, "mail_directory",
                          "The path of the mail directory is too long.");
    code = write_file(temporary, path, text);
    if (code != 0)
        return saas__fail(err, SAAS_ERR_UNAVAILABLE, "mail_not_written",
                          "The mail could not be written: %s.", strerror(code));
    return SAAS_OK;
}

const struct saas_transport_ops saas__transport_file = {
    .name = "file",
    .open = file_open,
    .send = file_send,
    .close = file_close,
};
