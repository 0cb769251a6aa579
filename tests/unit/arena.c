/* SPDX-License-Identifier: MIT */
/* The arena: memory of one call. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>

#include "support/test.h"
#include "unit/fixture.h"

TestSuite(arena, .fini = unit_heal_allocations);

Test(arena, gives_zeroed_and_aligned_memory)
{
    struct saas_arena arena;
    char first[256];

    memset(first, 'x', sizeof(first));
    saas__arena_init(&arena, first, sizeof(first));
    for (size_t size = 1; size < 200; size += 7) {
        unsigned char *memory = saas__arena_alloc(&arena, size);

        cr_assert_not_null(memory);
        cr_assert_eq((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            cr_assert_eq(memory[i], 0);
        memset(memory, 'y', size);
        saas__arena_strdup(&arena, "odd"); /* leaves the next one unaligned */
    }
    saas__arena_clear(&arena);
}

Test(arena, takes_the_owners_memory_first)
{
    struct saas_arena arena;
    char first[64];
    char *text;

    unit_count_allocations();
    saas__arena_init(&arena, first, sizeof(first));
    text = saas__arena_strdup(&arena, "near");
    cr_expect(text >= first && text < first + sizeof(first));
    cr_expect_eq(unit_allocations(), 0);
    cr_expect_not_null(saas__arena_alloc(&arena, 1000));
    cr_expect_eq(unit_allocations(), 1);
    saas__arena_clear(&arena);
}

Test(arena, gives_more_than_a_block_at_once)
{
    struct saas_arena arena;
    unsigned char *memory;

    saas__arena_init(&arena, NULL, 0);
    memory = saas__arena_alloc(&arena, 1 << 20);
    cr_assert_not_null(memory);
    memset(memory, 1, 1 << 20);
    cr_expect_str_eq(saas__arena_strdup(&arena, "after"), "after");
    saas__arena_clear(&arena);
}

Test(arena, keeps_texts_apart)
{
    struct saas_arena arena;
    const char *texts[1000];
    char expected[16];

    saas__arena_init(&arena, NULL, 0);
    for (int i = 0; i < 1000; i++)
        texts[i] = saas__arena_printf(&arena, "text %d", i);
    for (int i = 0; i < 1000; i++) {
        snprintf(expected, sizeof(expected), "text %d", i);
        cr_assert_str_eq(texts[i], expected);
    }
    saas__arena_clear(&arena);
}

Test(arena, copies_so_many_bytes_of_a_text)
{
    struct saas_arena arena;

    saas__arena_init(&arena, NULL, 0);
    cr_expect_str_eq(saas__arena_strndup(&arena, "abcdef", 3), "abc");
    cr_expect_str_eq(saas__arena_strndup(&arena, "abcdef", 0), "");
    cr_expect_null(saas__arena_strdup(&arena, NULL));
    cr_expect(!arena.failed);
    saas__arena_clear(&arena);
}

Test(arena, remembers_that_it_failed)
{
    struct saas_arena arena;

    saas__arena_init(&arena, NULL, 0);
    cr_assert_not_null(saas__arena_strdup(&arena, "before"));
    unit_fail_allocations_after(0);
    cr_assert_null(saas__arena_alloc(&arena, 1 << 16));
    unit_heal_allocations();
    cr_expect(arena.failed);
    cr_expect_null(saas__arena_alloc(&arena, 1), "though there is room again");
    cr_expect_null(saas__arena_strdup(&arena, "after"));
    cr_expect_null(saas__arena_printf(&arena, "%d", 1));
    saas__arena_clear(&arena);
}

Test(arena, that_was_cleared_starts_anew)
{
    struct saas_arena arena;

    saas__arena_init(&arena, NULL, 0);
    unit_fail_allocations_after(0);
    cr_assert_null(saas__arena_alloc(&arena, 1));
    unit_heal_allocations();
    saas__arena_clear(&arena);
    cr_expect(!arena.failed);
    cr_expect_str_eq(saas__arena_strdup(&arena, "anew"), "anew");
    saas__arena_clear(&arena);
}
