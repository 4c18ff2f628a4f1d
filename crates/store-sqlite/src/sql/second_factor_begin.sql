-- A second factor that is yet to be confirmed, in the place of one that never was.
-- ?1: whose. ?2: the sealed secret. ?3: when it was made. ?4: the last time step that counts as taken.
insert into second_factors (user_id, secret, made_at, confirmed_at, last_step)
values (?1, ?2, ?3, null, ?4)
on conflict (user_id) do update
set secret = excluded.secret,
    made_at = excluded.made_at,
    last_step = excluded.last_step
where second_factors.confirmed_at is null
