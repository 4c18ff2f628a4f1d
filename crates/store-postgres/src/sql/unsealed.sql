-- How many events wait to be sealed, and when the first of them was recorded.
select count(*),
       (select recorded_at from events where event_seq = min(event_unsealed.event_seq))
from event_unsealed
