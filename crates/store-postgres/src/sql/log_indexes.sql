-- Which event of a stream has which log index; those not sealed yet are left out.
select version, log_index
from events
join leaves using (event_seq)
where stream_sort = $1
  and stream_id = $2
order by version
