-- One event at the end of the record.
insert into events (stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
