-- Channels open to consumers with how they were found, and templates of replies. What each is for stands in schema.sql.

create table open_channels (
    channel_id      bigint primary key,
    version         bigint not null,
    institution_id  bigint not null,
    code            text not null,
    details         text not null,
    tested_at       bigint
);

create unique index open_channels_code on open_channels (code);

create index open_channels_by_institution on open_channels (institution_id, channel_id);

create table contact_tests (
    channel_id      bigint not null,
    version         bigint not null,
    tested_at       bigint not null,
    tester_id       bigint,
    reached         boolean not null,
    waited_seconds  bigint,
    note            text,
    within_hours    boolean not null,
    primary key (channel_id, version)
);

create index contact_tests_by_time on contact_tests (tested_at);

create table missed_calls (
    channel_id      bigint not null,
    day             bigint not null,
    count           bigint not null,
    primary key (channel_id, day)
);

create table reply_templates (
    template_id     bigint not null,
    version         bigint not null,
    institution_id  bigint not null,
    kind            text not null,
    name            text not null,
    text            text not null,
    active          boolean not null,
    set_at          bigint not null,
    primary key (template_id, version)
);
