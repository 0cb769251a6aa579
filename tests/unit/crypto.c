/* SPDX-License-Identifier: MIT */
/* MACs, hashes and base64url against published vectors. */
#include "base/crypto.h"

#include "base/alloc.h"
#include "support/test.h"

static void start(void)
{
    cr_assert(saas__crypto_start());
}

TestSuite(crypto, .init = start);

static const char *hex(const uint8_t *bytes, size_t count)
{
    static char text[2 * 64 + 1];

    for (size_t i = 0; i < count; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return text;
}

static const char *hmac_of(const char *key, const char *text)
{
    uint8_t mac[SAAS_MAC_BYTES];

    saas__hmac(mac, key, text, strlen(text));
    return hex(mac, sizeof(mac));
}

Test(crypto, starts_as_often_as_one_likes)
{
    cr_expect(saas__crypto_start());
    cr_expect(saas__crypto_start());
}

Test(crypto, hmac_is_that_of_rfc_4231)
{
    char long_key[132] = "";

    cr_expect_str_eq(
        hmac_of("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b",
                "Hi There"),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    cr_expect_str_eq(hmac_of("Jefe", "what do ya want for nothing?"),
                     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(long_key, 0xaa, 131); /* longer than a block */
    cr_expect_str_eq(hmac_of(long_key, "Test Using Larger Than Block-Size Key - Hash Key First"),
                     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

Test(crypto, keys_for_two_purposes_or_of_two_secrets_differ)
{
    uint8_t first[SAAS_KEY_BYTES];
    uint8_t other_purpose[SAAS_KEY_BYTES];
    uint8_t other_secret[SAAS_KEY_BYTES];

    saas__key_derive(first, "secret", "one");
    saas__key_derive(other_purpose, "secret", "two");
    saas__key_derive(other_secret, "secret 2", "one");
    cr_assert_arr_neq(first, other_purpose, sizeof(first));
    cr_assert_arr_neq(first, other_secret, sizeof(first));
}

static void mac_of(uint8_t mac[SAAS_MAC_BYTES], size_t count, const char *const parts[])
{
    static const uint8_t key[SAAS_KEY_BYTES] = {1, 2, 3};

    saas__mac(mac, key, count, parts);
}

Test(crypto, mac_separates_its_parts)
{
    static const char *const variants[][3] = {
        {"ab", "c", ""}, {"a", "bc", ""}, {"abc", "", ""},
        {"", "abc", ""}, {"", "", "abc"}, {"ab", "", "c"},
    };
    uint8_t macs[SAAS_COUNT(variants)][SAAS_MAC_BYTES];

    for (size_t i = 0; i < SAAS_COUNT(variants); i++) {
        mac_of(macs[i], 3, variants[i]);
        for (size_t other = 0; other < i; other++)
            cr_assert_arr_neq(macs[i], macs[other], SAAS_MAC_BYTES, "%zu and %zu", i, other);
    }
}

Test(crypto, mac_counts_its_parts_and_repeats_itself)
{
    static const char *const parts[] = {"a", "b", ""};
    uint8_t three[SAAS_MAC_BYTES];
    uint8_t again[SAAS_MAC_BYTES];
    uint8_t two[SAAS_MAC_BYTES];

    mac_of(three, 3, parts);
    mac_of(again, 3, parts);
    mac_of(two, 2, parts);
    cr_assert_arr_eq(three, again, SAAS_MAC_BYTES);
    cr_assert_arr_neq(three, two, SAAS_MAC_BYTES);
}

Test(crypto, sha256_is_that_of_fips_180_in_base64url)
{
    char text[SAAS_MAC_TEXT_SIZE];

    saas__sha256_text(text, "abc");
    cr_expect_str_eq(text, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    saas__sha256_text(text, "");
    cr_expect_str_eq(text, "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
}

/* RFC 4648, 10, and the two letters that are base64url's own. */
static const struct {
    const char *bytes;
    const char *text;
} vectors[] = {
    {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
    {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xFF", "-_8"},
};

Test(crypto, base64url_is_that_of_rfc_4648_without_padding)
{
    char text[32];

    for (size_t i = 0; i < SAAS_COUNT(vectors); i++) {
        saas__base64url(text, sizeof(text), vectors[i].bytes, strlen(vectors[i].bytes));
        cr_expect_str_eq(text, vectors[i].text);
    }
}

Test(crypto, base64url_is_read_back)
{
    char bytes[32];
    size_t count = 0;

    for (size_t i = 0; i < SAAS_COUNT(vectors); i++) {
        cr_assert(saas__base64url_decode(bytes, sizeof(bytes), &count, vectors[i].text,
                                         strlen(vectors[i].text)));
        cr_expect_eq(count, strlen(vectors[i].bytes));
        cr_assert_arr_eq(bytes, vectors[i].bytes, count);
    }
}

Test(crypto, base64url_is_read_strictly)
{
    static const char *const wrong[] = {
        "Zg==",     "Zg=",   "Zm8=",    "=",
        "Zm9v\n",   "Zm9v ", " Zm9v",   "Zm\n9v",
        "Zm9v\r\n", "Zh",    "Zm9",     "Zm9vYh", /* bits that are left over are not 0 */
        "Z",        "Zm9vY",                      /* no number of letters that base64 has */
        "+/8",      "Zm9v.", "Zm9\xC3", "Zm9v\xC2\xA0",
        "Zm\t9v",   "Zm9v,", "%5Am",
    };
    char bytes[32];
    size_t count;

    for (size_t i = 0; i < SAAS_COUNT(wrong); i++)
        cr_expect(!saas__base64url_decode(bytes, sizeof(bytes), &count, wrong[i], strlen(wrong[i])),
                  "\"%s\" is read", wrong[i]);
}

Test(crypto, base64url_has_no_letters_beyond_ascii)
{
    char text[] = "Zm9v";
    char bytes[8];
    size_t count;

    for (size_t at = 0; at < 4; at++) {
        for (int byte = 0x80; byte <= 0xFF; byte++) {
            memcpy(text, "Zm9v", 4);
            text[at] = (char)byte;
            cr_assert(!saas__base64url_decode(bytes, sizeof(bytes), &count, text, 4), "%02x", byte);
        }
    }
}

Test(crypto, base64url_with_a_nul_inside_is_refused)
{
    char bytes[32];
    size_t count;

    cr_expect(!saas__base64url_decode(bytes, sizeof(bytes), &count, "Zm9v\0Zm9", 8));
}

Test(crypto, base64url_that_does_not_fit_is_refused)
{
    char bytes[8] = "-------";
    size_t count;

    cr_expect(!saas__base64url_decode(bytes, 5, &count, "Zm9vYmFy", 8));
    cr_expect_eq(bytes[5], '-');
    cr_expect(saas__base64url_decode(bytes, 6, &count, "Zm9vYmFy", 8));
}
