/* SPDX-License-Identifier: MIT */
/* Messages as text: headers (RFC 5322, 2047) and a UTF-8 body. */
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "mail/mail.h"

enum {
    MESSAGE_MAX = 1 << 20,
    WORD_BYTES = 39 /* make 52 letters of base64, so a word of 64 behind "Subject: " */
};

static bool is_plain(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text & 0x80)
            return false;
    return true;
}

/* As many bytes as fit into a word without cutting a character: RFC 2047, 5 (3). */
static size_t word_length(const char *text)
{
    size_t length = strnlen(text, WORD_BYTES + 1);

    if (length <= WORD_BYTES)
        return length;
    length = WORD_BYTES;
    while (length > 1 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return length;
}

/* Text of that size, in encoded words where it is not ASCII, each on a line of its own:
 * RFC 2047, 2 allows 76 characters a line. */
static void put_text(struct saas_buf *buf, const char *text, size_t size)
{
    char word[WORD_BYTES * 2];
    const char *end = text + size;

    while (text < end) {
        size_t length = word_length(text);

        if (length > (size_t)(end - text))
            length = (size_t)(end - text);
        sodium_bin2base64(word, sizeof(word), (const unsigned char *)text, length,
                          sodium_base64_VARIANT_ORIGINAL);
        text += length;
        saas__buf_printf(buf, "=?UTF-8?B?%s?=%s", word, text < end ? "\r\n " : "");
    }
}

static void put_subject(struct saas_buf *buf, const char *subject)
{
    if (is_plain(subject))
        saas__buf_text(buf, subject);
    else
        put_text(buf, subject, strlen(subject));
}

/* A display name is encoded without its quotes and apart from the address. */
static void put_address(struct saas_buf *buf, const char *address)
{
    const char *open = strrchr(address, '<');
    size_t length = open ? (size_t)(open - address) : 0;

    if (!open || is_plain(address)) {
        saas__buf_text(buf, address);
        return;
    }
    while (length > 0 && address[length - 1] == ' ')
        length--;
    if (length > 1 && address[0] == '"' && address[length - 1] == '"') {
        address++;
        length -= 2;
    }
    put_text(buf, address, length);
    saas__buf_text(buf, "\r\n ");
    saas__buf_text(buf, open);
}

static void put_date(struct saas_buf *buf, saas_time date)
{
    time_t seconds = (time_t)(date / 1000000);
    char text[64];
    struct tm tm;

    gmtime_r(&seconds, &tm);
    strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0000", &tm);
    saas__buf_text(buf, text);
}

/* Each line of the body ends with CRLF, and neither stands alone: RFC 5322, 2.3. */
static void put_body(struct saas_buf *buf, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\r\n");

        saas__buf_add(buf, text, length);
        saas__buf_text(buf, "\r\n");
        text += length;
        text += text[0] == '\r' && text[1] == '\n' ? 2 : text[0] != '\0';
    }
}

static bool breaks_line(const char *text)
{
    return strpbrk(text, "\r\n") != NULL;
}

/* The domain of the sender, for the Message-ID. */
static const char *domain_of(const char *from, size_t *length)
{
    const char *at = strrchr(from, '@');

    *length = at ? strcspn(at + 1, ">") : strlen("localhost");
    return at ? at + 1 : "localhost";
}

char *saas__message_text(const struct saas_message *message)
{
    struct saas_buf buf;
    size_t domain_length;
    const char *domain = domain_of(message->from, &domain_length);

    if (breaks_line(message->from) || breaks_line(message->to) || breaks_line(message->subject))
        return NULL;
    saas__buf_init(&buf, MESSAGE_MAX);
    saas__buf_text(&buf, "From: ");
    put_address(&buf, message->from);
    saas__buf_text(&buf, "\r\nTo: ");
    put_address(&buf, message->to);
    saas__buf_text(&buf, "\r\nSubject: ");
    put_subject(&buf, message->subject);
    saas__buf_text(&buf, "\r\nDate: ");
    put_date(&buf, message->date);
    saas__buf_printf(&buf, "\r\nMessage-ID: <%s@%.*s>\r\n", message->id, (int)domain_length,
                     domain);
    saas__buf_text(&buf, "MIME-Version: 1.0\r\n"
                         "Content-Type: text/plain; charset=utf-8\r\n"
                         "Content-Transfer-Encoding: 8bit\r\n\r\n");
    put_body(&buf, message->text);
    return saas__buf_take(&buf);
}
