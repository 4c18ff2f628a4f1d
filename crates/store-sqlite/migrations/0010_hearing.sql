-- What is heard: calls with masked turns, and what stood out of calls and cases. What each is for stands in schema.sql.

create table if not exists calls (
    call_id         integer primary key,
    institution_id  integer not null,
    reference       text not null,
    started_at      integer not null,
    turns           text not null,
    imported_at     integer not null
) strict;

create unique index if not exists calls_reference on calls (institution_id, reference);

create index if not exists calls_started on calls (started_at);

create table if not exists hot_spots (
    hot_spot_id     integer primary key,
    institution_id  integer not null,
    kind            text not null,
    title           text not null,
    found_on        integer not null,
    details         text not null,
    raised_at       integer not null,
    settled_at      integer,
    settled_by      integer,
    statement       text
) strict;

create index if not exists hot_spots_title on hot_spots (institution_id, kind, title, found_on);
