-- Leaves of a range of log indexes, with their events and whether these are there.
select log_index, leaf_hash, event.event_seq is not null,
       stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from leaves
left join events as event using (event_seq)
where log_index >= $1
  and log_index < $2
order by log_index
