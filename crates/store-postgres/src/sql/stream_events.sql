-- All events of a stream, oldest first.
select stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from events
where stream_sort = $1
  and stream_id = $2
order by version
