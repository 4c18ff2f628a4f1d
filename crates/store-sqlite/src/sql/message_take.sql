-- Takes the message that may be taken longest: one that waits, or one whose lease has run out.
-- ?1: now. ?2: until when the lease lasts.
update messages
set status = 'sending', attempt = attempt + 1, tries = tries + 1, lease_until = ?2
where message_id = (
    select message_id
    from messages indexed by messages_open
    where status in ('waiting', 'sending') and form <> 'letter'
      and coalesce(lease_until, due_at) <= ?1
    order by coalesce(lease_until, due_at), message_id
    limit 1
)
returning message_id, key, form, template, person_id, text_id, user_id, webhook_id, case_id, date, due_at, created_at, status, attempt, tries, lease_until, sent_at, delivered_at, reference, fault
