-- Who a member of staff is to an issuer, in the place of who they were.
insert into subjects (user_id, issuer, subject, linked_at)
values ($1, $2, $3, $4)
on conflict (user_id) do update
set issuer = excluded.issuer,
    subject = excluded.subject,
    linked_at = excluded.linked_at
