/* SPDX-License-Identifier: MIT */
/*
 * The few cryptographic words that several parts use, over libsodium.
 * Threads: any, after saas__crypto_start().
 */
#ifndef SAAS_BASE_CRYPTO_H
#define SAAS_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SAAS_KEY_BYTES = 32,
    SAAS_MAC_BYTES = 32,
    SAAS_MAC_TEXT_SIZE = 44, /* 43 letters of base64url and NUL */
};

bool saas__crypto_start(void); /* idempotent; false: no random source */

/* HMAC-SHA-256 (RFC 2104) of a text with a key of any length. */
void saas__hmac(uint8_t mac[SAAS_MAC_BYTES], const char *key, const char *text, size_t length);

/* A key for one purpose, made from the secret, so that no two uses share one. */
void saas__key_derive(uint8_t key[SAAS_KEY_BYTES], const char *secret, const char *purpose);

/* The same over parts, each with its length, so that "ab","c" and
 * "a","bc" differ. */
void saas__mac(uint8_t mac[SAAS_MAC_BYTES], const uint8_t key[SAAS_KEY_BYTES], size_t count,
               const char *const parts[]);

void saas__sha256_text(char text[SAAS_MAC_TEXT_SIZE], const char *input); /* base64url */

/* base64url without padding (RFC 4648, 5). */
void saas__base64url(char *text, size_t size, const void *bytes, size_t count);
/* Strict: no padding, no white space, no stray bits. False when it is not, or does not fit. */
bool saas__base64url_decode(void *bytes, size_t size, size_t *count, const char *text,
                            size_t length);

#endif
