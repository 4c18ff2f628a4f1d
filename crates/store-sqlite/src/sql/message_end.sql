-- Ends an attempt that still holds the message.
-- ?1: the message. ?2: the attempt. ?3: the status. ?4: when it is due; null: as before. ?5: when it was taken.
-- ?6: the number it was given. ?7: why it failed.
update messages
set status = ?3, due_at = coalesce(?4, due_at), sent_at = coalesce(?5, sent_at),
    reference = coalesce(?6, reference), fault = ?7, lease_until = null
where message_id = ?1
  and attempt = ?2
  and status = 'sending'
