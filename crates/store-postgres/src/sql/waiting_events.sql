-- What waits, in the order of the queue, each with the log index it will have; a removed event has no time.
select *
from (select size - 1 + row_number() over (order by waiting.event_seq) as log_index, coalesce(recorded_at, 0)
      from ledger_head, event_unsealed as waiting
      left join events using (event_seq)) as queue
where log_index >= $1
order by log_index
limit $2
