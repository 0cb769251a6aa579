/* SPDX-License-Identifier: MIT */
/* The memory of verified tokens. */
#include "client/identities.h"

#include "base/alloc.h"
#include "support/test.h"
#include "unit/fixture.h"

enum { LIFE = 10 * UNIT_SECOND, LONG = 900 * UNIT_SECOND, CROWD = 20000 };

static const saas_time now = UNIT_NOW_S * UNIT_SECOND;
static struct saas_identities identities;
static char found[SAAS_ID_SIZE];

static void start(void)
{
    saas__identities_init(&identities, unit_env());
}

static void stop(void)
{
    unit_heal_allocations();
    saas__identities_clear(&identities);
}

TestSuite(identities, .init = start, .fini = stop);

static void put(const char *token, const char *user, saas_time expires_at)
{
    uint8_t hash[SAAS_IDENTITY_HASH];

    saas__identities_hash(&identities, token, hash);
    saas__identities_put(&identities, hash, user, now, expires_at);
}

static bool find(const char *token, saas_time at)
{
    uint8_t hash[SAAS_IDENTITY_HASH];

    saas__identities_hash(&identities, token, hash);
    return saas__identities_find(&identities, hash, at, found);
}

Test(identities, are_found_by_their_token_only)
{
    cr_expect(!find("a", now), "before anything was put");
    put("a", "user_a", now + LONG);
    put("b", "user_b", now + LONG);
    cr_assert(find("a", now));
    cr_expect_str_eq(found, "user_a");
    cr_assert(find("b", now));
    cr_expect_str_eq(found, "user_b");
    cr_expect(!find("c", now));
    cr_expect(!find("", now));
}

Test(identities, are_forgotten_after_some_seconds)
{
    put("a", "user_a", now + LONG);
    cr_expect(find("a", now + LIFE - 1));
    cr_expect(!find("a", now + LIFE));
    cr_expect(!find("a", now + LIFE + 1));
}

Test(identities, never_outlive_their_token)
{
    put("a", "user_a", now + 3);
    cr_expect(find("a", now + 2));
    cr_expect(!find("a", now + 3));
    put("over", "user_a", now);
    cr_expect(!find("over", now));
    put("long over", "user_a", now - LONG);
    cr_expect(!find("long over", now));
}

Test(identities, of_a_user_are_forgotten_together)
{
    put("a1", "user_a", now + LONG);
    put("a2", "user_a", now + LONG);
    put("a2", "user_a", now + LONG); /* twice, as two threads may */
    put("b", "user_b", now + LONG);
    saas__identities_forget(&identities, "user_a");
    cr_expect(!find("a1", now));
    cr_expect(!find("a2", now));
    cr_expect(find("b", now));
}

Test(identities, of_nobody_are_forgotten_before_anything_was_put)
{
    saas__identities_forget(&identities, "user_a");
    cr_expect(!find("a", now));
}

Test(identities, of_thousands_take_no_more_memory_than_the_first)
{
    char token[32];

    unit_count_allocations();
    for (int i = 0; i < CROWD; i++) {
        snprintf(token, sizeof(token), "token %d", i);
        put(token, "user_a", now + LONG);
        cr_assert(find(token, now), "the newest is there");
    }
    cr_expect_eq(unit_allocations(), 1);
}

Test(identities, of_thousands_are_as_many_as_there_is_room_for)
{
    char token[32];
    size_t count = 0;

    for (int i = 0; i < CROWD; i++) {
        snprintf(token, sizeof(token), "token %d", i);
        put(token, "user_a", now + LONG);
    }
    for (int i = 0; i < CROWD; i++) {
        snprintf(token, sizeof(token), "token %d", i);
        count += find(token, now);
    }
    cr_expect_leq(count, SAAS_IDENTITY_SETS * SAAS_IDENTITY_WAYS);
    cr_expect_geq(count, SAAS_IDENTITY_SETS * SAAS_IDENTITY_WAYS * 9 / 10);
}

Test(identities, that_end_first_make_room_first)
{
    uint8_t hashes[SAAS_IDENTITY_WAYS + 1][SAAS_IDENTITY_HASH] = {{0}};

    for (uint8_t i = 0; i <= SAAS_IDENTITY_WAYS; i++) {
        hashes[i][SAAS_IDENTITY_HASH - 1] = i; /* all in one set */
        saas__identities_put(&identities, hashes[i], "user_a", now + i, now + LONG);
    }
    cr_expect(!saas__identities_find(&identities, hashes[0], now + 9, found));
    for (int i = 1; i <= SAAS_IDENTITY_WAYS; i++)
        cr_expect(saas__identities_find(&identities, hashes[i], now + 9, found), "%d", i);
}

Test(identities, without_memory_remember_nothing_and_go_on)
{
    unit_fail_allocations_after(0);
    put("a", "user_a", now + LONG);
    cr_expect(!find("a", now));
    unit_heal_allocations();
    put("a", "user_a", now + LONG);
    cr_expect(find("a", now));
}

Test(identities, hash_a_token_by_a_key_of_their_own)
{
    struct saas_identities others;
    uint8_t hash[SAAS_IDENTITY_HASH];
    uint8_t again[SAAS_IDENTITY_HASH];
    uint8_t other[SAAS_IDENTITY_HASH];

    saas__identities_init(&others, unit_env());
    saas__identities_hash(&identities, "token", hash);
    saas__identities_hash(&identities, "token", again);
    saas__identities_hash(&others, "token", other);
    cr_assert_arr_eq(hash, again, sizeof(hash));
    cr_assert_arr_neq(hash, other, sizeof(hash));
    saas__identities_clear(&others);
}

Test(identities, hash_does_not_hold_the_token)
{
    char token[SAAS_IDENTITY_HASH + 1] = "0123456789abcdef0123456789abcdef";
    uint8_t hash[SAAS_IDENTITY_HASH];

    saas__identities_hash(&identities, token, hash);
    cr_expect_null(memmem(hash, sizeof(hash), token, 4));
}
