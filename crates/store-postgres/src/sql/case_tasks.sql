-- The tasks of a case, in order.
select case_id, task, kind, institution_id, owner_id, due_on, amount_cents, status, outcome
from case_tasks
where case_id = $1
order by task
