-- SPDX-License-Identifier: MIT

-- fragment workspace(w, role)
{w}.id, {w}.name, {w}.slug, {role}, {w}.created_at, {w}.updated_at

-- Nobody has the slug, and nobody else than this workspace keeps it from before.
-- fragment free(slug, id)
NOT EXISTS (SELECT 1 FROM workspaces s WHERE s.slug = {slug} AND s.id <> {id})
AND NOT EXISTS (SELECT 1 FROM held_slugs h WHERE h.slug = {slug} AND h.workspace_id <> {id} AND h.held_until > :now)

-- Takes the first candidate that is free; the last one is random. Of two that race for one,
-- the second inserts nothing, its membership has nothing to refer to, and the batch runs
-- again. VALUES and a SELECT after it cost SQLite a third less than SELECT and RETURNING.
-- statement workspace_create(id text, name text, first text, second text, third text, last text, now timestamptz)
INSERT INTO workspaces (id, name, slug, invite_window, created_at, updated_at)
VALUES (:id, :name, CASE WHEN :first IS NOT NULL AND {free(:first, :id)} THEN :first
    WHEN {free(:second, :id)} THEN :second WHEN {free(:third, :id)} THEN :third ELSE :last END,
    :now, :now, :now)
ON CONFLICT (slug) DO NOTHING

-- statement workspace_add_admin(id text, workspace text, actor text, now timestamptz)
INSERT INTO memberships (id, workspace_id, user_id, role, status, created_at, updated_at)
VALUES (:id, :workspace, :actor, 'ADMIN', 'ACTIVE', :now, :now)

-- With a slug that the caller chose, which anybody may find taken: then nothing is written,
-- and nothing fails.
-- statement workspace_create_as(id text, name text, slug text, actor text, now timestamptz)
INSERT INTO workspaces (id, name, slug, invite_window, created_at, updated_at)
SELECT :id, :name, :slug, :now, :now, :now FROM users u WHERE u.id = :actor AND {free(:slug, :id)}
ON CONFLICT (slug) DO NOTHING

-- statement workspace_add_admin_as(id text, workspace text, actor text, now timestamptz)
INSERT INTO memberships (id, workspace_id, user_id, role, status, created_at, updated_at)
SELECT :id, w.id, :actor, 'ADMIN', 'ACTIVE', :now, :now FROM workspaces w WHERE w.id = :workspace

-- statement workspace_created(id text)
SELECT {workspace(w, 'ADMIN')} FROM workspaces w WHERE w.id = :id

-- statement workspace_get(actor text, id text)
SELECT g.role, {workspace(w, g.role)} FROM workspaces w LEFT JOIN {actor_in(g, w.id)} WHERE w.id = :id

-- statement workspace_get_by_slug(actor text, slug text, now timestamptz)
SELECT g.role, {workspace(w, g.role)} FROM workspaces w LEFT JOIN {actor_in(g, w.id)}
WHERE w.id = COALESCE((SELECT c.id FROM workspaces c WHERE c.slug = :slug),
    (SELECT h.workspace_id FROM held_slugs h WHERE h.slug = :slug AND h.held_until > :now))

-- statement workspace_list(actor text, after text, limit integer)
SELECT {workspace(w, m.role)} FROM memberships m JOIN workspaces w ON w.id = m.workspace_id
WHERE m.user_id = :actor AND m.status = 'ACTIVE' AND m.workspace_id > :after
ORDER BY m.workspace_id LIMIT :limit

-- statement workspace_list_all(after text, limit integer)
SELECT {workspace(w, NULL)} FROM workspaces w WHERE w.id > :after ORDER BY w.id LIMIT :limit

-- Keeps the old slug for a while, if it is to change and the new one is free.
-- statement slug_hold(actor text, roles text, id text, slug text, until timestamptz, now timestamptz)
INSERT INTO held_slugs (slug, workspace_id, held_until)
SELECT w.slug, w.id, :until FROM workspaces w
WHERE w.id = :id AND w.slug <> :slug AND {may(w.id)} AND {free(:slug, :id)}
ON CONFLICT (slug) DO UPDATE SET workspace_id = excluded.workspace_id, held_until = excluded.held_until

-- statement workspace_update(actor text, roles text, id text, name text, slug text, now timestamptz)
UPDATE workspaces SET name = COALESCE(:name, name), slug = COALESCE(:slug, slug), updated_at = :now
WHERE id = :id AND {may(workspaces.id)} AND (:slug IS NULL OR {free(:slug, :id)})
RETURNING {workspace(workspaces, (SELECT r.role FROM memberships r WHERE r.workspace_id = workspaces.id AND r.user_id = :actor))}

-- statement workspace_delete(actor text, roles text, id text)
DELETE FROM workspaces WHERE id = :id AND {may(workspaces.id)} RETURNING id
