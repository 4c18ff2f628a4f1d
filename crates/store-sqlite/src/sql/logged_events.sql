-- The feed: sealed events from a log index on. The event of a log index has the row number after it.
select log_index, leaf_hash,
       stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from leaves
join events on event_seq = log_index + 1
where log_index >= ?1
order by log_index
limit ?2
