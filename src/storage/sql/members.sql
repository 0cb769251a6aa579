-- SPDX-License-Identifier: MIT
-- Every live workspace keeps an active ADMIN: what could take the last one away repeats
-- that rule in its WHERE, after the guard has locked the workspace.

-- fragment member(m, u)
{m}.id, {m}.workspace_id, {m}.user_id, COALESCE({u}.email, {m}.email), {u}.name, {m}.role, {m}.status, {m}.created_at

-- fragment other_admin(m)
EXISTS (SELECT 1 FROM memberships o WHERE o.workspace_id = {m}.workspace_id
    AND o.id <> {m}.id AND o.role = 'ADMIN' AND o.status = 'ACTIVE')

-- statement member_list(workspace text, after text, limit integer)
SELECT {member(m, u)} FROM memberships m LEFT JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = :workspace AND m.status IN ('PENDING', 'ACTIVE') AND m.id > :after
ORDER BY m.id LIMIT :limit

-- After the role of the actor: the member's status and role, and whether an ADMIN remains without it.
-- statement guard_member(actor text, id text, workspace text)
SELECT g.role, m.status, m.role, {other_admin(m)}
FROM memberships m LEFT JOIN {actor_in(g, m.workspace_id)}
WHERE m.id = :id AND m.status IN ('PENDING', 'ACTIVE') AND (:workspace IS NULL OR m.workspace_id = :workspace)

-- The same of the actor's own membership.
-- statement guard_leave(actor text, workspace text)
SELECT m.role, m.status, m.role, {other_admin(m)} FROM workspaces w
LEFT JOIN {actor_in(m, w.id)} WHERE w.id = :workspace

-- statement member_set_role(actor text, roles text, id text, workspace text, role text, now timestamptz)
UPDATE memberships SET role = :role, updated_at = :now
WHERE id = :id AND status = 'ACTIVE' AND (:workspace IS NULL OR workspace_id = :workspace)
AND {may(memberships.workspace_id)} AND (:role = 'ADMIN' OR role <> 'ADMIN' OR {other_admin(memberships)})
RETURNING id

-- statement member_get(id text)
SELECT {member(m, u)} FROM memberships m LEFT JOIN users u ON u.id = m.user_id WHERE m.id = :id

-- statement member_remove(actor text, roles text, id text, workspace text)
DELETE FROM memberships
WHERE id = :id AND status IN ('PENDING', 'ACTIVE') AND (:workspace IS NULL OR workspace_id = :workspace)
AND {may(memberships.workspace_id)} AND (status <> 'ACTIVE' OR role <> 'ADMIN' OR {other_admin(memberships)})
RETURNING id

-- statement member_leave(actor text, workspace text)
DELETE FROM memberships
WHERE workspace_id = :workspace AND user_id = :actor AND status = 'ACTIVE'
AND (role <> 'ADMIN' OR {other_admin(memberships)})
RETURNING id
