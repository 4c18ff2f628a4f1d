-- What was done under a sender's key (`Idempotency-Key`), written with what it wrote, until it expires. Keys and
-- fingerprints are keyed digests; what came of a request is sealed under its key, which is not here.
create table if not exists done_requests (
    key             blob primary key,
    fingerprint     blob not null,
    sealed          blob not null,
    done_at         integer not null,
    expires_at      integer not null
) strict, without rowid;

-- Serves `done_requests_lapsed_delete`.
create index if not exists done_requests_expiry on done_requests (expires_at);
