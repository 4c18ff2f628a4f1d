-- One member of staff, one row for each of their roles or one without any.
select user_id, version, login, display_name, active, users.institution_id, role, user_roles.institution_id
from users
left join user_roles using (user_id)
where login = $1
order by role, user_roles.institution_id
