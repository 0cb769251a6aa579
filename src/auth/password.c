/* SPDX-License-Identifier: MIT */
/* argon2id over libsodium. */
#include "auth/password.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

/* OWASP Password Storage Cheat Sheet: 19 MiB, 2 iterations, 1 lane. */
enum { PASSES = 2, MEMORY = 19 * 1024 * 1024 };

/* A hash of a password that nobody has, with the same cost. */
static const char nobodys_hash[] = "$argon2id$v=19$m=19456,t=2,p=1$aA1KVzMrWhaSevtmPszD+A"
                                   "$0bY/xnB12lEO7HAuHpuvDHT0MV2GRdg9BicbXSOyduk";

bool saas__password_hash(char hash[SAAS_PASSWORD_HASH_SIZE], const char *password)
{
    static_assert(SAAS_PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "the hash fits");
    return crypto_pwhash_str_alg(hash, password, strlen(password), PASSES, MEMORY,
                                 crypto_pwhash_ALG_ARGON2ID13) == 0;
}

enum saas_password saas__password_verify(const char *hash, const char *password)
{
    const char *against = hash ? hash : nobodys_hash;
    int code;

    errno = 0;
    code = crypto_pwhash_str_verify(against, password, strlen(password));
    if (code != 0 && errno == ENOMEM)
        return SAAS_PASSWORD_NO_MEMORY;
    return code == 0 && hash ? SAAS_PASSWORD_RIGHT : SAAS_PASSWORD_WRONG;
}

bool saas__password_is_outdated(const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, PASSES, MEMORY) != 0;
}
