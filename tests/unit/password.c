/* SPDX-License-Identifier: MIT */
/* Passwords. */
#include "auth/password.h"

#include <sodium.h>

#include "base/crypto.h"
#include "support/test.h"

#define PASSWORD "correct horse battery staple"

static void start(void)
{
    cr_assert(saas__crypto_start());
}

TestSuite(password, .init = start);

Test(password, verifies_against_its_hash_and_no_other_does)
{
    static const char *const others[] = {"", "correct horse battery stapl", PASSWORD " ",
                                         "Correct horse battery staple"};
    char hash[SAAS_PASSWORD_HASH_SIZE];

    cr_assert(saas__password_hash(hash, PASSWORD));
    cr_expect_eq(saas__password_verify(hash, PASSWORD), SAAS_PASSWORD_RIGHT);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        cr_expect_eq(saas__password_verify(hash, others[i]), SAAS_PASSWORD_WRONG, "\"%s\"",
                     others[i]);
}

Test(password, hash_is_argon2id_of_19_mib_and_2_passes)
{
    char hash[SAAS_PASSWORD_HASH_SIZE];

    cr_assert(saas__password_hash(hash, PASSWORD));
    cr_expect_eq(strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0, "%s", hash);
    cr_expect(!saas__password_is_outdated(hash));
}

Test(password, hash_has_a_salt_of_its_own)
{
    char first[SAAS_PASSWORD_HASH_SIZE];
    char second[SAAS_PASSWORD_HASH_SIZE];

    cr_assert(saas__password_hash(first, PASSWORD));
    cr_assert(saas__password_hash(second, PASSWORD));
    cr_expect_str_neq(first, second);
}

Test(password, of_1024_bytes_is_not_cut)
{
    char password[1025];
    char hash[SAAS_PASSWORD_HASH_SIZE];

    memset(password, 'a', 1024);
    password[1024] = '\0';
    cr_assert(saas__password_hash(hash, password));
    cr_expect_eq(saas__password_verify(hash, password), SAAS_PASSWORD_RIGHT);
    password[1023] = 'b';
    cr_expect_eq(saas__password_verify(hash, password), SAAS_PASSWORD_WRONG);
}

Test(password, of_an_unknown_account_is_never_right)
{
    cr_expect_eq(saas__password_verify(NULL, PASSWORD), SAAS_PASSWORD_WRONG);
    cr_expect_eq(saas__password_verify(NULL, ""), SAAS_PASSWORD_WRONG);
}

Test(password, hash_that_is_none_is_never_right)
{
    static const char *const garbage[] = {"", "x", PASSWORD, "$argon2id$",
                                          "$argon2id$v=19$m=19456,t=2,p=1$$"};

    for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++)
        cr_expect_eq(saas__password_verify(garbage[i], PASSWORD), SAAS_PASSWORD_WRONG, "\"%s\"",
                     garbage[i]);
}

Test(password, hash_of_another_cost_is_right_but_outdated)
{
    char weak[crypto_pwhash_STRBYTES];

    cr_assert_eq(crypto_pwhash_str_alg(weak, PASSWORD, strlen(PASSWORD), 1, 8 << 20,
                                       crypto_pwhash_ALG_ARGON2ID13),
                 0);
    cr_expect(saas__password_is_outdated(weak));
    cr_expect_eq(saas__password_verify(weak, PASSWORD), SAAS_PASSWORD_RIGHT);
}
