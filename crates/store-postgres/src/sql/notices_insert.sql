-- Notices, in order, but for those told before.
insert into notices (user_id, case_id, kind, rule, run, at)
select user_id, case_id, kind, rule, run, at
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
    with ordinality as given (user_id, case_id, kind, rule, run, at, place)
order by place
on conflict (user_id, case_id, kind, rule, run) do nothing
