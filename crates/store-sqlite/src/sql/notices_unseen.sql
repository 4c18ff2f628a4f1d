-- How many of them are not seen, counting no further than ?3.
select count(*)
from (
    select 1
    from notices indexed by notices_unseen
    join cases using (case_id)
    where user_id = ?1
      and seen_at is null
      and (?2 is null or institution_id in (select value from json_each(?2)))
    limit ?3
)
