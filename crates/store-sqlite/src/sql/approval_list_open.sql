-- Requests that wait, newest first.
-- ?1: the institutions whose approvers may see them, as JSON; null for all.
select case_id, request, kind, institution_id, rank, requested_by, requested_at, status
from case_approvals indexed by case_approvals_open
where status = 'open'
  and (?1 is null or institution_id in (select value from json_each(?1)))
order by requested_at desc, case_id desc, request desc
limit ?2
