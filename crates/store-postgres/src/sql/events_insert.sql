-- Events, in order, and their places in the sealer's queue.
with recorded as (
    insert into events (stream_sort, stream_id, version, name, name_version, occurred_at, recorded_at, actor, payload)
    select sort, id, version, name, name_version, occurred_at, recorded_at, actor, payload
    from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
                $8::text[], $9::text[])
        with ordinality as given (sort, id, version, name, name_version, occurred_at, recorded_at, actor, payload, place)
    order by place
    returning event_seq
)
insert into event_unsealed (event_seq)
select event_seq from recorded
