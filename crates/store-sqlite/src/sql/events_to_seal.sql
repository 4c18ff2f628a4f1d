-- Events above the sealed ones, in the order of their commits.
select event_seq, stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from events
where event_seq > ?1
order by event_seq
limit ?2
