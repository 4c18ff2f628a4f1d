-- Jobs, notices and calendars that arrive. What each table is for stands in schema.sql.

create table if not exists jobs (
    job_id          integer primary key,
    key             text not null,
    kind            text not null,
    argument        text not null,
    status          text not null,
    due_at          integer not null,
    attempt         integer not null,
    tries           integer not null,
    owner           text,
    lease_until     integer,
    created_at      integer not null,
    finished_at     integer,
    message         text
) strict;

create unique index if not exists jobs_key on jobs (key);

create index if not exists jobs_open on jobs (coalesce(lease_until, due_at)) where finished_at is null;
create index if not exists jobs_status on jobs (status, job_id);

create table if not exists notices (
    notice_id       integer primary key,
    user_id         integer not null,
    case_id         integer not null,
    kind            text not null,
    rule            text not null,
    run             integer not null,
    at              integer not null,
    seen_at         integer
) strict;

create unique index if not exists notices_once on notices (user_id, case_id, kind, rule, run);

create index if not exists notices_unseen on notices (user_id, notice_id) where seen_at is null;
create index if not exists notices_user on notices (user_id, notice_id);

create table if not exists calendar_files (
    arrival         integer primary key,
    digest          text not null unique,
    name            text not null,
    text            text not null,
    arrived_at      integer not null
) strict;
