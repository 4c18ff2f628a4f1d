-- All tokens, newest first.
select token_hash, user_id, label, created_at, expires_at, revoked
from tokens
order by created_at desc, token_hash
