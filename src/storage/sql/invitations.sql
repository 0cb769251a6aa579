-- SPDX-License-Identifier: MIT
-- An invitation is found by the hash of its token. The hash is new with each sending, so
-- that later statements of the same batch know by it whether the sending took place.

-- fragment invitation(m, w)
{m}.id, {m}.workspace_id, {w}.name, {m}.email, {m}.role,
CASE WHEN {m}.status = 'PENDING' AND {m}.expires_at <= :now THEN 'EXPIRED' ELSE {m}.status END,
(SELECT i.id FROM users i WHERE i.id = {m}.invited_by), {m}.expires_at, {m}.created_at

-- Somebody with this address is in already.
-- fragment is_member(w)
EXISTS (SELECT 1 FROM memberships a JOIN users u ON u.id = a.user_id
    WHERE a.workspace_id = {w}.id AND a.status = 'ACTIVE' AND u.email = :email)

-- An invitation to this address waits, and is not to be sent again.
-- fragment is_invited(w)
EXISTS (SELECT 1 FROM memberships a WHERE a.workspace_id = {w}.id AND a.status = 'PENDING'
    AND a.email = :email AND a.expires_at > :now)

-- fragment pending_count(w)
(SELECT COUNT(*) FROM memberships a WHERE a.workspace_id = {w}.id AND a.status = 'PENDING'
    AND a.expires_at > :now AND a.email <> :email)

-- Whether the running hour has a sending left.
-- fragment may_send(w)
({w}.invite_window <= :window OR {w}.invites_sent < :max_sends)

-- statement guard_invite(actor text, workspace text, email text, now timestamptz, window timestamptz, max_sends integer)
SELECT g.role, {is_member(w)}, {is_invited(w)}, {pending_count(w)}, {may_send(w)}
FROM workspaces w LEFT JOIN {actor_in(g, w.id)} WHERE w.id = :workspace

-- statement invitation_add(actor text, roles text, id text, workspace text, email text, role text, hash text, by_link boolean, resend boolean, expires timestamptz, now timestamptz, window timestamptz, max_sends integer, max_pending integer)
INSERT INTO memberships (id, workspace_id, role, status, email, token_hash, by_link, invited_by,
    expires_at, send_count, created_at, updated_at)
SELECT :id, w.id, :role, 'PENDING', :email, :hash, :by_link, :actor, :expires, 1, :now, :now
FROM workspaces w WHERE w.id = :workspace AND {may(w.id)} AND {may_send(w)}
AND NOT {is_member(w)} AND (:resend OR NOT {is_invited(w)}) AND {pending_count(w)} < :max_pending
ON CONFLICT (workspace_id, email) WHERE status = 'PENDING' DO UPDATE SET
    role = excluded.role, token_hash = excluded.token_hash, by_link = excluded.by_link,
    invited_by = excluded.invited_by, expires_at = excluded.expires_at,
    send_count = memberships.send_count + 1, updated_at = excluded.updated_at

-- Counts a sending that took place.
-- statement invitation_count(hash text, now timestamptz, window timestamptz)
UPDATE workspaces SET
    invites_sent = CASE WHEN invite_window <= :window THEN 1 ELSE invites_sent + 1 END,
    invite_window = CASE WHEN invite_window <= :window THEN :now ELSE invite_window END
WHERE id = (SELECT m.workspace_id FROM memberships m WHERE m.token_hash = :hash)

-- statement job_add_invitation(id text, queue text, name text, max_attempts integer, hash text, now timestamptz)
INSERT INTO jobs (id, queue, name, data, workspace_id, state, max_attempts, run_at, created_at)
SELECT :id, :queue, :name, '{"invitationId":"' || m.id || '"}', m.workspace_id, 'WAITING', :max_attempts, :now, :now
FROM memberships m WHERE m.token_hash = :hash AND m.status = 'PENDING'

-- statement invitation_by_hash(hash text, now timestamptz)
SELECT {invitation(m, w)} FROM memberships m JOIN workspaces w ON w.id = m.workspace_id WHERE m.token_hash = :hash

-- statement invitation_list(workspace text, after text, limit integer, now timestamptz)
SELECT {invitation(m, w)} FROM memberships m JOIN workspaces w ON w.id = m.workspace_id
WHERE m.workspace_id = :workspace AND m.status <> 'ACTIVE' AND m.id > :after
ORDER BY m.id LIMIT :limit

-- Only by an address that is proven to be the user's.
-- statement invitation_list_mine(actor text, after text, limit integer, now timestamptz)
SELECT {invitation(m, w)} FROM users u JOIN memberships m ON m.email = u.email AND m.status = 'PENDING'
JOIN workspaces w ON w.id = m.workspace_id
WHERE u.id = :actor AND u.email_verified AND m.expires_at > :now AND m.id > :after
ORDER BY m.id LIMIT :limit

-- What waits beside this one; sent again, an expired one waits once more.
-- fragment pending_beside(m)
(SELECT COUNT(*) FROM memberships a WHERE a.workspace_id = {m}.workspace_id AND a.status = 'PENDING'
    AND a.expires_at > :now AND a.id <> {m}.id)

-- statement guard_invitation(actor text, id text, now timestamptz, window timestamptz, max_sends integer)
SELECT g.role, {may_send(w)}, {pending_beside(m)} FROM memberships m JOIN workspaces w ON w.id = m.workspace_id
LEFT JOIN {actor_in(g, w.id)} WHERE m.id = :id AND m.status = 'PENDING'

-- statement invitation_resend(actor text, roles text, id text, hash text, expires timestamptz, now timestamptz, window timestamptz, max_sends integer, max_pending integer)
UPDATE memberships SET token_hash = :hash, by_link = FALSE, invited_by = :actor,
    expires_at = :expires, send_count = send_count + 1, updated_at = :now
WHERE id = :id AND status = 'PENDING' AND {may(memberships.workspace_id)}
AND {pending_beside(memberships)} < :max_pending
AND EXISTS (SELECT 1 FROM workspaces w WHERE w.id = memberships.workspace_id AND {may_send(w)})

-- statement invitation_revoke(actor text, roles text, id text, now timestamptz)
UPDATE memberships SET status = 'REVOKED', updated_at = :now
WHERE id = :id AND status = 'PENDING' AND {may(memberships.workspace_id)} RETURNING id

-- Who invited may still do so; the system always may.
-- fragment inviter_may(m)
({m}.invited_by IS NULL OR EXISTS (SELECT 1 FROM memberships i WHERE i.workspace_id = {m}.workspace_id
    AND i.user_id = {m}.invited_by AND i.status = 'ACTIVE' AND :roles LIKE '%,' || i.role || ',%'))

-- What speaks for and against the invitation, and whether the actor accepted it before.
-- statement guard_token(actor text, hash text, roles text, now timestamptz)
SELECT u.id, m.status, m.expires_at <= :now, COALESCE(u.email = m.email, FALSE),
    u.email_verified OR NOT m.by_link, {inviter_may(m)}, COALESCE(m.user_id = :actor, FALSE)
FROM memberships m LEFT JOIN users u ON u.id = :actor WHERE m.token_hash = :hash

-- The invited address is the user's, and proven by the mail or before.
-- fragment is_addressee(m)
EXISTS (SELECT 1 FROM users u WHERE u.id = :actor AND u.email = {m}.email
    AND (u.email_verified OR NOT {m}.by_link))

-- statement invitation_accept(actor text, hash text, roles text, now timestamptz)
UPDATE memberships SET status = 'ACTIVE', user_id = :actor, updated_at = :now
WHERE token_hash = :hash AND status = 'PENDING' AND expires_at > :now
AND {is_addressee(memberships)} AND {inviter_may(memberships)}
AND NOT EXISTS (SELECT 1 FROM memberships a WHERE a.workspace_id = memberships.workspace_id AND a.user_id = :actor)

-- An invitation of somebody who came in by another one is used up.
-- statement invitation_use_up(actor text, hash text, roles text, now timestamptz)
UPDATE memberships SET status = 'REVOKED', updated_at = :now
WHERE token_hash = :hash AND status = 'PENDING' AND expires_at > :now
AND {is_addressee(memberships)} AND {inviter_may(memberships)}
AND EXISTS (SELECT 1 FROM memberships a WHERE a.workspace_id = memberships.workspace_id AND a.user_id = :actor)

-- A token that went only by mail proves the address it went to.
-- statement user_verify_by_token(actor text, hash text, now timestamptz)
UPDATE users SET email_verified = TRUE, updated_at = :now
WHERE id = :actor AND NOT email_verified AND EXISTS (SELECT 1 FROM memberships m
    WHERE m.token_hash = :hash AND m.user_id = :actor AND NOT m.by_link AND m.email = users.email)

-- statement member_by_token(actor text, hash text)
SELECT {member(m, u)} FROM memberships t
JOIN memberships m ON m.workspace_id = t.workspace_id AND m.user_id = :actor AND m.status = 'ACTIVE'
LEFT JOIN users u ON u.id = m.user_id WHERE t.token_hash = :hash

-- statement invitation_decline(actor text, hash text, now timestamptz)
UPDATE memberships SET status = 'DECLINED', updated_at = :now
WHERE token_hash = :hash AND status = 'PENDING'
AND EXISTS (SELECT 1 FROM users u WHERE u.id = :actor AND u.email = memberships.email) RETURNING id

-- What the letter says; only while the invitation is as it was when the job was written.
-- statement invitation_letter(hash text, now timestamptz)
SELECT m.email, w.name, u.name, u.email, m.role, m.expires_at FROM memberships m
JOIN workspaces w ON w.id = m.workspace_id LEFT JOIN users u ON u.id = m.invited_by
WHERE m.token_hash = :hash AND m.status = 'PENDING' AND m.expires_at > :now
