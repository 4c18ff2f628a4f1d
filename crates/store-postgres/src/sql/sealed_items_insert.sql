-- Sealed texts and data.
insert into sealed_items (text_id, person_id, case_id, field, sealed)
select *
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bytea[])
