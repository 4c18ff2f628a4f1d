-- Lists that staff gave a name, and who took a case in. What each is for stands in schema.sql.

create table if not exists saved_views (
    view_id         integer primary key,
    user_id         integer not null,
    name            text not null,
    address         text not null,
    saved_at        integer not null
) strict;

create unique index if not exists saved_views_name on saved_views (user_id, name);

alter table cases add column registered_by integer;

update cases set registered_by = (
    select cast(substr(actor, 6) as integer) from events
    where stream_sort = 1 and stream_id = case_id and version = 1 and actor like 'user:%'
) where not exists (
    select 1 from events where stream_sort = 1 and stream_id = case_id and name = 'carried_over'
);

create index if not exists cases_by_registered on cases (registered_by, deadline_rank) where registered_by is not null;
