-- Deletes what lapsed, and says how many rows went.
with ended as (delete from sessions where expires_at <= $1 returning 1),
     dropped as (delete from drafts where expires_at <= $1 returning 1),
     forgotten as (delete from login_failures where last_failure_at < $2 returning 1)
select (select count(*) from ended) + (select count(*) from dropped) + (select count(*) from forgotten)
