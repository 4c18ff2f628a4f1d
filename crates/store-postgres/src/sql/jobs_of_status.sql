-- Jobs of one status, newest first. $2: older than which; null for all. $3: how many.
select job_id, key, kind, argument, due_at, created_at, status, attempt, tries, owner, lease_until, finished_at, message
from jobs
where status = $1
  and ($2::bigint is null or job_id < $2)
order by job_id desc
limit $3
