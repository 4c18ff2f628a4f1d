-- The record as it begins: events, ledger, cases, organisation, vault. What each table is for stands in schema.sql.

create table if not exists events (
    event_seq     integer primary key,
    stream_sort   integer not null,
    stream_id     integer not null,
    version       integer not null,
    name          text not null,
    name_version  integer not null,
    occurred_at   integer not null,
    recorded_at   integer not null,
    actor         text not null,
    payload       text not null
) strict;

create unique index if not exists events_stream_version on events (stream_sort, stream_id, version);

create table if not exists identifiers (
    series        text primary key,
    reserved      integer not null
) strict, without rowid;

create table if not exists ledger_head (
    only_row      integer primary key check (only_row = 1),
    size          integer not null,
    root          blob not null,
    frontier      text not null
) strict;

create table if not exists leaves (
    log_index     integer primary key,
    leaf_hash     blob not null check (length(leaf_hash) = 32)
) strict;

create table if not exists tiles (
    level         integer not null,
    tile_index    integer not null,
    hash          blob not null check (length(hash) = 32),
    primary key (level, tile_index)
) strict, without rowid;

create table if not exists checkpoints (
    size          integer primary key,
    note          text not null
) strict;

create table if not exists cases (
    case_id          integer primary key,
    kind             integer not null,
    status           integer not null,
    ended            integer not null,
    deadline_rank    integer not null,
    institution_id   integer not null,
    handler_id       integer,
    due_on           integer,
    received_at      integer not null,
    received_day     integer not null,
    urgent           integer not null,
    major            integer not null,
    feedback_owed    integer not null,
    paused           text,
    channel          text not null,
    merged_into      integer,
    report_owed      integer not null,
    on_time          integer,
    accepted_at      integer,
    handled_at       integer,
    reported_at      integer,
    feedback_at      integer,
    outcome          text,
    echo             text,
    number           text not null,
    subject          text not null,
    code_channel     text,
    code_business    text,
    code_reason      text,
    code_product     text,
    code_issue       text,
    rekinded_at      integer,
    version          integer not null,
    person_id        integer,
    subject_text     integer,
    recorded_at      integer not null,
    due_provisional  integer not null,
    due_stage        text,
    inner_due_on     integer,
    next_step        text,
    grade            text,
    urgency          text,
    sensitivity      text not null,
    transferred      integer not null,
    receipts         integer not null,
    transfers        integer not null,
    liability        text,
    decided_at       integer,
    ended_at         integer,
    satisfaction     integer,
    origin           integer,
    complainants     integer not null
) strict;

create unique index if not exists cases_number on cases (number);
create index if not exists cases_by_series on cases (substr(number, 1, 7), deadline_rank);

create index if not exists cases_by_deadline on cases (deadline_rank);
create index if not exists cases_by_kind on cases (kind, deadline_rank);
create index if not exists cases_by_status on cases (status, deadline_rank);
create index if not exists cases_by_institution on cases (institution_id, deadline_rank);
create index if not exists cases_by_handler on cases (handler_id, deadline_rank);
create index if not exists cases_by_channel on cases (channel, deadline_rank);
create index if not exists cases_by_received_day on cases (received_day, deadline_rank);
create index if not exists cases_by_code_channel on cases (code_channel, deadline_rank) where code_channel is not null;
create index if not exists cases_by_code_business on cases (code_business, deadline_rank) where code_business is not null;
create index if not exists cases_by_code_reason on cases (code_reason, deadline_rank) where code_reason is not null;
create index if not exists cases_by_code_product on cases (code_product, deadline_rank) where code_product is not null;
create index if not exists cases_by_code_issue on cases (code_issue, deadline_rank) where code_issue is not null;

create index if not exists cases_urgent on cases (deadline_rank) where urgent = 1;
create index if not exists cases_major on cases (deadline_rank) where major = 1;
create index if not exists cases_paused on cases (deadline_rank) where paused is not null;
create index if not exists cases_feedback_owed on cases (deadline_rank) where feedback_owed > 0;
create index if not exists cases_by_due on cases (due_on, deadline_rank) where due_on is not null;
create index if not exists cases_by_rekinded on cases (rekinded_at, deadline_rank) where rekinded_at is not null;

create table if not exists case_sources (
    case_id               integer not null,
    position              integer not null,
    channel               text not null,
    external_number       text,
    received_at           integer not null,
    required_on           integer,
    feedback_owed         integer not null,
    feedback_sent_at      integer,
    feedback_returned_at  integer,
    primary key (case_id, position)
) strict, without rowid;

create index if not exists case_sources_external_number on case_sources (external_number, channel)
    where external_number is not null;

create table if not exists case_persons (
    case_id       integer not null,
    person_id     integer not null,
    role          text not null,
    primary key (case_id, person_id, role)
) strict, without rowid;

create index if not exists case_persons_person on case_persons (person_id);

create table if not exists case_links (
    case_id       integer not null,
    other         integer not null,
    relation      text not null,
    primary key (case_id, other, relation)
) strict, without rowid;

create table if not exists case_tasks (
    case_id         integer not null,
    task            integer not null,
    kind            text not null,
    institution_id  integer not null,
    owner_id        integer,
    due_on          integer,
    amount_cents    integer,
    status          text not null,
    outcome         text,
    open            integer not null,
    primary key (case_id, task)
) strict, without rowid;

create index if not exists case_tasks_open on case_tasks (due_on, institution_id) where open = 1;

create index if not exists case_tasks_open_institution on case_tasks (institution_id) where open = 1;

create table if not exists case_approvals (
    case_id         integer not null,
    request         integer not null,
    kind            text not null,
    institution_id  integer not null,
    rank            text not null,
    requested_by    text not null,
    requested_at    integer not null,
    status          text not null,
    primary key (case_id, request)
) strict, without rowid;

create index if not exists case_approvals_open on case_approvals (requested_at, institution_id) where status = 'open';
create index if not exists case_approvals_all on case_approvals (requested_at, institution_id);

create table if not exists imports (
    profile       text not null,
    external_id   text not null,
    case_id       integer not null,
    constraint imports_row primary key (profile, external_id)
) strict, without rowid;

create table if not exists institutions (
    institution_id  integer primary key,
    version         integer not null,
    code            text not null,
    details         text not null
) strict;

create unique index if not exists institutions_code on institutions (code);

create table if not exists users (
    user_id         integer primary key,
    version         integer not null,
    login           text not null,
    display_name    text not null,
    active          integer not null,
    institution_id  integer not null
) strict;

create unique index if not exists users_login on users (login);

create table if not exists user_roles (
    user_id         integer not null references users (user_id) on delete cascade,
    role            text not null,
    institution_id  integer not null,
    primary key (user_id, role, institution_id)
) strict, without rowid;

create table if not exists credentials (
    user_id         integer primary key,
    password_hash   text not null,
    set_at          integer not null
) strict;

create table if not exists tokens (
    token_hash      text primary key,
    user_id         integer not null,
    label           text not null,
    created_at      integer not null,
    expires_at      integer,
    revoked         integer not null
) strict, without rowid;

create index if not exists tokens_created on tokens (created_at);

create table if not exists sessions (
    session_hash    text primary key,
    user_id         integer not null,
    form_secret     text not null,
    created_at      integer not null,
    expires_at      integer not null
) strict, without rowid;

create index if not exists sessions_user on sessions (user_id);
create index if not exists sessions_expiry on sessions (expires_at);

create table if not exists login_failures (
    key              text primary key,
    failures         integer not null,
    last_failure_at  integer not null
) strict, without rowid;

create table if not exists settings (
    name            text primary key,
    value           text not null
) strict, without rowid;

create table if not exists drafts (
    key             text primary key,
    sealed          blob not null,
    expires_at      integer not null
) strict, without rowid;

create index if not exists drafts_expiry on drafts (expires_at);

create table if not exists person_keys (
    person_id       integer primary key,
    wrapped         blob not null
) strict;

create table if not exists sealed_items (
    text_id         integer primary key,
    person_id       integer not null,
    case_id         integer not null,
    field           text not null,
    sealed          blob not null
) strict;

create index if not exists sealed_items_person on sealed_items (person_id);

create table if not exists tags (
    field           text not null,
    tag             blob not null,
    person_id       integer not null,
    primary key (field, tag, person_id)
) strict, without rowid;

create index if not exists tags_person on tags (person_id);

create table if not exists query_codes (
    case_id         integer primary key,
    tag             blob not null
) strict;

create table if not exists masked_texts (
    text_id         integer primary key,
    masked          text not null
) strict;
