/* SPDX-License-Identifier: MIT */
/* TypeIDs over UUIDv7. */
#include "base/id.h"

#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LETTERS = 26 };

/* Crockford's base32 in lower case: no i, l, o, u. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* Milliseconds in 48 bits and their fraction in 12: RFC 9562, 6.2, method 3. A client's ids
 * never go back nor stand still, so that they sort by creation even when the clock does. */
static uint64_t timestamp(const struct saas_env *env)
{
    uint64_t now = (uint64_t)saas__now(env);
    uint64_t stamp = now / 1000 << 12 | now % 1000 * 4096 / 1000;
    uint_least64_t last = 0;

    if (!env->ids)
        return stamp;
    last = atomic_load_explicit(&env->ids->last, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&env->ids->last, &last,
                                                  stamp > last ? stamp : last + 1,
                                                  memory_order_relaxed, memory_order_relaxed))
        ;
    return stamp > last ? stamp : last + 1;
}

/* A stream cipher's output for a stamp, which occurs once: as hard to guess as randomness,
 * without a system call for each id. */
static void fill(const struct saas_env *env, uint64_t stamp, void *bytes, size_t size)
{
    uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];

    if (!env->ids) {
        saas__random(env, bytes, size);
        return;
    }
    for (size_t i = 0; i < sizeof(nonce); i++)
        nonce[i] = (uint8_t)(stamp >> 8 * i);
    crypto_stream_chacha20(bytes, size, nonce, env->ids->key);
}

void saas__id_bytes(const struct saas_env *env, void *bytes, size_t size)
{
    fill(env, timestamp(env), bytes, size);
}

/* RFC 9562, 5.7. */
static void uuid7(const struct saas_env *env, uint8_t uuid[16])
{
    uint64_t stamp = timestamp(env);

    fill(env, stamp, uuid, 16);
    for (int i = 0; i < 6; i++)
        uuid[i] = (uint8_t)(stamp >> (52 - 8 * i));
    uuid[6] = (uint8_t)(0x70 | (stamp >> 8 & 0x0F));
    uuid[7] = (uint8_t)stamp;
    uuid[8] = (uint8_t)(0x80 | (uuid[8] & 0x3F));
}

/* 128 bits in 26 letters of 5 bits; the first letter holds 3. */
static void encode(const uint8_t uuid[16], char text[LETTERS + 1])
{
    uint32_t bits = 0;
    int count = 2; /* two leading zero bits make 130 */
    int letter = 0;

    for (int i = 0; i < 16; i++) {
        bits = bits << 8 | uuid[i];
        count += 8;
        while (count >= 5) {
            count -= 5;
            text[letter++] = alphabet[bits >> count & 31];
        }
        bits &= (1U << count) - 1;
    }
    text[LETTERS] = '\0';
}

void saas__id_new(const struct saas_env *env, char id[SAAS_ID_SIZE], const char *prefix)
{
    uint8_t uuid[16];
    char text[LETTERS + 1];

    uuid7(env, uuid);
    encode(uuid, text);
    snprintf(id, SAAS_ID_SIZE, "%s_%s", prefix, text);
}

bool saas__id_is(const char *id, const char *prefix)
{
    size_t length = strlen(prefix);

    if (strncmp(id, prefix, length) != 0 || id[length] != '_')
        return false;
    id += length + 1;
    return id[0] >= '0' && id[0] <= '7' && strspn(id, alphabet) == LETTERS && !id[LETTERS];
}
