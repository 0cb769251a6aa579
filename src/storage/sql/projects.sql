-- SPDX-License-Identifier: MIT

-- fragment project(p)
{p}.id, {p}.workspace_id, {p}.name, {p}.created_at, {p}.updated_at

-- statement project_create(actor text, roles text, id text, workspace text, name text, now timestamptz)
INSERT INTO projects (id, workspace_id, name, created_at, updated_at)
SELECT :id, w.id, :name, :now, :now FROM workspaces w WHERE w.id = :workspace AND {may(w.id)}
RETURNING {project(projects)}

-- statement project_list(workspace text, after text, limit integer)
SELECT {project(p)} FROM projects p WHERE p.workspace_id = :workspace AND p.id > :after
ORDER BY p.id LIMIT :limit

-- statement project_get(actor text, id text)
SELECT g.role, {project(p)} FROM projects p LEFT JOIN {actor_in(g, p.workspace_id)} WHERE p.id = :id

-- statement project_update(actor text, roles text, id text, name text, now timestamptz)
UPDATE projects SET name = COALESCE(:name, name), updated_at = :now
WHERE id = :id AND {may(projects.workspace_id)} RETURNING {project(projects)}

-- statement project_delete(actor text, roles text, id text)
DELETE FROM projects WHERE id = :id AND {may(projects.workspace_id)} RETURNING id
