-- An institution as it stands now. Its code may belong to no other.
insert into institutions (institution_id, version, code, details)
values ($1, $2, $3, $4)
on conflict (institution_id) do update
set version = excluded.version,
    code = excluded.code,
    details = excluded.details
