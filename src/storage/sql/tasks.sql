-- SPDX-License-Identifier: MIT

-- fragment task(t)
{t}.id, {t}.project_id, {t}.title, {t}.is_complete, {t}.created_at, {t}.updated_at

-- fragment may_task
EXISTS (SELECT 1 FROM projects p WHERE p.id = tasks.project_id AND {may(p.workspace_id)})

-- statement task_create(actor text, roles text, id text, project text, title text, now timestamptz)
INSERT INTO tasks (id, project_id, title, created_at, updated_at)
SELECT :id, p.id, :title, :now, :now FROM projects p WHERE p.id = :project AND {may(p.workspace_id)}
RETURNING {task(tasks)}

-- statement task_list(project text, after text, limit integer)
SELECT {task(t)} FROM tasks t WHERE t.project_id = :project AND t.id > :after ORDER BY t.id LIMIT :limit

-- statement task_get(actor text, id text)
SELECT g.role, {task(t)} FROM tasks t JOIN projects p ON p.id = t.project_id
LEFT JOIN {actor_in(g, p.workspace_id)} WHERE t.id = :id

-- statement task_update(actor text, roles text, id text, title text, is_complete boolean, now timestamptz)
UPDATE tasks SET title = COALESCE(:title, title), is_complete = COALESCE(:is_complete, is_complete), updated_at = :now
WHERE id = :id AND {may_task} RETURNING {task(tasks)}

-- statement task_delete(actor text, roles text, id text)
DELETE FROM tasks WHERE id = :id AND {may_task} RETURNING id
