-- Events whose place in the log falls into a range, with that place.
select event_seq - 1,
       stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from events
where event_seq > ?1
  and event_seq <= ?2
order by event_seq
