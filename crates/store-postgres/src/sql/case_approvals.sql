-- The approvals asked on a case, in order.
select case_id, request, kind, institution_id, rank, requested_by, requested_at, status
from case_approvals
where case_id = $1
order by request
