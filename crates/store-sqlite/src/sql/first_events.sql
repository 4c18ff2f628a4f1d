-- The first events of the streams named.
select stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from events
where stream_sort = ?1
  and stream_id in (select value from json_each(?2))
  and version = 1
order by stream_id
