-- Open tasks, earliest due first, those without a date last.
-- ?1: the institutions asked, as JSON; null for all.
-- ?2: how many. ?3 to ?5: the place behind which the page begins; null from the start.
select case_id, task, kind, institution_id, owner_id, due_on, amount_cents, status, outcome
from case_tasks indexed by case_tasks_open
where open = 1
  and (?1 is null or institution_id in (select value from json_each(?1)))
  and (?3 is null or (coalesce(due_on, 2147483647), case_id, task) > (?3, ?4, ?5))
order by due_on nulls last, case_id, task
limit ?2
