-- What was counted under a key.
insert into login_failures (key, failures, last_failure_at)
values ($1, $2, $3)
on conflict (key) do update
set failures = excluded.failures,
    last_failure_at = excluded.last_failure_at
