-- A member of staff as they stand now. Their login may belong to no other.
insert into users (user_id, version, login, display_name, active, institution_id)
values ($1, $2, $3, $4, $5, $6)
on conflict (user_id) do update
set version = excluded.version,
    login = excluded.login,
    display_name = excluded.display_name,
    active = excluded.active,
    institution_id = excluded.institution_id
