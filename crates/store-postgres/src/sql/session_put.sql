-- A session, in the place of the former one of its hash.
insert into sessions (session_hash, user_id, form_secret, created_at, expires_at)
values ($1, $2, $3, $4, $5)
on conflict (session_hash) do update
set user_id = excluded.user_id,
    form_secret = excluded.form_secret,
    created_at = excluded.created_at,
    expires_at = excluded.expires_at
