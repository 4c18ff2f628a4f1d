-- The version of each stream, 0 for one never written, in the order asked; with when the latest sealed event was recorded.
select coalesce((select version
                 from events
                 where stream_sort = sort
                   and stream_id = id
                 order by version desc
                 limit 1), 0),
       (select latest from ledger_head)
from unnest($1::bigint[], $2::bigint[]) with ordinality as asked (sort, id, place)
order by place
