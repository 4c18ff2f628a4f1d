-- The job of a key ($1).
select job_id, key, kind, argument, due_at, created_at, status, attempt, tries, owner, lease_until, finished_at, message
from jobs
where key = $1
