/* SPDX-License-Identifier: MIT */
/*
 * Invitations: a membership that waits for its person. The mail with the link is a
 * job ("send-invite" on queue "email"), written in the invitation's transaction.
 * They need `secret` in the client's options.
 * Threads: calls by the session's rule; a saas_invitation is immutable and goes anywhere.
 */
#ifndef SAAS_INVITATION_H
#define SAAS_INVITATION_H

#include <saas/error.h>
#include <saas/page.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where an invitation stands. @since 0.1 */
typedef enum saas_invitation_status {
    SAAS_INVITATION_PENDING = 1,
    SAAS_INVITATION_EXPIRED = 2,  /**< pending for too long; may be sent again */
    SAAS_INVITATION_DECLINED = 3, /**< by the invited person */
    SAAS_INVITATION_REVOKED = 4,  /**< by an ADMIN */
} saas_invitation_status;

/** How the token reaches the invited person. @since 0.1 */
typedef enum saas_delivery {
    SAAS_DELIVERY_MAIL = 0, /**< by mail only, which proves the address when it is used */
    SAAS_DELIVERY_LINK = 1, /**< to the inviter, by saas_invitation_token(); proves nothing */
} saas_delivery;

/** Whom to invite. @since 0.1 */
typedef struct saas_invitation_params {
    size_t struct_size;       /**< set by SAAS_INVITATION_PARAMS_INIT */
    const char *workspace_id; /**< "ws_…"; required */
    const char *email;        /**< required */
    saas_role role;           /**< SAAS_ROLE_NONE: MEMBER */
    saas_delivery delivery;   /**< by mail, or as a link for the inviter to pass on */
    bool resend;              /**< when one is pending: send it again instead of a conflict */
} saas_invitation_params;

#define SAAS_INVITATION_PARAMS_INIT                                                                \
    {                                                                                              \
        sizeof(saas_invitation_params), NULL, NULL, SAAS_ROLE_NONE, SAAS_DELIVERY_MAIL, false      \
    }

/**
 * Invite somebody to a workspace: the pending membership and the mail's job, in one transaction.
 *
 * @param session   who asks; an ADMIN may, and nobody may grant more than he has
 * @param params    from SAAS_INVITATION_PARAMS_INIT; borrowed for the call
 * @param[out] out  the caller's: saas_invitation_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID       the address or the role
 * @retval SAAS_ERR_NOT_FOUND     there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN     the user is no member, or may not invite
 * @retval SAAS_ERR_CONFLICT      "already_member", "already_invited", or 100 are pending
 *                                ("too_many_pending")
 * @retval SAAS_ERR_RATE_LIMITED  `invitations_per_hour` are used up
 * @since 0.1
 */
SAAS_API saas_status saas_invitation_create(saas_session *session,
                                            const saas_invitation_params *params,
                                            saas_invitation **out, saas_error *err);

/**
 * The invitations of a workspace that are not accepted.
 *
 * @param session       who asks; an ADMIN may
 * @param workspace_id  "ws_…"
 * @param params        NULL: the first page
 * @param[out] out      the caller's: saas_page_free(); untouched on failure
 * @param[out] err      may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID    the limit or the cursor
 * @retval SAAS_ERR_NOT_FOUND  there is no such workspace
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or may not invite
 * @since 0.1
 */
SAAS_API saas_status saas_invitation_list(saas_session *session, const char *workspace_id,
                                          const saas_page_params *params, saas_page **out,
                                          saas_error *err);

/**
 * The invitations that wait for the session's user, found by the verified address.
 *
 * @param session   a user's session
 * @param params    NULL: the first page
 * @param[out] out  the caller's: saas_page_free(); untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_INVALID          the limit or the cursor
 * @retval SAAS_ERR_UNAUTHENTICATED  a session of nobody
 * @since 0.1
 */
SAAS_API saas_status saas_invitation_list_mine(saas_session *session,
                                               const saas_page_params *params, saas_page **out,
                                               saas_error *err);

/**
 * Send an invitation again: a new token and a new expiry; the old token is void.
 *
 * @param session   who asks; an ADMIN may
 * @param id        "mem_…"
 * @param[out] out  the caller's: saas_invitation_free(); may be NULL; untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND     there is no such invitation, or it is over
 * @retval SAAS_ERR_FORBIDDEN     the user is no member, or may not invite
 * @retval SAAS_ERR_CONFLICT      100 others are pending ("too_many_pending")
 * @retval SAAS_ERR_RATE_LIMITED  `invitations_per_hour` are used up
 * @since 0.1
 */
SAAS_API saas_status saas_invitation_resend(saas_session *session, const char *id,
                                            saas_invitation **out, saas_error *err);

/**
 * Take an invitation back: its token is void.
 *
 * @param session   who asks; an ADMIN may
 * @param id        "mem_…"
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND  there is no such invitation, or it is over
 * @retval SAAS_ERR_FORBIDDEN  the user is no member, or may not invite
 * @since 0.1
 */
SAAS_API saas_status saas_invitation_revoke(saas_session *session, const char *id, saas_error *err);

/**
 * Accept an invitation: the session's user becomes an active member. The address
 * has to be the invited one; a token that came by mail also verifies it. Accepting
 * twice is fine and changes nothing.
 *
 * @param session   a user's session
 * @param token     from the link
 * @param[out] out  the caller's: saas_member_free(); may be NULL; untouched on failure
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND        no such token, revoked, declined, or accepted by somebody else
 * @retval SAAS_ERR_GONE             "invitation_expired", or "inviter_not_permitted": who
 *                                   invited may no longer do so
 * @retval SAAS_ERR_FORBIDDEN        it is for another address ("wrong_email"), or a link and
 *                                   the address is not verified ("email_unverified")
 * @retval SAAS_ERR_UNAUTHENTICATED  a session of nobody
 * @since 0.1
 */
SAAS_API saas_status saas_invitation_accept(saas_session *session, const char *token,
                                            saas_member **out, saas_error *err);

/**
 * Decline an invitation: its token is void.
 *
 * @param session   a user's session, with the invited address
 * @param token     from the link
 * @param[out] err  may be NULL; written on failure only
 * @retval SAAS_ERR_NOT_FOUND        no such token, revoked, declined or accepted
 * @retval SAAS_ERR_FORBIDDEN        it is for another address ("wrong_email")
 * @retval SAAS_ERR_UNAUTHENTICATED  a session of nobody
 * @since 0.1
 */
SAAS_API saas_status saas_invitation_decline(saas_session *session, const char *token,
                                             saas_error *err);

/** "mem_…", the id of the membership that it will be; borrowed. @since 0.1 */
SAAS_API const char *saas_invitation_id(const saas_invitation *invitation);
/** The workspace; borrowed. @since 0.1 */
SAAS_API const char *saas_invitation_workspace_id(const saas_invitation *invitation);
/** The workspace's name; borrowed. @since 0.1 */
SAAS_API const char *saas_invitation_workspace_name(const saas_invitation *invitation);
/** The invited address, case-folded; borrowed. @since 0.1 */
SAAS_API const char *saas_invitation_email(const saas_invitation *invitation);
/** The role that it grants when accepted. @since 0.1 */
SAAS_API saas_role saas_invitation_role(const saas_invitation *invitation);
/** Where it stands. @since 0.1 */
SAAS_API saas_invitation_status saas_invitation_status_of(const saas_invitation *invitation);
/** Who invited; borrowed; NULL when it was the system, or the user is gone. @since 0.1 */
SAAS_API const char *saas_invitation_invited_by(const saas_invitation *invitation);
/** Until when it may be accepted. @since 0.1 */
SAAS_API saas_time saas_invitation_expires_at(const saas_invitation *invitation);
/** When it was made. @since 0.1 */
SAAS_API saas_time saas_invitation_created_at(const saas_invitation *invitation);
/** The token, only from a creation with SAAS_DELIVERY_LINK; borrowed; else NULL. @since 0.1 */
SAAS_API const char *saas_invitation_token(const saas_invitation *invitation);

/**
 * The invitation as a JSON object, never with its token.
 *
 * @param invitation  any
 * @return the caller's: saas_text_free(); NULL without memory
 * @since 0.1
 */
SAAS_API char *saas_invitation_to_json(const saas_invitation *invitation);

/** Give an invitation record back; NULL is fine. @since 0.1 */
SAAS_API void saas_invitation_free(saas_invitation *invitation);

#ifdef __cplusplus
}
#endif
#endif
