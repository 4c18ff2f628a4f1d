-- Requests that wait, newest first.
-- $1: the institutions whose approvers may see them; null for all.
select case_id, request, kind, institution_id, rank, requested_by, requested_at, status
from case_approvals
where status = 'open'
  and ($1::bigint[] is null or institution_id = any($1))
order by requested_at desc, case_id desc, request desc
limit $2
