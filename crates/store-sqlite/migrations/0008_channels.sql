-- Channels open to consumers with how they were found, and templates of replies. What each is for stands in schema.sql.

create table if not exists open_channels (
    channel_id      integer primary key,
    version         integer not null,
    institution_id  integer not null,
    code            text not null,
    details         text not null,
    tested_at       integer
) strict;

create unique index if not exists open_channels_code on open_channels (code);

create index if not exists open_channels_by_institution on open_channels (institution_id, channel_id);

create table if not exists contact_tests (
    channel_id      integer not null,
    version         integer not null,
    tested_at       integer not null,
    tester_id       integer,
    reached         integer not null,
    waited_seconds  integer,
    note            text,
    within_hours    integer not null,
    primary key (channel_id, version)
) strict;

create index if not exists contact_tests_by_time on contact_tests (tested_at);

create table if not exists missed_calls (
    channel_id      integer not null,
    day             integer not null,
    count           integer not null,
    primary key (channel_id, day)
) strict;

create table if not exists reply_templates (
    template_id     integer not null,
    version         integer not null,
    institution_id  integer not null,
    kind            text not null,
    name            text not null,
    text            text not null,
    active          integer not null,
    set_at          integer not null,
    primary key (template_id, version)
) strict;
