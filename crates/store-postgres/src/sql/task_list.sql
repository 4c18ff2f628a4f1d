-- Open tasks, earliest due first, those without a date last.
-- $1: the institutions asked; null for all.
select case_id, task, kind, institution_id, owner_id, due_on, amount_cents, status, outcome
from case_tasks
where open
  and ($1::bigint[] is null or institution_id = any($1))
order by due_on nulls last, case_id, task
limit $2
