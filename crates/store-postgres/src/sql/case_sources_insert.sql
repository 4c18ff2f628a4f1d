-- The ways a case reached the institution.
insert into case_sources (case_id, position, channel, external_number, received_at, required_on, feedback_owed,
                          feedback_sent_at, feedback_returned_at)
select $1, *
from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::boolean[], $8::bigint[], $9::bigint[])
