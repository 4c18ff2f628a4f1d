-- The notices of a member of staff about cases they may see, newest first.
-- $1: who. $2: the institutions they see; null for all. $3: older than which; null for all. $4: how many.
select case_id, notice_id, user_id, notices.kind, rule, run, at, seen_at
from notices
join cases using (case_id)
where user_id = $1
  and notices.kind <> 'told_together'
  and ($2::bigint[] is null or institution_id = any($2))
  and ($3::bigint is null or notice_id < $3)
order by notice_id desc
limit $4
