/* SPDX-License-Identifier: MIT */
/* TypeIDs over UUIDv7. */
#include "base/id.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LETTERS = 26 };

/* Crockford's base32 in lower case: no i, l, o, u. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* RFC 9562, 5.7; rand_a holds the fraction of the millisecond (6.2, method 3), so
 * that ids made by one process some microseconds apart still sort. */
static void uuid7(const struct saas_env *env, uint8_t uuid[16])
{
    saas_time now = saas__now(env);
    uint64_t ms = (uint64_t)now / 1000;
    uint32_t fraction = (uint32_t)((uint64_t)now % 1000 * 4096 / 1000);

    saas__random(env, uuid, 16);
    for (int i = 0; i < 6; i++)
        uuid[i] = (uint8_t)(ms >> (40 - 8 * i));
    uuid[6] = (uint8_t)(0x70 | fraction >> 8);
    uuid[7] = (uint8_t)fraction;
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
