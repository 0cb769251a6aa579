/* SPDX-License-Identifier: MIT */
/* Keys, MACs, hashes and base64url, over libsodium. */
#include "base/crypto.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

bool saas__crypto_start(void)
{
    return sodium_init() >= 0;
}

void saas__hmac(uint8_t mac[SAAS_MAC_BYTES], const char *key, const char *text, size_t length)
{
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key, strlen(key));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, length);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_memzero(&state, sizeof(state));
}

void saas__key_derive(uint8_t key[SAAS_KEY_BYTES], const char *secret, const char *purpose)
{
    static_assert(SAAS_KEY_BYTES == SAAS_MAC_BYTES, "a MAC is a key");
    saas__hmac(key, secret, purpose, strlen(purpose));
}

void saas__mac(uint8_t mac[SAAS_MAC_BYTES], const uint8_t key[SAAS_KEY_BYTES], size_t count,
               const char *const parts[])
{
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, key, SAAS_KEY_BYTES);
    for (size_t i = 0; i < count; i++) {
        uint64_t length = strlen(parts[i]);
        unsigned char prefix[8];

        for (int byte = 0; byte < 8; byte++)
            prefix[byte] = (unsigned char)(length >> (8 * byte));
        crypto_auth_hmacsha256_update(&state, prefix, sizeof(prefix));
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)parts[i], length);
    }
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_memzero(&state, sizeof(state));
}

void saas__sha256_text(char text[SAAS_MAC_TEXT_SIZE], const char *input)
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(hash, (const unsigned char *)input, strlen(input));
    saas__base64url(text, SAAS_MAC_TEXT_SIZE, hash, sizeof(hash));
}

void saas__base64url(char *text, size_t size, const void *bytes, size_t count)
{
    sodium_bin2base64(text, size, bytes, count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool saas__base64url_decode(void *bytes, size_t size, size_t *count, const char *text,
                            size_t length)
{
    /* libsodium 1.0.18 takes the bytes beyond ASCII for letters. */
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] & 0x80)
            return false;
    return sodium_base642bin(bytes, size, text, length, NULL, count, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
}
