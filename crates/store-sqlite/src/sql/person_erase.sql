-- Everything kept of person ?1. The items go last: they tell which texts and subjects are theirs.
delete from person_keys where person_id = ?1;
delete from tags where person_id = ?1;
delete from masked_texts where text_id in (select text_id from sealed_items where person_id = ?1);
update cases set subject = ''
where case_id in (select case_id from case_persons where person_id = ?1 union select case_id from sealed_items where person_id = ?1)
  and subject_text in (select text_id from sealed_items where person_id = ?1);
delete from drafts where key in (
    select external_id from imports
    where profile = 'portal' and case_id in (select case_id from case_persons where person_id = ?1)
);
delete from query_codes where case_id in (
    select case_id from cases
    where person_id = ?1 and case_id in (select case_id from case_persons where person_id = ?1)
);
delete from messages where person_id = ?1;
delete from one_time_codes where case_id in (select case_id from case_persons where person_id = ?1);
delete from sealed_items where person_id = ?1;
insert into person_states (person_id, holds, erased_at) values (?1, 0, ?2)
    on conflict (person_id) do update set restricted_at = null, holds = 0, erased_at = excluded.erased_at;
