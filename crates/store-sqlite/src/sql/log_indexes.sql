-- Which event of a stream has which log index; those not sealed yet are left out.
select version, event_seq - 1
from events
where stream_sort = ?1
  and stream_id = ?2
  and event_seq <= (select size from ledger_head)
order by version
