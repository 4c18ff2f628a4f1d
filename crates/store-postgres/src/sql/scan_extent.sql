-- What a scan begins with: the head, what lies behind the last leaf, events without a leaf that do not wait either, and
-- where the first of them says it belongs.
select size, root, (select coalesce(max(log_index) + 1, 0) from leaves), count(stray.event_seq),
       (array_agg(stream_sort order by stray.event_seq))[1], (array_agg(stream_id order by stray.event_seq))[1],
       (array_agg(version order by stray.event_seq))[1]
from ledger_head
left join (select event_seq, stream_sort, stream_id, version
           from events
           where not exists (select from leaves where leaves.event_seq = events.event_seq)
             and not exists (select from event_unsealed where event_unsealed.event_seq = events.event_seq)) as stray
    on true
group by size, root
