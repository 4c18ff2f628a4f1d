-- What is special about persons: restricted, held, erased.

create table if not exists person_states (
    person_id       integer primary key,
    restricted_at   integer,
    holds           integer not null,
    erased_at       integer
) strict;
