-- Messages, webhooks, preferences and one-time codes. What each table is for stands in schema.sql.

create table if not exists messages (
    message_id      integer primary key,
    key             text not null,
    form            text not null,
    template        text not null,
    person_id       integer,
    text_id         integer,
    user_id         integer,
    webhook_id      integer,
    case_id         integer,
    date            integer,
    status          text not null,
    due_at          integer not null,
    attempt         integer not null,
    tries           integer not null,
    lease_until     integer,
    created_at      integer not null,
    sent_at         integer,
    delivered_at    integer,
    reference       text,
    fault           text
) strict;

create unique index if not exists messages_key on messages (key);

create index if not exists messages_open on messages (coalesce(lease_until, due_at))
    where status in ('waiting', 'sending') and form <> 'letter';

create index if not exists messages_case on messages (case_id, message_id) where case_id is not null;
create index if not exists messages_status on messages (status, message_id);
create index if not exists messages_webhook on messages (webhook_id, message_id) where webhook_id is not null;
create index if not exists messages_reference on messages (reference) where reference is not null;

create table if not exists webhooks (
    webhook_id      integer primary key,
    user_id         integer not null,
    label           text not null,
    url             text not null,
    secret          blob not null,
    kinds           text not null,
    active          integer not null,
    failing_since   integer,
    created_at      integer not null
) strict;

create table if not exists preferences (
    user_id         integer primary key,
    ways            text not null,
    email           blob
) strict;

create table if not exists one_time_codes (
    case_id         integer primary key,
    tag             blob not null,
    expires_at      integer not null,
    tries           integer not null
) strict;

create index if not exists one_time_codes_expiry on one_time_codes (expires_at);
