/* SPDX-License-Identifier: MIT */
/* Messages as text. */
#include <sodium.h>

#include "base/alloc.h"
#include "mail/mail.h"
#include "support/test.h"
#include "unit/fixture.h"

static struct saas_message message;
static char *text;

static void start(void)
{
    message = (struct saas_message){.id = "job_1",
                                    .from = "Acme <post@acme.test>",
                                    .to = "ada@example.test",
                                    .subject = "Hello",
                                    .text = "One\nTwo\n",
                                    .date = UNIT_NOW_S * UNIT_SECOND};
    text = NULL;
}

static void stop(void)
{
    saas__free(text);
}

TestSuite(message, .init = start, .fini = stop);

static void make(void)
{
    saas__free(text);
    text = saas__message_text(&message);
    cr_assert_not_null(text);
}

/* A header's value, with its folding; the next one overwrites it. */
static const char *header(const char *name)
{
    static char value[4096];
    char start_of_it[64];
    const char *at;
    const char *end;

    snprintf(start_of_it, sizeof(start_of_it), "\r\n%s: ", name);
    at = strncmp(text, start_of_it + 2, strlen(start_of_it + 2)) == 0 ? text - 2
                                                                      : strstr(text, start_of_it);
    cr_assert_not_null(at, "no %s in %s", name, text);
    at += strlen(start_of_it);
    end = strstr(at, "\r\n");
    while (end && end[2] == ' ')
        end = strstr(end + 2, "\r\n");
    cr_assert_not_null(end);
    snprintf(value, sizeof(value), "%.*s", (int)(end - at), at);
    return value;
}

/* Decodes words of UTF-8 in base64 one by one: each has to be characters on its own. */
static const char *decoded(const char *value)
{
    static char out[4096];
    size_t length = 0;
    size_t count;

    while (*value) {
        const char *end = strncmp(value, "=?UTF-8?B?", 10) == 0 ? strstr(value + 10, "?=") : NULL;

        cr_assert_not_null(end, "no encoded word: %s", value);
        cr_expect_leq(end + 2 - value, 75, "RFC 2047, 2");
        cr_assert_eq(sodium_base642bin((unsigned char *)out + length, sizeof(out) - length - 1,
                                       value + 10, (size_t)(end - value) - 10, NULL, &count, NULL,
                                       sodium_base64_VARIANT_ORIGINAL),
                     0, "%s", value);
        cr_expect_neq((unsigned char)out[length] & 0xC0, 0x80, "a word begins in a character");
        length += count;
        value = end + 2;
        value += strspn(value, "\r\n ");
    }
    out[length] = '\0';
    return out;
}

Test(message, has_the_headers_of_rfc_5322)
{
    make();
    cr_expect_str_eq(header("From"), "Acme <post@acme.test>");
    cr_expect_str_eq(header("To"), "ada@example.test");
    cr_expect_str_eq(header("Subject"), "Hello");
    cr_expect_str_eq(header("Date"), "Thu, 28 May 2026 20:26:40 +0000");
    cr_expect_str_eq(header("Message-ID"), "<job_1@acme.test>");
    cr_expect_str_eq(header("MIME-Version"), "1.0");
    cr_expect_str_eq(header("Content-Type"), "text/plain; charset=utf-8");
    cr_expect_str_eq(header("Content-Transfer-Encoding"), "8bit");
}

Test(message, of_one_job_has_one_id)
{
    char first[256];

    make();
    snprintf(first, sizeof(first), "%s", header("Message-ID"));
    message.date += UNIT_SECOND;
    make();
    cr_expect_str_eq(header("Message-ID"), first);
    message.id = "job_2";
    make();
    cr_expect_str_neq(header("Message-ID"), first);
}

Test(message, of_a_sender_without_a_domain_has_an_id_as_well)
{
    message.from = "post";
    make();
    cr_expect_str_eq(header("Message-ID"), "<job_1@localhost>");
}

Test(message, ends_each_line_with_crlf)
{
    message.text = "One\n\nTwo\nthe last one has no end";
    make();
    for (const char *c = text; *c; c++)
        if (*c == '\n')
            cr_assert(c > text && c[-1] == '\r', "a bare line feed");
    cr_expect_str_eq(strstr(text, "\r\n\r\n"),
                     "\r\n\r\nOne\r\n\r\nTwo\r\nthe last one has no end\r\n");
}

Test(message, without_a_text_is_its_headers)
{
    message.text = "";
    make();
    cr_expect_str_eq(strstr(text, "\r\n\r\n"), "\r\n\r\n");
}

Test(message, encodes_a_subject_beyond_ascii)
{
    message.subject = "Gr\u00FC\u00DFe von Ada";
    make();
    cr_expect_str_eq(header("Subject"), "=?UTF-8?B?R3LDvMOfZSB2b24gQWRh?=");
    cr_expect_str_eq(decoded(header("Subject")), message.subject);
}

Test(message, cuts_a_long_subject_between_characters)
{
    static const char *const characters[] = {"\u00E9", "\u65E5", "\U0001F680"};
    char subject[1024];

    message.subject = subject;
    for (size_t c = 0; c < SAAS_COUNT(characters); c++) {
        for (size_t lead = 0; lead < 4; lead++) {
            memset(subject, 'x', lead);
            subject[lead] = '\0';
            while (strlen(subject) < 500)
                strcat(subject, characters[c]);
            make();
            cr_expect_str_eq(decoded(header("Subject")), subject);
        }
    }
}

Test(message, encodes_names_but_not_addresses)
{
    const char *value;
    char name[256];

    message.from = "J\u00FCrgen <post@acme.test>";
    make();
    value = header("From");
    cr_assert_not_null(strchr(value, '<'), "%s", value);
    cr_expect_str_eq(strchr(value, '<'), "<post@acme.test>");
    snprintf(name, sizeof(name), "%.*s", (int)(strstr(value, "?=") + 2 - value), value);
    cr_expect_eq(strncmp(decoded(name), "J\u00FCrgen", strlen("J\u00FCrgen")), 0, "%s", value);
    for (const char *c = value; *c; c++)
        cr_assert_lt((unsigned char)*c, 0x80);
}

Test(message, refuses_a_line_break_in_a_header)
{
    static const char *const breaks[] = {"\r\nBcc: eve@example.test", "\nBcc: eve@example.test",
                                         "\rBcc: eve@example.test", "\r\n", "\n"};
    char value[256];

    for (size_t i = 0; i < SAAS_COUNT(breaks); i++) {
        snprintf(value, sizeof(value), "ada@example.test%s", breaks[i]);
        start();
        message.to = value;
        cr_expect_null(saas__message_text(&message), "To, %zu", i);
        start();
        message.from = value;
        cr_expect_null(saas__message_text(&message), "From, %zu", i);
        start();
        message.subject = value;
        cr_expect_null(saas__message_text(&message), "Subject, %zu", i);
    }
}

Test(message, refuses_a_line_break_in_an_encoded_header)
{
    message.subject = "Gr\u00FC\u00DFe\r\nBcc: eve@example.test";
    cr_expect_null(saas__message_text(&message));
}

Test(message, without_memory_is_none)
{
    unit_fail_allocations_after(0);
    text = saas__message_text(&message);
    unit_heal_allocations();
    cr_expect_null(text);
}
