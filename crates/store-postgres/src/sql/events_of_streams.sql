-- All events of the streams of one sort that follow one of them: every stream has a first event.
select stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload
from events
where stream_sort = $1
  and stream_id > $2
  and stream_id <= (
      select max(stream_id)
      from (
          select stream_id
          from events
          where stream_sort = $1
            and stream_id > $2
            and version = 1
          order by stream_id
          limit $3
      ) as following
  )
order by stream_id, version
