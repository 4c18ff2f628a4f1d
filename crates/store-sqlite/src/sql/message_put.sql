-- Adds a message, unless there is one of its key.
-- ?1: the key. ?2: the form. ?3: the template. ?4: the person. ?5: where their number or address lies. ?6: the member of
-- staff. ?7: the webhook. ?8: the case. ?9: the date. ?10: when it is due. ?11: now.
insert into messages (
    key, form, template, person_id, text_id, user_id, webhook_id, case_id, date, status, due_at, attempt, tries, created_at
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'waiting', ?10, 0, 0, ?11)
on conflict (key) do nothing
