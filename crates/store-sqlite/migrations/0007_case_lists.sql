-- Finds what a figure counts, and what is due in a range of dates; see schema.sql.

drop index if exists cases_by_due;

create index if not exists cases_ended_due on cases (due_on) where ended = 1 and due_on is not null;

create index if not exists cases_by_marks on cases (
    (ended = 1 and outcome is not null)
        + 2 * (echo is not null)
        + 4 * (accepted_at is not null)
        + 8 * (handled_at is not null)
        + 16 * (reported_at is not null)
        + 32 * (feedback_at is not null)
        + 64 * (report_owed = 1),
    deadline_rank
) where merged_into is null;
