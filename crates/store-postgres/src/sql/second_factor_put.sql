-- A second factor, in the place of the former one.
insert into second_factors (user_id, secret, made_at, confirmed_at, last_step)
values ($1, $2, $3, $4, $5)
on conflict (user_id) do update
set secret = excluded.secret,
    made_at = excluded.made_at,
    confirmed_at = excluded.confirmed_at,
    last_step = excluded.last_step
