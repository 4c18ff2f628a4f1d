-- Open tasks, earliest due first, those without a date last.
-- $1: the institutions asked; null for all.
-- $2: how many. $3 to $5: the place behind which the page begins; null from the start.
select case_id, task, kind, institution_id, owner_id, due_on, amount_cents, status, outcome
from case_tasks
where open
  and ($1::bigint[] is null or institution_id = any($1))
  and ($3::bigint is null or (coalesce(due_on, 2147483647), case_id, task) > ($3::bigint, $4::bigint, $5::bigint))
order by due_on nulls last, case_id, task
limit $2
