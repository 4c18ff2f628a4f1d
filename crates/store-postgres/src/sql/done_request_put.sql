-- What was done under a key. Waits for whoever does something under it at the same time; changes no row where the key is
-- still theirs.
insert into done_requests (key, fingerprint, sealed, done_at, expires_at)
values ($1, $2, $3, $4, $5)
on conflict (key) do update
set fingerprint = excluded.fingerprint,
    sealed = excluded.sealed,
    done_at = excluded.done_at,
    expires_at = excluded.expires_at
where done_requests.expires_at <= excluded.done_at
