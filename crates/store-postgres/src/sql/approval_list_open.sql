-- Requests that wait, newest first.
-- $1: the institutions whose approvers may see them; null for all.
-- $2: how many. $3 to $5: the place behind which the page begins; null from the start.
select case_id, request, kind, institution_id, rank, requested_by, requested_at, status
from case_approvals
where status = 'open'
  and ($1::bigint[] is null or institution_id = any($1))
  and ($3::bigint is null or (requested_at, case_id, request) < ($3::bigint, $4::bigint, $5::bigint))
order by requested_at desc, case_id desc, request desc
limit $2
