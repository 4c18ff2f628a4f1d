-- What waits to be sealed, whole, behind a place in the queue.
select event_seq,
       stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from event_unsealed
join events using (event_seq)
where event_seq > $1
order by event_seq
limit $2
