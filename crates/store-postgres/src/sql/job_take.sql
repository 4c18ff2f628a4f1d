-- Takes the job that may be taken longest: one that waits, or one whose lease has run out. What another node is taking at
-- this moment is passed over.
-- $1: the owner. $2: now. $3: until when the lease lasts.
update jobs
set status = 'running', attempt = attempt + 1, tries = tries + 1, owner = $1, lease_until = $3
where job_id = (
    select job_id
    from jobs
    where finished_at is null
      and coalesce(lease_until, due_at) <= $2
    order by coalesce(lease_until, due_at), job_id
    limit 1
    for update skip locked
)
returning job_id, key, kind, argument, due_at, created_at, status, attempt, tries, owner, lease_until, finished_at, message
