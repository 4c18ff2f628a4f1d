-- Ends an attempt that still holds the job.
-- ?1: the job. ?2: the attempt. ?3: the status. ?4: when it is due; null: as before. ?5: when it finished. ?6: the message.
update jobs
set status = ?3, due_at = coalesce(?4, due_at), finished_at = ?5, message = ?6, lease_until = null
where job_id = ?1
  and attempt = ?2
  and status = 'running'
