-- What was done under a sender's key. What the table is for stands in schema.sql.

create table done_requests (
    key             bytea primary key,
    fingerprint     bytea not null,
    sealed          bytea not null,
    done_at         bigint not null,
    expires_at      bigint not null
);

create index done_requests_expiry on done_requests (expires_at);
