-- An API token as it stands now.
insert into tokens (token_hash, user_id, label, created_at, expires_at, revoked)
values ($1, $2, $3, $4, $5, $6)
on conflict (token_hash) do update
set user_id = excluded.user_id,
    label = excluded.label,
    created_at = excluded.created_at,
    expires_at = excluded.expires_at,
    revoked = excluded.revoked
