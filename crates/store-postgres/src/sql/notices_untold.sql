-- Of notices that are to be told, the places of those that were told by no notice yet.
select place
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[])
    with ordinality as given (user_id, case_id, rule, run, place)
where not exists (
    select 1
    from notices
    where notices.user_id = given.user_id
      and notices.case_id = given.case_id
      and notices.rule = given.rule
      and notices.run = given.run
)
