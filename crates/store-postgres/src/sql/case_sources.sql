-- The ways a case reached the institution, in order.
select case_id, position, channel, external_number, received_at, required_on, feedback_owed, feedback_sent_at,
       feedback_returned_at
from case_sources
where case_id = $1
order by position
