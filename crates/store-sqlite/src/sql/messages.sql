-- Messages, newest first.
-- ?1: of one status. ?2: of one form. ?3: of one case. ?4: to one webhook. ?5: older than one. Null: all. ?6: how many.
select message_id, key, form, template, person_id, text_id, user_id, webhook_id, case_id, date, due_at, created_at, status, attempt, tries, lease_until, sent_at, delivered_at, reference, fault
from messages
where (?1 is null or status = ?1)
  and (?2 is null or form = ?2)
  and (?3 is null or case_id = ?3)
  and (?4 is null or webhook_id = ?4)
  and (?5 is null or message_id < ?5)
order by message_id desc
limit ?6
