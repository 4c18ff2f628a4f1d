-- Jobs, newest first.
select job_id, key, kind, argument, due_at, created_at, status, attempt, tries, owner, lease_until, finished_at, message
from jobs
order by job_id desc
limit $1
