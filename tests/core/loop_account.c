/* SPDX-License-Identifier: MIT */
/* Accounts on a loop: the hashing runs on helper threads. */
#include <poll.h>
#include <pthread.h>

#include "support/test.h"
#include "support/world.h"

TestSuite(loop_account, .init = world_open, .fini = world_close);

enum { SIGN_UPS = 8 };

#define PASSWORD "correct horse battery staple"

static void *cancel(void *session)
{
    saas_session_cancel(session);
    return NULL;
}

static void cancel_from_a_thread(saas_session *session)
{
    pthread_t thread;

    cr_assert_eq(pthread_create(&thread, NULL, cancel, session), 0);
    pthread_join(thread, NULL);
}

struct sign_up {
    saas_session *session;
    saas_tokens *tokens;
    saas_error err;
    struct world_done done;
    char email[64];
};

/* Opens the session of nobody and signs up or in; the status. */
static saas_status sign(struct sign_up *sign_up, saas_loop *loop,
                        saas_status (*how)(saas_session *session, const saas_account_params *params,
                                           saas_tokens **out, saas_error *err))
{
    saas_account_params params = SAAS_ACCOUNT_PARAMS_INIT;

    sign_up->err = (saas_error)SAAS_ERROR_INIT;
    sign_up->session = world_nobody();
    params.email = sign_up->email;
    params.password = PASSWORD;
    assert_ok(
        saas_session_attach(sign_up->session, loop, world_on_done, &sign_up->done, &sign_up->err),
        &sign_up->err);
    return how(sign_up->session, &params, &sign_up->tokens, &sign_up->err);
}

Test(loop_account, steps_on_while_helpers_hash_passwords)
{
    static struct sign_up ups[SIGN_UPS];
    saas_loop *loop = world_loop();
    saas_error err = SAAS_ERROR_INIT;

    for (int i = 0; i < SIGN_UPS; i++) {
        snprintf(ups[i].email, sizeof(ups[i].email), "user%d@example.test", i);
        assert_status(sign(&ups[i], loop, saas_account_sign_up), SAAS_PENDING, &ups[i].err);
    }
    assert_ok(saas_loop_step(loop, &err), &err);
    cr_assert_gt(saas_loop_pending(loop), 0); /* hashing them all takes far longer than a step */
    world_finish(loop);
    for (int i = 0; i < SIGN_UPS; i++) {
        cr_assert_eq(ups[i].done.calls, 1);
        assert_ok(ups[i].done.status, &ups[i].err);
        cr_assert_not_null(saas_tokens_access(ups[i].tokens));
        saas_tokens_free(ups[i].tokens);
    }
    cr_assert_eq(world_count("users"), SIGN_UPS);
}

Test(loop_account, signs_somebody_in_who_signed_up_on_it)
{
    struct sign_up up = {.email = "ada@example.test"};
    struct sign_up in = {.email = "ada@example.test"};
    saas_loop *loop = world_loop();

    assert_status(sign(&up, loop, saas_account_sign_up), SAAS_PENDING, &up.err);
    world_finish(loop);
    assert_ok(up.done.status, &up.err);
    assert_status(sign(&in, loop, saas_account_sign_in), SAAS_PENDING, &in.err);
    world_finish(loop);
    cr_assert_eq(in.done.calls, 1);
    assert_ok(in.done.status, &in.err);
    cr_assert_str_eq(saas_user_id(saas_tokens_user(in.tokens)),
                     saas_user_id(saas_tokens_user(up.tokens)));
    saas_tokens_free(up.tokens);
    saas_tokens_free(in.tokens);
}

Test(loop_account, ends_a_sign_in_that_is_cancelled_while_a_helper_hashes)
{
    struct sign_up up = {.email = "ada@example.test"};
    struct sign_up in = {.email = "ada@example.test"};
    saas_loop *loop = world_loop();

    assert_status(sign(&up, loop, saas_account_sign_up), SAAS_PENDING, &up.err);
    world_finish(loop);
    saas_tokens_free(up.tokens);
    assert_status(sign(&in, loop, saas_account_sign_in), SAAS_PENDING, &in.err);
    cancel_from_a_thread(in.session);
    world_finish(loop);
    cr_assert_eq(in.done.calls, 1);
    assert_status(in.done.status, SAAS_ERR_CANCELLED, &in.err);
    cr_assert_null(in.tokens);
}

Test(loop_account, writes_no_account_of_a_sign_up_that_is_cancelled)
{
    struct sign_up up = {.email = "ada@example.test"};
    saas_loop *loop = world_loop();

    assert_status(sign(&up, loop, saas_account_sign_up), SAAS_PENDING, &up.err);
    saas_session_cancel(up.session);
    world_finish(loop);
    assert_status(up.done.status, SAAS_ERR_CANCELLED, &up.err);
    cr_assert_null(up.tokens);
    cr_assert_eq(world_count("users"), 0);
}

Test(loop_account, that_is_freed_waits_for_a_helper_that_hashes)
{
    struct sign_up up = {.email = "ada@example.test"};
    saas_loop *loop = NULL;
    saas_error err = SAAS_ERROR_INIT;

    assert_ok(saas_loop_new(world_client(), &loop, &err), &err);
    assert_status(sign(&up, loop, saas_account_sign_up), SAAS_PENDING, &up.err);
    saas_loop_free(loop);
    cr_assert_eq(up.done.calls, 0);
    cr_assert_null(up.tokens);
    cr_assert_eq(world_count("users"), 0);
}
