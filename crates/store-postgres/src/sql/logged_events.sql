-- The feed: sealed events from a log index on.
select log_index, leaf_hash,
       stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from leaves
join events using (event_seq)
where log_index >= $1
order by log_index
limit $2
