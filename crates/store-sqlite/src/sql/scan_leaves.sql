-- Leaves of a range of log indexes.
select log_index, leaf_hash
from leaves
where log_index >= ?1
  and log_index < ?2
order by log_index
