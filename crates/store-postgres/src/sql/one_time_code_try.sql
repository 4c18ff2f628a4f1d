-- Counts a try at a code that still counts.
-- $1: the case. $2: how many tries there are. $3: now.
update one_time_codes
set tries = tries + 1
where case_id = $1
  and tries < $2
  and expires_at > $3
returning case_id, tag, expires_at, tries
