-- Identifiers of streams of one sort after one of them, ascending: every stream has a first event.
select stream_id
from events
where stream_sort = $1
  and stream_id > $2
  and version = 1
order by stream_id
limit $3
