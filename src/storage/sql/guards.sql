-- SPDX-License-Identifier: MIT
-- Guards answer "is it there, and what is this user in its workspace?" in one row; the
-- first column is the role, NULL for who is no active member. No row: it is not there.
-- Writes repeat the guard in their WHERE by {may}, so that both travel together.
-- :actor is NULL for the system, which passes every check; a session of nobody never
-- gets as far as a statement. :roles lists the roles that may, as ',ADMIN,MEMBER,'.

-- fragment may(workspace)
(:actor IS NULL OR EXISTS (SELECT 1 FROM memberships g
    WHERE g.workspace_id = {workspace} AND g.user_id = :actor AND g.status = 'ACTIVE'
    AND :roles LIKE '%,' || g.role || ',%'))

-- The actor's active membership, for a LEFT JOIN.
-- fragment actor_in(g, workspace)
memberships {g} ON {g}.workspace_id = {workspace} AND {g}.user_id = :actor AND {g}.status = 'ACTIVE'

-- statement guard_actor(actor text)
SELECT 'SELF' FROM users u WHERE u.id = :actor

-- statement guard_user(actor text, id text)
SELECT CASE WHEN u.id = :actor THEN 'SELF' END FROM users u WHERE u.id = :id

-- statement guard_workspace(actor text, workspace text)
SELECT g.role FROM workspaces w LEFT JOIN {actor_in(g, w.id)} WHERE w.id = :workspace

-- statement guard_project(actor text, id text)
SELECT g.role FROM projects p LEFT JOIN {actor_in(g, p.workspace_id)} WHERE p.id = :id

-- statement guard_task(actor text, id text)
SELECT g.role FROM tasks t JOIN projects p ON p.id = t.project_id
LEFT JOIN {actor_in(g, p.workspace_id)} WHERE t.id = :id
