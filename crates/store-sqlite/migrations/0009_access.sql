-- What somebody signs in with besides a password, sessions that can be listed, and regimes that arrived. What each is for
-- stands in schema.sql.

alter table sessions add column seen_at integer not null default 0;
alter table sessions add column family text not null default '';
alter table sessions add column network text not null default '';
alter table sessions add column second_factor integer not null default 0;
alter table sessions add column one_time integer not null default 0;

update sessions set seen_at = created_at;

alter table credentials add column one_time integer not null default 0;

create table if not exists second_factors (
    user_id         integer primary key,
    secret          blob not null,
    made_at         integer not null,
    confirmed_at    integer,
    last_step       integer not null
) strict;

create table if not exists recovery_codes (
    user_id         integer not null,
    tag             blob not null,
    primary key (user_id, tag)
) strict, without rowid;

create table if not exists subjects (
    user_id         integer primary key,
    issuer          text not null,
    subject         text not null,
    linked_at       integer not null
) strict;

create unique index if not exists subjects_subject on subjects (issuer, subject);

create table if not exists regime_files (
    arrival         integer primary key,
    digest          text not null unique,
    name            text not null,
    text            text not null,
    arrived_at      integer not null
) strict;
