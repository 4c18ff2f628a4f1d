-- Everything a rebuild fills from events.
delete from cases;
delete from case_sources;
delete from case_persons;
delete from case_links;
delete from case_tasks;
delete from case_approvals;
delete from user_roles;
delete from users;
delete from institutions;
delete from person_states;
delete from open_channels;
delete from contact_tests;
delete from missed_calls;
