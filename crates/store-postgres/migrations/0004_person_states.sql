-- What is special about persons: restricted, held, erased.

create table person_states (
    person_id       bigint primary key,
    restricted_at   bigint,
    holds           bigint not null,
    erased_at       bigint
);
