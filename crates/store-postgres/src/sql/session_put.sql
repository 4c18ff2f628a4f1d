-- A session, in the place of the former one of its hash.
insert into sessions
    (session_hash, user_id, form_secret, created_at, expires_at, seen_at, family, network, second_factor, one_time)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (session_hash) do update
set user_id = excluded.user_id,
    form_secret = excluded.form_secret,
    created_at = excluded.created_at,
    expires_at = excluded.expires_at,
    seen_at = excluded.seen_at,
    family = excluded.family,
    network = excluded.network,
    second_factor = excluded.second_factor,
    one_time = excluded.one_time
