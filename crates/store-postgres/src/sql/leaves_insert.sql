-- The leaves of events in the order given, from a log index on.
insert into leaves (log_index, event_seq, leaf_hash)
select $1 + place - 1, event_seq, leaf_hash
from unnest($2::bigint[], $3::bytea[]) with ordinality as sealed (event_seq, leaf_hash, place)
