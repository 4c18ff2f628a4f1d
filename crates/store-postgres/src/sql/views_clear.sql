-- Everything a rebuild fills from events.
truncate cases, case_sources, case_persons, case_links, case_tasks, case_approvals, user_roles, users, institutions,
    person_states, open_channels, contact_tests, missed_calls
