/* SPDX-License-Identifier: MIT */
/* Attacks on tokens: algorithms, headers, forms, signatures (RFC 8725, 2). */
#include "auth/token.h"
#include "base/alloc.h"
#include "support/test.h"
#include "unit/tokens.h"

enum { ROUNDS = 20000, COPY = 1024 };

TestSuite(forged_token, .init = tokens_start, .fini = tokens_stop);

/* A copy of the valid token, to change. */
static char *valid_copy(void)
{
    static char copy[COPY];

    snprintf(copy, sizeof(copy), "%s", token_of(TOKEN_HEADER, TOKEN_CLAIMS, UNIT_SECRET));
    return copy;
}

/* The valid token with another signature part. */
static const char *with_signature(const char *signature)
{
    char *token = valid_copy();

    strcpy(strrchr(token, '.') + 1, signature);
    return token;
}

static void expect_headers_refused(const char *const headers[], size_t count, const char *why)
{
    for (size_t i = 0; i < count; i++) {
        char unsigned_token[COPY];

        expect_refused(token_of(headers[i], TOKEN_CLAIMS, UNIT_SECRET), why);
        snprintf(unsigned_token, sizeof(unsigned_token), "%s",
                 token_of(headers[i], TOKEN_CLAIMS, UNIT_SECRET));
        strrchr(unsigned_token, '.')[1] = '\0';
        cr_expect_eq(token_status(unsigned_token, NULL), SAAS_ERR_UNAUTHENTICATED);
    }
}

Test(forged_token, of_any_algorithm_but_hs256_is_refused)
{
    static const char *const headers[] = {
        "{\"alg\":\"none\"}",    "{\"alg\":\"None\"}",
        "{\"alg\":\"nOnE\"}",    "{\"alg\":\"NONE\"}",
        "{\"alg\":\"\"}",        "{\"alg\":\"RS256\"}",
        "{\"alg\":\"HS384\"}",   "{\"alg\":\"HS512\"}",
        "{\"alg\":\"ES256\"}",   "{\"alg\":\"hs256\"}",
        "{\"alg\":\"HS256 \"}",  "{\"alg\":\"HS2567\"}",
        "{\"alg\":256}",         "{\"alg\":null}",
        "{\"alg\":[\"HS256\"]}", "{\"alg\":true}",
        "{\"typ\":\"JWT\"}",     "{}",
        "{\"Alg\":\"HS256\"}",   "{\"alg\":{\"alg\":\"HS256\"}}",
    };

    expect_headers_refused(headers, SAAS_COUNT(headers), "not HS256");
}

Test(forged_token, with_a_critical_header_is_refused)
{
    static const char *const headers[] = {
        "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"HS256\",\"crit\":[]}",
        "{\"alg\":\"HS256\",\"crit\":null}",
        "{\"alg\":\"HS256\",\"crit\":\"\"}",
    };

    expect_headers_refused(headers, SAAS_COUNT(headers), "critical");
}

Test(forged_token, of_another_type_is_refused)
{
    static const char *const headers[] = {
        "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}", "{\"alg\":\"HS256\",\"typ\":\"JWE\"}",
        "{\"alg\":\"HS256\",\"typ\":\"\"}",       "{\"alg\":\"HS256\",\"typ\":7}",
        "{\"alg\":\"HS256\",\"typ\":null}",       "{\"alg\":\"HS256\",\"typ\":[\"JWT\"]}",
    };

    expect_headers_refused(headers, SAAS_COUNT(headers), "another type");
}

Test(forged_token, whose_header_is_no_json_object_is_refused)
{
    static const char *const headers[] = {
        "",
        "HS256",
        "[]",
        "\"HS256\"",
        "null",
        "{\"alg\":\"HS256\"",
        "{\"alg\":\"HS256\"}x",
        "{\"alg\":\"HS256\"}{}",
        "{'alg':'HS256'}",
        "\xEF\xBB\xBF{\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"x\":\"\xFF\"}",
    };

    for (size_t i = 1; i < SAAS_COUNT(headers); i++)
        expect_refused(token_of(headers[i], TOKEN_CLAIMS, UNIT_SECRET), "header cannot be read");
    expect_refused(token_of(headers[0], TOKEN_CLAIMS, UNIT_SECRET), "three parts");
}

Test(forged_token, with_a_key_twice_in_its_header_is_refused)
{
    static const char *const headers[] = {
        "{\"alg\":\"HS256\",\"alg\":\"none\"}",        "{\"alg\":\"none\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",       "{\"alg\":\"HS256\",\"al\\u0067\":\"none\"}",
        "{\"alg\":\"HS256\",\"x\":{\"a\":1,\"a\":2}}",
    };

    expect_headers_refused(headers, SAAS_COUNT(headers), "header cannot be read");
}

Test(forged_token, with_a_key_twice_in_its_claims_is_refused)
{
    static const char *const claims[] = {
        "{\"iss\":\"libsaas\",\"sub\":\"ada\",\"sub\":\"bob\",\"exp\":1780000900}",
        "{\"iss\":\"libsaas\",\"sub\":\"ada\",\"exp\":1700000000,\"exp\":1780000900}",
        "{\"iss\":\"libsaas\",\"sub\":\"ada\",\"s\\u0075b\":\"bob\",\"exp\":1780000900}",
        "{\"iss\":\"libsaas\",\"sub\":\"ada\",\"exp\":1780000900,\"o\":{\"a\":1,\"a\":2}}",
    };

    for (size_t i = 0; i < SAAS_COUNT(claims); i++)
        expect_claims_refused(claims[i], "not valid");
}

Test(forged_token, whose_claims_are_no_json_object_is_refused)
{
    static const char *const claims[] = {"[]", "null", "7", "\"ada\"", "{", "{}x", "\xFF"};

    for (size_t i = 0; i < SAAS_COUNT(claims); i++)
        expect_claims_refused(claims[i], "not valid");
}

Test(forged_token, cannot_bring_its_own_key)
{
    static const char *const headers[] = {
        "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"YXR0YWNrZXI\"}}",
        "{\"alg\":\"HS256\",\"jku\":\"https://attacker.test/keys\"}",
        "{\"alg\":\"HS256\",\"x5u\":\"https://attacker.test/keys\",\"kid\":\"../../dev/null\"}",
    };

    for (size_t i = 0; i < SAAS_COUNT(headers); i++) {
        expect_refused(token_of(headers[i], TOKEN_CLAIMS, "attacker"), "signature");
        expect_refused(token_of(headers[i], TOKEN_CLAIMS, ""), "signature");
    }
}

Test(forged_token, header_may_hold_what_is_not_known)
{
    expect_valid(token_of("{\"alg\":\"HS256\",\"oiat\":1,\"kid\":\"k\",\"jku\":\"https://a.test\"}",
                          TOKEN_CLAIMS, UNIT_SECRET));
    expect_valid(token_of("{\"alg\":\"HS256\"}", TOKEN_CLAIMS, UNIT_SECRET));
    expect_valid(token_of("{\"alg\":\"HS256\",\"typ\":\"jwt\"}", TOKEN_CLAIMS, UNIT_SECRET));
}

Test(forged_token, has_to_have_three_parts)
{
    static const char *const tokens[] = {
        "",     ".",       "..",     "...",    "a",    "a.b",    "a.b.", "a..c",
        ".b.c", "a.b.c.d", "a.b.c.", ".a.b.c", "....", "Bearer", " ",
    };
    char token[COPY + 16];

    for (size_t i = 0; i < SAAS_COUNT(tokens); i++)
        expect_refused(tokens[i], "three parts");
    snprintf(token, sizeof(token), "%s.e30", valid_copy());
    expect_refused(token, "three parts");
    snprintf(token, sizeof(token), "%s.", valid_copy());
    expect_refused(token, "three parts");
    snprintf(token, sizeof(token), ".%s", valid_copy());
    expect_refused(token, "three parts");
}

Test(forged_token, is_refused_with_anything_around_or_between)
{
    static const char *const additions[] = {"=",  "==",  "\n", "\r\n", " ",
                                            "\t", "%20", "+",  "/",    "~"};
    char token[COPY + 16];

    for (size_t i = 0; i < SAAS_COUNT(additions); i++) {
        const char *valid = valid_copy();

        for (const char *at = valid;; at = strchr(at, '.') + 1) {
            snprintf(token, sizeof(token), "%.*s%s%s", (int)(at - valid), valid, additions[i], at);
            cr_expect_eq(token_status(token, NULL), SAAS_ERR_UNAUTHENTICATED, "%s", token);
            if (!strchr(at, '.'))
                break;
        }
        snprintf(token, sizeof(token), "%s%s", valid, additions[i]);
        expect_refused(token, "signature");
    }
}

Test(forged_token, with_stray_bits_at_the_end_of_its_signature_is_refused)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *token = valid_copy();
    char *last = token + strlen(token) - 1;
    char right = *last;
    long index = strchr(alphabet, right) - alphabet;

    cr_assert_eq(index % 4, 0, "43 letters hold 2 bits too many");
    for (int stray = 1; stray < 4; stray++) {
        *last = alphabet[index + stray];
        expect_refused(token, "signature");
    }
    *last = right;
    expect_valid(token);
}

Test(forged_token, without_its_whole_signature_is_refused)
{
    char *token = valid_copy();
    size_t signature = strlen(strrchr(token, '.') + 1);

    for (size_t cut = 1; cut < signature; cut++) {
        token[strlen(token) - 1] = '\0';
        expect_refused(token, "signature");
    }
    token[strlen(token) - 1] = '\0';
    expect_refused(token, "three parts");
}

Test(forged_token, with_another_signature_is_refused)
{
    expect_refused(with_signature("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "signature");
    expect_refused(with_signature("AAAA"), "signature");
    expect_refused(with_signature("e30"), "signature");
    expect_refused(with_signature("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                   "signature");
}

Test(forged_token, of_another_secret_is_refused)
{
    expect_refused(token_of(TOKEN_HEADER, TOKEN_CLAIMS, ""), "signature");
    expect_refused(token_of(TOKEN_HEADER, TOKEN_CLAIMS, UNIT_SECRET "."), "signature");
    expect_refused(token_of(TOKEN_HEADER, TOKEN_CLAIMS, "libsaas"), "signature");
}

static void without_secret(saas_client_options *options)
{
    options->secret = NULL;
}

Test(forged_token, is_refused_where_there_is_no_secret)
{
    tokens_start_with(without_secret);
    expect_refused(token_of(TOKEN_HEADER, TOKEN_CLAIMS, ""), "secret");
    expect_refused(token_of(TOKEN_HEADER, TOKEN_CLAIMS, UNIT_SECRET), "secret");
}

Test(forged_token, of_another_tokens_signature_is_refused)
{
    char signature[64];

    snprintf(signature, sizeof(signature), "%s",
             strrchr(token_of(TOKEN_HEADER, "{\"sub\":\"bob\"}", UNIT_SECRET), '.') + 1);
    expect_refused(with_signature(signature), "signature");
}

/* The valid claims and so many letters that are of no use. */
static const char *padded_token(int letters)
{
    static char claims[12000];

    snprintf(claims, sizeof(claims),
             "{\"iss\":\"libsaas\",\"sub\":\"ada\",\"exp\":1780000900,\"x\":\"%0*d\"}", letters, 0);
    return token_of(TOKEN_HEADER, claims, UNIT_SECRET);
}

Test(forged_token, of_9_kib_is_refused_and_one_of_nearly_8_is_not)
{
    const char *token = padded_token(6000);

    cr_assert_leq(strlen(token), SAAS_TOKEN_MAX);
    expect_valid(token);
    token = padded_token(6700);
    cr_assert_gt(strlen(token), 9000);
    expect_refused(token, "too long");
}

Test(forged_token, of_8_kib_and_a_byte_is_refused_before_it_is_read)
{
    char token[SAAS_TOKEN_MAX + 2];

    memset(token, '.', sizeof(token) - 1);
    token[SAAS_TOKEN_MAX + 1] = '\0';
    expect_refused(token, "too long");
    token[SAAS_TOKEN_MAX] = '\0';
    expect_refused(token, "three parts");
}

Test(forged_token, of_deep_json_is_refused)
{
    char claims[5001];

    memset(claims, '[', 5000);
    claims[5000] = '\0';
    expect_refused(token_of(TOKEN_HEADER, claims, UNIT_SECRET), "not valid");
}

/* Changes one to three places: another byte, one more, one less, or two exchanged. */
static void mutate(char *token)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\x80\xFF";

    for (unsigned changes = 1 + unit_random() % 3; changes > 0; changes--) {
        size_t length = strlen(token);
        char *at = token + unit_random() % length;
        char *other = token + unit_random() % length;
        char letter = letters[unit_random() % (sizeof(letters) - 1)];

        switch (unit_random() % 4) {
        case 0:
            *at = letter;
            break;
        case 1:
            memmove(at + 1, at, strlen(at) + 1);
            *at = letter;
            break;
        case 2:
            memmove(at, at + 1, strlen(at));
            break;
        default:
            letter = *at;
            *at = *other;
            *other = letter;
            break;
        }
    }
}

Test(forged_token, of_any_mutation_never_verifies)
{
    char valid[COPY + 16];
    char token[COPY + 16];
    int different = 0;

    snprintf(valid, sizeof(valid), "%s", valid_copy());
    for (int i = 0; i < ROUNDS; i++) {
        memcpy(token, valid, sizeof(token));
        mutate(token);
        if (strcmp(token, valid) == 0)
            continue;
        different++;
        cr_assert_eq(token_status(token, NULL), SAAS_ERR_UNAUTHENTICATED, "%s", token);
    }
    cr_expect_gt(different, ROUNDS * 9 / 10);
    expect_valid(valid);
}

Test(forged_token, of_any_single_bit_never_verifies)
{
    char *token = valid_copy();
    size_t length = strlen(token);

    for (size_t bit = 0; bit < length * 8; bit++) {
        token[bit / 8] = (char)(token[bit / 8] ^ (1 << bit % 8));
        cr_assert_eq(token_status(token, NULL), SAAS_ERR_UNAUTHENTICATED, "%s", token);
        token[bit / 8] = (char)(token[bit / 8] ^ (1 << bit % 8));
    }
    expect_valid(token);
}
