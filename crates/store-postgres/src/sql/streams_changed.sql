-- Streams of one sort of which something was recorded at a log index or behind it, or waits to be sealed.
select stream_id
from events
join leaves using (event_seq)
where stream_sort = $1
  and log_index >= $2
union
select stream_id
from events
join event_unsealed using (event_seq)
where stream_sort = $1
order by 1
