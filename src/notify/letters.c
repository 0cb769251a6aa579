/* SPDX-License-Identifier: MIT */
/* The words of the library's letters. */
#include "notify/letters.h"

#include <string.h>

#include "base/alloc.h"
#include "base/time.h"
#include "core/invitation.h"

static void write_invite(struct saas_arena *arena, const struct saas_letter *letter,
                         const char *app_url, const char *token, struct saas_message *message)
{
    const char *inviter = letter->inviter_name ? letter->inviter_name : letter->inviter_email;
    char expires[SAAS_TIME_TEXT_SIZE];

    saas__time_format(letter->expires_at, expires);
    expires[strlen("2026-01-31")] = '\0'; /* the day is enough */
    message->to = saas__arena_strdup(arena, letter->email);
    message->subject = saas__arena_printf(arena, "You are invited to %s", letter->workspace_name);
    message->text = saas__arena_printf(
        arena,
        "Hello,\n"
        "\n"
        "%s invites you to join the workspace \"%s\".\n"
        "\n"
        "Accept the invitation here:\n"
        "\n"
        "%s/invitation/accept?token=%s\n"
        "\n"
        "The link is for you alone and works until %s (UTC). If you did not expect\n"
        "this invitation, ignore this mail: nothing happens.\n",
        inviter ? inviter : "Somebody", letter->workspace_name, app_url, token, expires);
}

saas_status saas__letter_invite(saas_session *session, struct saas_arena *arena,
                                const char *app_url, const char *job_id,
                                struct saas_message *message, saas_error *err)
{
    char token[SAAS_MAC_TEXT_SIZE];
    struct saas_letter *letter = NULL;
    saas_status status;

    saas__invitation_token(session->client, job_id, token);
    status = saas__invitation_letter(session, token, &letter, err);
    if (status != SAAS_OK)
        return status;
    write_invite(arena, letter, app_url, token, message);
    saas__free(letter);
    return arena->failed ? saas__fail_memory(err) : SAAS_OK;
}
