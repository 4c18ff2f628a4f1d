-- Jobs, newest first. $1: older than which; null for all. $2: how many.
select job_id, key, kind, argument, due_at, created_at, status, attempt, tries, owner, lease_until, finished_at, message
from jobs
where $1::bigint is null or job_id < $1
order by job_id desc
limit $2
