-- SPDX-License-Identifier: MIT

-- fragment user(u)
{u}.id, {u}.auth_id, {u}.email, {u}.email_verified, {u}.name, {u}.created_at, {u}.updated_at

-- statement user_create(id text, auth_id text, email text, email_verified boolean, name text, now timestamptz)
INSERT INTO users (id, auth_id, email, email_verified, name, created_at, updated_at)
VALUES (:id, :auth_id, :email, :email_verified, :name, :now, :now)
ON CONFLICT DO NOTHING RETURNING {user(users)}

-- Who stands in the way of a creation.
-- statement user_taken(auth_id text, email text)
SELECT u.auth_id = :auth_id FROM users u WHERE u.auth_id = :auth_id OR u.email = :email

-- statement user_get(actor text, id text)
SELECT CASE WHEN u.id = :actor THEN 'SELF' END, {user(u)} FROM users u WHERE u.id = :id

-- statement user_get_by_auth_id(actor text, auth_id text)
SELECT CASE WHEN u.id = :actor THEN 'SELF' END, {user(u)} FROM users u WHERE u.auth_id = :auth_id

-- statement user_id_by_auth_id(auth_id text)
SELECT u.id FROM users u WHERE u.auth_id = :auth_id

-- A new address is not verified unless the caller says so.
-- statement user_update(actor text, id text, name text, email text, email_verified boolean, now timestamptz)
UPDATE users SET name = COALESCE(:name, name), email = COALESCE(:email, email),
    email_verified = COALESCE(:email_verified,
        email_verified AND (:email IS NULL OR :email = email)),
    updated_at = :now
WHERE id = :id AND (:actor IS NULL OR id = :actor)
AND NOT EXISTS (SELECT 1 FROM users o WHERE o.email = :email AND o.id <> :id)
RETURNING {user(users)}

-- A workspace that would be left without an active ADMIN.
-- fragment orphaned_by(user)
SELECT w.name FROM memberships m JOIN workspaces w ON w.id = m.workspace_id
WHERE m.user_id = {user} AND m.role = 'ADMIN' AND m.status = 'ACTIVE'
AND NOT EXISTS (SELECT 1 FROM memberships o WHERE o.workspace_id = m.workspace_id
    AND o.id <> m.id AND o.role = 'ADMIN' AND o.status = 'ACTIVE')

-- statement user_orphans(id text)
{orphaned_by(:id)} ORDER BY w.id LIMIT 1

-- statement user_delete(actor text, id text)
DELETE FROM users WHERE id = :id AND (:actor IS NULL OR id = :actor)
AND NOT EXISTS ({orphaned_by(:id)}) RETURNING id

-- statement account_create(user_id text, password_hash text, now timestamptz)
INSERT INTO accounts (user_id, password_hash, created_at, updated_at)
SELECT u.id, :password_hash, :now, :now FROM users u WHERE u.id = :user_id

-- statement account_by_email(email text)
SELECT a.password_hash, {user(u)} FROM users u JOIN accounts a ON a.user_id = u.id WHERE u.email = :email

-- Only while it is still the hash that was checked.
-- statement account_rehash(user_id text, old_hash text, password_hash text, now timestamptz)
UPDATE accounts SET password_hash = :password_hash, updated_at = :now
WHERE user_id = :user_id AND password_hash = :old_hash
