/* SPDX-License-Identifier: MIT */
/* What a token has to say, when it is signed as it should be. */
#include "auth/token.h"

#include "base/alloc.h"
#include "support/test.h"
#include "unit/tokens.h"

/* Claims but for the times, and those that are not tested. */
#define WHO "\"iss\":\"libsaas\",\"sub\":\"ada\""
#define VALID WHO ",\"exp\":1780000900"

TestSuite(token, .init = tokens_start, .fini = tokens_stop);

struct claims_case {
    const char *claims;
    const char *why; /* NULL: it is valid */
};

static void expect_cases(const struct claims_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (cases[i].why)
            expect_claims_refused(cases[i].claims, cases[i].why);
        else
            expect_claims_valid(cases[i].claims);
    }
}

static void at_second(long long second)
{
    unit_set_time(second * UNIT_SECOND);
}

Test(token, that_is_valid_says_who_and_until_when)
{
    expect_claims_valid(TOKEN_CLAIMS);
    cr_expect_str_eq(token_claims.subject, "ada");
    cr_expect_eq(token_claims.expires_at, 1780000900 * UNIT_SECOND);
}

/* Made by Python's hmac and hashlib, with blanks in its JSON and a kid. */
Test(token, of_another_implementation_is_valid)
{
    expect_valid("eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJIUzI1NiIsICJraWQiOiAicHl0aG9uIn0."
                 "eyJpc3MiOiAibGlic2FhcyIsICJzdWIiOiAidXNlci1mcm9tLXB5dGhvbiIsICJpYXQiOiAxNzgwMDAw"
                 "MDAwLCAiZXhwIjogMTc4MDAwMDkwMH0."
                 "T4yo-C0lWOvYnK6a97pW-_5aSYL8CiFGD8J-e5mKeKE");
    cr_expect_str_eq(token_claims.subject, "user-from-python");
}

Test(token, made_here_is_valid_until_its_time_is_over)
{
    struct saas_client *client = unit_client();
    saas_error err = SAAS_ERROR_INIT;
    struct saas_arena arena;
    const char *token = NULL;

    saas__arena_init(&arena, NULL, 0);
    assert_ok(saas__token_mint(client, &arena, "a \"quoted\" one", UNIT_NOW_S * UNIT_SECOND, &token,
                               &err),
              &err);
    expect_valid(token);
    cr_expect_str_eq(token_claims.subject, "a \"quoted\" one");
    cr_expect_eq(token_claims.expires_at, (UNIT_NOW_S + 900) * UNIT_SECOND);
    at_second(UNIT_NOW_S + 904);
    expect_valid(token);
    at_second(UNIT_NOW_S + 905);
    expect_refused(token, "expired");
    saas__arena_clear(&arena);
}

Test(token, needs_an_expiry_that_is_a_whole_number)
{
    static const struct claims_case cases[] = {
        {"{" WHO "}", "no expiry"},
        {"{" WHO ",\"exp\":\"1780000900\"}", "no date"},
        {"{" WHO ",\"exp\":1780000900.0}", "no date"},
        {"{" WHO ",\"exp\":1.78e9}", "no date"},
        {"{" WHO ",\"exp\":null}", "no date"},
        {"{" WHO ",\"exp\":true}", "no date"},
        {"{" WHO ",\"exp\":[1780000900]}", "no date"},
        {"{" WHO ",\"exp\":{}}", "no date"},
        {"{" WHO ",\"exp\":0}", "no date"},
        {"{" WHO ",\"exp\":1}", "no date"}, /* 1970 */
        {"{" WHO ",\"exp\":-1780000900}", "no date"},
        {"{" WHO ",\"exp\":1780000900000}", "no date"}, /* milliseconds */
        {"{" WHO ",\"exp\":9223372036854775807}", "no date"},
        {"{" WHO ",\"exp\":1700000000}", "expired"},
        {"{" WHO ",\"exp\":1780000900}", NULL},
        {"{" WHO ",\"exp\":100000000000}", NULL},
    };

    expect_cases(cases, SAAS_COUNT(cases));
}

Test(token, with_a_number_that_no_integer_holds_is_refused)
{
    expect_claims_refused("{" WHO ",\"exp\":99999999999999999999}", "not valid");
}

Test(token, is_valid_for_5_seconds_after_its_expiry_and_no_longer)
{
    at_second(1780000904);
    expect_claims_valid("{" VALID "}");
    unit_set_time(1780000905 * UNIT_SECOND - 1);
    expect_claims_valid("{" VALID "}");
    at_second(1780000905);
    expect_claims_refused("{" VALID "}", "expired");
}

Test(token, is_valid_from_5_seconds_before_its_nbf)
{
    at_second(1780000094);
    expect_claims_refused("{" VALID ",\"nbf\":1780000100}", "not valid yet");
    at_second(1780000095);
    expect_claims_valid("{" VALID ",\"nbf\":1780000100}");
}

Test(token, is_not_issued_more_than_5_seconds_ahead)
{
    at_second(1780000094);
    expect_claims_refused("{" VALID ",\"iat\":1780000100}", "in the future");
    at_second(1780000095);
    expect_claims_valid("{" VALID ",\"iat\":1780000100}");
}

Test(token, with_another_date_that_is_none_is_refused)
{
    static const struct claims_case cases[] = {
        {"{" VALID ",\"nbf\":\"1780000000\"}", "no date"},
        {"{" VALID ",\"nbf\":1780000000.5}", "no date"},
        {"{" VALID ",\"nbf\":null}", "no date"},
        {"{" VALID ",\"nbf\":0}", "no date"},
        {"{" VALID ",\"iat\":\"1780000000\"}", "no date"},
        {"{" VALID ",\"iat\":1780000000.0}", "no date"},
        {"{" VALID ",\"iat\":9223372036854775807}", "no date"},
        {"{" VALID ",\"iat\":1600000000}", NULL},
    };

    expect_cases(cases, SAAS_COUNT(cases));
}

Test(token, needs_a_subject_of_1_to_255_bytes)
{
    char claims[512];

    expect_claims_refused("{\"iss\":\"libsaas\",\"exp\":1780000900}", "no subject");
    expect_claims_refused("{\"iss\":\"libsaas\",\"exp\":1780000900,\"sub\":\"\"}", "no subject");
    expect_claims_refused("{\"iss\":\"libsaas\",\"exp\":1780000900,\"sub\":7}", "no subject");
    expect_claims_refused("{\"iss\":\"libsaas\",\"exp\":1780000900,\"sub\":null}", "no subject");
    expect_claims_refused("{\"iss\":\"libsaas\",\"exp\":1780000900,\"sub\":[\"ada\"]}",
                          "no subject");
    snprintf(claims, sizeof(claims), "{\"iss\":\"libsaas\",\"exp\":1780000900,\"sub\":\"%0255d\"}",
             7);
    expect_claims_valid(claims);
    cr_expect_eq(strlen(token_claims.subject), 255);
    snprintf(claims, sizeof(claims), "{\"iss\":\"libsaas\",\"exp\":1780000900,\"sub\":\"%0256d\"}",
             7);
    expect_claims_refused(claims, "no subject");
}

Test(token, with_a_nul_in_its_subject_is_refused)
{
    expect_claims_refused("{\"iss\":\"libsaas\",\"exp\":1780000900,\"sub\":\"ada\\u0000x\"}",
                          "not valid");
}

Test(token, needs_exactly_its_issuer)
{
    static const struct claims_case cases[] = {
        {"{\"sub\":\"ada\",\"exp\":1780000900}", "issuer"},
        {"{\"sub\":\"ada\",\"exp\":1780000900,\"iss\":\"\"}", "issuer"},
        {"{\"sub\":\"ada\",\"exp\":1780000900,\"iss\":\"libsaa\"}", "issuer"},
        {"{\"sub\":\"ada\",\"exp\":1780000900,\"iss\":\"libsaas/\"}", "issuer"},
        {"{\"sub\":\"ada\",\"exp\":1780000900,\"iss\":\"LIBSAAS\"}", "issuer"},
        {"{\"sub\":\"ada\",\"exp\":1780000900,\"iss\":[\"libsaas\"]}", "issuer"},
        {"{\"sub\":\"ada\",\"exp\":1780000900,\"iss\":null}", "issuer"},
    };

    expect_cases(cases, SAAS_COUNT(cases));
}

static void with_audience(saas_client_options *options)
{
    options->jwt_audience = "api";
}

Test(token, needs_the_audience_that_is_configured)
{
    static const struct claims_case cases[] = {
        {"{" VALID ",\"aud\":\"api\"}", NULL},
        {"{" VALID ",\"aud\":[\"api\"]}", NULL},
        {"{" VALID ",\"aud\":[7,\"web\",\"api\"]}", NULL},
        {"{" VALID "}", "another audience"},
        {"{" VALID ",\"aud\":\"web\"}", "another audience"},
        {"{" VALID ",\"aud\":\"api2\"}", "another audience"},
        {"{" VALID ",\"aud\":\"ap\"}", "another audience"},
        {"{" VALID ",\"aud\":\"\"}", "another audience"},
        {"{" VALID ",\"aud\":[]}", "another audience"},
        {"{" VALID ",\"aud\":[\"web\",[\"api\"]]}", "another audience"},
        {"{" VALID ",\"aud\":{\"api\":\"api\"}}", "another audience"},
        {"{" VALID ",\"aud\":null}", "another audience"},
    };

    tokens_start_with(with_audience);
    expect_cases(cases, SAAS_COUNT(cases));
}

Test(token, may_have_any_audience_when_none_is_configured)
{
    expect_claims_valid("{" VALID ",\"aud\":\"web\"}");
}

static void with_parties(saas_client_options *options)
{
    options->jwt_authorized_parties = "https://a.test, https://b.test,https://c.test";
}

Test(token, needs_a_party_that_is_listed)
{
    static const struct claims_case cases[] = {
        {"{" VALID ",\"azp\":\"https://a.test\"}", NULL},
        {"{" VALID ",\"azp\":\"https://b.test\"}", NULL},
        {"{" VALID ",\"azp\":\"https://c.test\"}", NULL},
        {"{" VALID "}", "another party"},
        {"{" VALID ",\"azp\":\"https://d.test\"}", "another party"},
        {"{" VALID ",\"azp\":\"https://a.tes\"}", "another party"},
        {"{" VALID ",\"azp\":\"https://a.test,\"}", "another party"},
        {"{" VALID ",\"azp\":\"https://a.test, https://b.test\"}", "another party"},
        {"{" VALID ",\"azp\":\" https://b.test\"}", "another party"},
        {"{" VALID ",\"azp\":\"\"}", "another party"},
        {"{" VALID ",\"azp\":null}", "another party"},
        {"{" VALID ",\"azp\":[\"https://a.test\"]}", "another party"},
    };

    tokens_start_with(with_parties);
    expect_cases(cases, SAAS_COUNT(cases));
}

Test(token, may_have_any_party_when_none_is_configured)
{
    expect_claims_valid("{" VALID ",\"azp\":\"https://d.test\"}");
}

Test(token, may_have_claims_that_are_not_known)
{
    expect_claims_valid("{" VALID ",\"sid\":\"s\",\"o\":{\"id\":\"org\"},\"jti\":7}");
}

/* RFC 7515, A.1: its key, its token, its claims of 2011. */
#define A1_INPUT                                                                                   \
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."                                                    \
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl" \
    "f"                                                                                            \
    "Q."
#define A1_TOKEN A1_INPUT "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

static void with_rfc_7515(saas_client_options *options)
{
    static const unsigned char key[] = {
        3,   35,  53,  75,  43, 15,  165, 188, 131, 126, 6,   101, 119, 123, 166, 143, 90,
        179, 40,  230, 240, 84, 201, 40,  169, 15,  132, 178, 210, 80,  46,  191, 211, 251,
        90,  146, 210, 6,   71, 239, 150, 138, 180, 195, 119, 98,  61,  34,  61,  46,  33,
        114, 5,   46,  79,  8,  192, 205, 154, 245, 103, 208, 128, 163, 0};

    options->secret = (const char *)key;
    options->jwt_issuer = "joe";
}

Test(token, of_rfc_7515_is_signed_rightly_but_expired)
{
    tokens_start_with(with_rfc_7515);
    expect_refused(A1_TOKEN, "expired");
    expect_refused(A1_INPUT "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXg", "signature");
}

Test(token, of_rfc_7515_in_its_own_time_has_no_subject)
{
    tokens_start_with(with_rfc_7515);
    at_second(1300819379);
    expect_refused(A1_TOKEN, "no subject");
}
