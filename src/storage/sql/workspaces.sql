-- SPDX-License-Identifier: MIT

-- fragment workspace(w, role)
{w}.id, {w}.name, {w}.slug, {role}, {w}.created_at, {w}.updated_at

-- Claims the first candidate that is free, by insert: of two that race for one, the
-- second gets no row and tries again. A held slug is free when its time is over.
-- statement slug_claim(actor text, id text, first text, second text, third text, last text, now timestamptz)
INSERT INTO slugs (slug, workspace_id)
SELECT c.slug, :id FROM (SELECT 1 AS n, :first AS slug UNION ALL SELECT 2, :second
    UNION ALL SELECT 3, :third UNION ALL SELECT 4, :last) c
WHERE c.slug IS NOT NULL AND EXISTS (SELECT 1 FROM users u WHERE u.id = :actor)
AND NOT EXISTS (SELECT 1 FROM slugs s WHERE s.slug = c.slug
    AND (s.held_until IS NULL OR s.held_until > :now))
ORDER BY c.n LIMIT 1
ON CONFLICT (slug) DO UPDATE SET workspace_id = excluded.workspace_id, held_until = NULL
WHERE slugs.held_until <= :now

-- statement workspace_create(id text, name text, now timestamptz)
INSERT INTO workspaces (id, name, slug, invite_window, created_at, updated_at)
SELECT :id, :name, s.slug, :now, :now, :now FROM slugs s WHERE s.workspace_id = :id
RETURNING {workspace(workspaces, 'ADMIN')}

-- statement workspace_create_admin(id text, workspace text, actor text, now timestamptz)
INSERT INTO memberships (id, workspace_id, user_id, role, status, created_at, updated_at)
SELECT :id, w.id, :actor, 'ADMIN', 'ACTIVE', :now, :now FROM workspaces w WHERE w.id = :workspace

-- statement workspace_get(actor text, id text)
SELECT g.role, {workspace(w, g.role)} FROM workspaces w LEFT JOIN {actor_in(g, w.id)} WHERE w.id = :id

-- statement workspace_get_by_slug(actor text, slug text, now timestamptz)
SELECT g.role, {workspace(w, g.role)} FROM slugs s JOIN workspaces w ON w.id = s.workspace_id
LEFT JOIN {actor_in(g, w.id)}
WHERE s.slug = :slug AND (s.held_until IS NULL OR s.held_until > :now)

-- statement workspace_list(actor text, after text, limit integer)
SELECT {workspace(w, m.role)} FROM memberships m JOIN workspaces w ON w.id = m.workspace_id
WHERE m.user_id = :actor AND m.status = 'ACTIVE' AND m.workspace_id > :after
ORDER BY m.workspace_id LIMIT :limit

-- statement workspace_list_all(after text, limit integer)
SELECT {workspace(w, NULL)} FROM workspaces w WHERE w.id > :after ORDER BY w.id LIMIT :limit

-- The new slug: free, or one that this workspace had before.
-- statement slug_take(actor text, roles text, id text, slug text, now timestamptz)
INSERT INTO slugs (slug, workspace_id) SELECT :slug, w.id FROM workspaces w
WHERE w.id = :id AND {may(w.id)}
ON CONFLICT (slug) DO UPDATE SET workspace_id = excluded.workspace_id, held_until = NULL
WHERE slugs.workspace_id = excluded.workspace_id OR slugs.held_until <= :now

-- The old slug, once the new one is taken.
-- statement slug_hold(id text, slug text, until timestamptz, actor text, roles text)
UPDATE slugs SET held_until = :until
WHERE workspace_id = :id AND held_until IS NULL AND slug <> :slug AND {may(slugs.workspace_id)}
AND EXISTS (SELECT 1 FROM slugs n WHERE n.slug = :slug AND n.workspace_id = :id)

-- statement workspace_update(actor text, roles text, id text, name text, slug text, now timestamptz)
UPDATE workspaces SET name = COALESCE(:name, name), slug = COALESCE(:slug, slug), updated_at = :now
WHERE id = :id AND {may(workspaces.id)}
AND (:slug IS NULL OR EXISTS (SELECT 1 FROM slugs s WHERE s.slug = :slug AND s.workspace_id = :id))
RETURNING {workspace(workspaces, (SELECT r.role FROM memberships r WHERE r.workspace_id = workspaces.id AND r.user_id = :actor))}

-- statement workspace_delete(actor text, roles text, id text)
DELETE FROM workspaces WHERE id = :id AND {may(workspaces.id)} RETURNING id
