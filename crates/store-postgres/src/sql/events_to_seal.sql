-- The sealer's queue in its order, with the events and whether they are there.
select waiting.event_seq, event.event_seq is not null,
       stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from event_unsealed as waiting
left join events as event using (event_seq)
order by waiting.event_seq
limit $1
