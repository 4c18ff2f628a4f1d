-- Requests that wait, newest first.
-- ?1: the institutions whose approvers may see them, as JSON; null for all.
-- ?2: how many. ?3 to ?5: the place behind which the page begins; null from the start.
select case_id, request, kind, institution_id, rank, requested_by, requested_at, status
from case_approvals indexed by case_approvals_open
where status = 'open'
  and (?1 is null or institution_id in (select value from json_each(?1)))
  and (?3 is null or (requested_at, case_id, request) < (?3, ?4, ?5))
order by requested_at desc, case_id desc, request desc
limit ?2
