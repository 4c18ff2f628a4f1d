-- The masked copy of a text. A rebuild finds nearly all of them as they should be, and an equal one costs no write.
insert into masked_texts (text_id, masked)
values (?1, ?2)
on conflict (text_id) do update
set masked = excluded.masked
where masked <> excluded.masked
