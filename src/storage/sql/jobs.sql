-- SPDX-License-Identifier: MIT

-- fragment job(j)
{j}.id, {j}.queue, {j}.name, {j}.data, {j}.attempt, {j}.max_attempts, {j}.lease_token

-- statement job_add(id text, queue text, name text, data text, max_attempts integer, now timestamptz)
INSERT INTO jobs (id, queue, name, data, state, max_attempts, run_at, created_at)
VALUES (:id, :queue, :name, :data, 'WAITING', :max_attempts, :now, :now) RETURNING {job(jobs)}

-- The next job that is due, or whose worker has not been heard of since its lease ran out.
-- statement job_claim(queue text, lease_token text, lease_until timestamptz, now timestamptz)
UPDATE jobs SET state = 'ACTIVE', attempt = attempt + 1, lease_token = :lease_token, lease_until = :lease_until
WHERE id = (SELECT d.id FROM jobs d WHERE d.queue = :queue
    AND (d.state = 'WAITING' AND d.run_at <= :now OR d.state = 'ACTIVE' AND d.lease_until <= :now)
    ORDER BY d.run_at, d.id LIMIT 1)
RETURNING {job(jobs)}

-- The lease's token keeps a worker that was thought dead from ending another one's run.
-- statement job_complete(id text, lease_token text, now timestamptz)
UPDATE jobs SET state = 'COMPLETED', finished_at = :now, lease_token = NULL, error = NULL
WHERE id = :id AND state = 'ACTIVE' AND lease_token = :lease_token

-- statement job_retry(id text, lease_token text, run_at timestamptz, error text)
UPDATE jobs SET state = 'WAITING', run_at = :run_at, lease_token = NULL, error = :error
WHERE id = :id AND state = 'ACTIVE' AND lease_token = :lease_token

-- statement job_fail(id text, lease_token text, now timestamptz, error text)
UPDATE jobs SET state = 'FAILED', finished_at = :now, lease_token = NULL, error = :error
WHERE id = :id AND state = 'ACTIVE' AND lease_token = :lease_token
