-- SPDX-License-Identifier: MIT
-- The schema of 0.1. {id} is the engine's type for ids, which are compared byte by byte.
-- {by_key} keeps a table in the order of its key where the engine has that (SQLite: WITHOUT ROWID).
-- Values are checked by OR, since SQLite builds a table for each IN it meets.
-- Times are timestamptz, which PostgreSQL knows and SQLite keeps as an integer (microseconds).

CREATE TABLE users (
    id {id} PRIMARY KEY,
    auth_id text NOT NULL UNIQUE,
    email text UNIQUE,
    email_verified boolean NOT NULL DEFAULT FALSE,
    name text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
) {by_key};

CREATE TABLE accounts (
    user_id {id} PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
) {by_key};

-- invite_window and invites_sent count the invitations of the running hour.
CREATE TABLE workspaces (
    id {id} PRIMARY KEY,
    name text NOT NULL,
    slug text NOT NULL UNIQUE,
    invite_window timestamptz NOT NULL,
    invites_sent integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
) {by_key};

-- The slugs that renamed workspaces had before: they lead there, and are nobody else's, until
-- held_until.
CREATE TABLE held_slugs (
    slug text PRIMARY KEY,
    workspace_id {id} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    held_until timestamptz NOT NULL
) {by_key};
CREATE INDEX held_slugs_workspace ON held_slugs (workspace_id);

-- An invitation is a membership that is PENDING: it has an address and a token, and no user.
-- invited_by is no foreign key: the id of a deleted inviter has to stay, as NULL is the system.
CREATE TABLE memberships (
    id {id} PRIMARY KEY,
    workspace_id {id} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    user_id {id} REFERENCES users (id) ON DELETE CASCADE,
    role text NOT NULL CHECK (role = 'ADMIN' OR role = 'MEMBER' OR role = 'BILLING'),
    status text NOT NULL CHECK (status = 'PENDING' OR status = 'ACTIVE' OR status = 'DECLINED' OR status = 'REVOKED'),
    email text,
    token_hash text,
    by_link boolean NOT NULL DEFAULT FALSE,
    invited_by {id},
    expires_at timestamptz,
    send_count integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK ((status = 'ACTIVE') = (user_id IS NOT NULL)),
    UNIQUE (user_id, workspace_id)
) {by_key};
CREATE UNIQUE INDEX memberships_pending_email ON memberships (workspace_id, email)
    WHERE status = 'PENDING';
CREATE UNIQUE INDEX memberships_token ON memberships (token_hash) WHERE token_hash IS NOT NULL;
CREATE INDEX memberships_workspace ON memberships (workspace_id, id);
CREATE INDEX memberships_email ON memberships (email, id) WHERE status = 'PENDING';

CREATE TABLE projects (
    id {id} PRIMARY KEY,
    workspace_id {id} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
) {by_key};
CREATE INDEX projects_workspace ON projects (workspace_id, id);

CREATE TABLE tasks (
    id {id} PRIMARY KEY,
    project_id {id} NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    title text NOT NULL,
    is_complete boolean NOT NULL DEFAULT FALSE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
) {by_key};
CREATE INDEX tasks_project ON tasks (project_id, id);

-- Work for later. A running job belongs to whoever holds lease_token until lease_until.
CREATE TABLE jobs (
    id {id} PRIMARY KEY,
    queue text NOT NULL,
    name text NOT NULL,
    data text NOT NULL,
    workspace_id {id} REFERENCES workspaces (id) ON DELETE CASCADE,
    state text NOT NULL CHECK (state = 'WAITING' OR state = 'ACTIVE' OR state = 'COMPLETED' OR state = 'FAILED'),
    attempt integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL,
    run_at timestamptz NOT NULL,
    lease_until timestamptz,
    lease_token text,
    error text,
    created_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX jobs_due ON jobs (queue, state, run_at, id);
CREATE INDEX jobs_workspace ON jobs (workspace_id);
