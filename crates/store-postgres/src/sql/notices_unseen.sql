-- How many of them are not seen, counting no further than $3.
select count(*)
from (
    select 1
    from notices
    join cases using (case_id)
    where user_id = $1
      and seen_at is null
      and ($2::bigint[] is null or institution_id = any($2))
    limit $3
) as unseen
