-- A password, in the place of the former one.
insert into credentials (user_id, password_hash, set_at, one_time)
values ($1, $2, $3, $4)
on conflict (user_id) do update
set password_hash = excluded.password_hash,
    set_at = excluded.set_at,
    one_time = excluded.one_time
