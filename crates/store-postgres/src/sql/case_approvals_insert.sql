-- The approvals asked on a case.
insert into case_approvals (case_id, request, kind, institution_id, rank, requested_by, requested_at, status)
select $1, *
from unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[])
