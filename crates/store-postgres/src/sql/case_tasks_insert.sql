-- The tasks of a case.
insert into case_tasks (case_id, task, kind, institution_id, owner_id, due_on, amount_cents, status, outcome, open)
select $1, *
from unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[],
            $10::boolean[])
