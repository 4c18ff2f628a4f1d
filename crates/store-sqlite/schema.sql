-- The whole schema as it stands, for reading. Never executed on an installation: migrations/ makes it, and a test holds
-- that all migrations together give exactly this.
--
-- Conventions. Moments are integers, microseconds since 1970 UTC; dates are integers, days since 1970-01-01. Flags are 0
-- and 1. Kinds and statuses are the numbers of store::stored. Identifiers come from `identifiers` and never repeat.
--
-- Only what must hold whatever writes is a constraint here. Read models carry no foreign keys: a rebuild empties and fills
-- them in any order, and the events are the truth.


-- EVENTS: the truth.

-- One row per event, written once by `append`, never changed. The row number is the order of commits, without a gap:
-- there is one writer. So the log index of an event is its row number minus one, and the queue of events waiting to be
-- sealed needs no table: it is everything above the size in `ledger_head`. (An engine on which numbers commit out of
-- order keeps a queue.)
create table if not exists events (
    event_seq     integer primary key,
    -- Stream::parts: sort and identifier.
    stream_sort   integer not null,
    stream_id     integer not null,
    version       integer not null,
    name          text not null,
    name_version  integer not null,
    occurred_at   integer not null,
    recorded_at   integer not null,
    actor         text not null,
    -- JSON without free text or personal data.
    payload       text not null
) strict;

-- Serves `stream_events`, the check of expected versions and `stream_ids`; makes a version of a stream happen once.
create unique index if not exists events_stream_version on events (stream_sort, stream_id, version);

-- How far each series of identifiers is reserved: a block ahead while running, exact once closed, so that a crash leaves
-- a gap at most. Written by `allocate`.
create table if not exists identifiers (
    series        text primary key,
    reserved      integer not null
) strict, without rowid;


-- LEDGER: the Merkle tree over the events, in the order of their row numbers. Written by `seal` alone.

-- One row: where the tree stands. `frontier` is JSON of ledger::Frontier, the right edge from which it grows.
create table if not exists ledger_head (
    only_row      integer primary key check (only_row = 1),
    size          integer not null,
    root          blob not null,
    frontier      text not null
) strict;

-- One row per sealed event; the event has row number `log_index + 1`.
create table if not exists leaves (
    log_index     integer primary key,
    leaf_hash     blob not null check (length(leaf_hash) = 32)
) strict;

-- Hashes of complete subtrees of 2^8, 2^16, … leaves: proofs read these instead of a million leaves.
create table if not exists tiles (
    level         integer not null,
    tile_index    integer not null,
    hash          blob not null check (length(hash) = 32),
    primary key (level, tile_index)
) strict, without rowid;

-- Signed checkpoints, also kept in a file beside the database.
create table if not exists checkpoints (
    size          integer primary key,
    note          text not null
) strict;


-- CASES: read models, replaced whole from the events of a case.

-- One row per case: what lists, counts and figures need. What filters look at stands first, texts last, as a row is
-- decoded from its start.
create table if not exists cases (
    case_id          integer primary key,
    kind             integer not null,
    status           integer not null,
    ended            integer not null,
    -- The place in the order of the queue, so that one index serves it: see store::stored::rank. Open cases in the urgent lane
    -- come first, then by `due_on`, none last; every ended case has 16777216.
    deadline_rank    integer not null,
    institution_id   integer not null,
    handler_id       integer,
    due_on           integer,
    received_at      integer not null,
    -- `received_at` in whole days since 1970, UTC: narrow enough to walk a period day by day in any order.
    received_day     integer not null,
    urgent           integer not null,
    major            integer not null,
    feedback_owed    integer not null,
    paused           text,
    channel          text not null,
    -- For the figures.
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
    -- Only shown.
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
    complainants     integer not null,
    -- Whoever of the staff took it in.
    registered_by    integer
) strict;

-- The number is what people quote; also finds the beginning of one (`case_list` by text).
create unique index if not exists cases_number on cases (number);

-- All of a kind and a year (`TS-2026`) in the order of the queue: beginnings that so many numbers share.
create index if not exists cases_by_series on cases (substr(number, 1, 7), deadline_rank);

-- One index per filter of `case_list`, `case_count` and `case_tally`, each serving both orders: by deadline directly, by
-- newest as the ended ones (one rank, hence in order of case) beside the few open ones. See src/case_plan.rs.
create index if not exists cases_by_deadline on cases (deadline_rank);
create index if not exists cases_by_kind on cases (kind, deadline_rank);
create index if not exists cases_by_status on cases (status, deadline_rank);
create index if not exists cases_by_institution on cases (institution_id, deadline_rank);
create index if not exists cases_by_handler on cases (handler_id, deadline_rank);
create index if not exists cases_by_registered on cases (registered_by, deadline_rank) where registered_by is not null;
create index if not exists cases_by_channel on cases (channel, deadline_rank);
create index if not exists cases_by_received_day on cases (received_day, deadline_rank);
create index if not exists cases_by_code_channel on cases (code_channel, deadline_rank) where code_channel is not null;
create index if not exists cases_by_code_business on cases (code_business, deadline_rank) where code_business is not null;
create index if not exists cases_by_code_reason on cases (code_reason, deadline_rank) where code_reason is not null;
create index if not exists cases_by_code_product on cases (code_product, deadline_rank) where code_product is not null;
create index if not exists cases_by_code_issue on cases (code_issue, deadline_rank) where code_issue is not null;

-- The same for rare properties: only the cases that have them cost anything.
create index if not exists cases_urgent on cases (deadline_rank) where urgent = 1;
create index if not exists cases_major on cases (deadline_rank) where major = 1;
create index if not exists cases_paused on cases (deadline_rank) where paused is not null;
create index if not exists cases_feedback_owed on cases (deadline_rank) where feedback_owed > 0;
create index if not exists cases_ended_due on cases (due_on) where ended = 1 and due_on is not null;
create index if not exists cases_by_rekinded on cases (rekinded_at, deadline_rank) where rekinded_at is not null;

-- What a figure counts: seven yes-or-nos as one number, so that a rare combination is found at once; see src/case_marks.rs.
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

-- The ways a case reached the institution, in order.
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

-- Serves `cases_by_external_number`.
create index if not exists case_sources_external_number on case_sources (external_number, channel)
    where external_number is not null;

-- The persons in a case.
create table if not exists case_persons (
    case_id       integer not null,
    person_id     integer not null,
    role          text not null,
    primary key (case_id, person_id, role)
) strict, without rowid;

-- Serves `case_list` by person.
create index if not exists case_persons_person on case_persons (person_id);

-- Cases that have to do with one another, seen from one of them.
create table if not exists case_links (
    case_id       integer not null,
    other         integer not null,
    relation      text not null,
    primary key (case_id, other, relation)
) strict, without rowid;

-- Tasks other units do for a case.
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
    -- TaskRow::is_open: it still waits for somebody.
    open            integer not null,
    primary key (case_id, task)
) strict, without rowid;

-- Serves `task_list`, earliest due first.
create index if not exists case_tasks_open on case_tasks (due_on, institution_id) where open = 1;

-- Serves `case_list` by the institutions with open tasks.
create index if not exists case_tasks_open_institution on case_tasks (institution_id) where open = 1;

-- What waits, or waited, for a second person.
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

-- Serves `approval_list`, newest first: those that wait, and all.
create index if not exists case_approvals_open on case_approvals (requested_at, institution_id) where status = 'open';
create index if not exists case_approvals_all on case_approvals (requested_at, institution_id);

-- Which row of which import became which case; makes a second import of the same row a duplicate. Not a read model: a
-- rebuild keeps it.
create table if not exists imports (
    profile       text not null,
    external_id   text not null,
    case_id       integer not null,
    constraint imports_row primary key (profile, external_id)
) strict, without rowid;


-- ORGANISATION: read models of institutions and staff, and the secrets by which they sign in (hashes only).

-- One row per institution, rebuilt from its events.
create table if not exists institutions (
    institution_id  integer primary key,
    version         integer not null,
    code            text not null,
    -- JSON of domain::organisation::Institution.
    details         text not null
) strict;

-- The code is what imports and people name it by.
create unique index if not exists institutions_code on institutions (code);

-- One row per member of staff, rebuilt from their events.
create table if not exists users (
    user_id         integer primary key,
    version         integer not null,
    login           text not null,
    display_name    text not null,
    active          integer not null,
    institution_id  integer not null
) strict;

-- Serves `user_by_login`.
create unique index if not exists users_login on users (login);

-- What a member of staff may do, over an institution and all below it.
create table if not exists user_roles (
    user_id         integer not null references users (user_id) on delete cascade,
    role            text not null,
    institution_id  integer not null,
    primary key (user_id, role, institution_id)
) strict, without rowid;

-- Passwords as PHC strings (argon2id); one that somebody else set is for one sign-in, then they set their own. Not a read model.
create table if not exists credentials (
    user_id         integer primary key,
    password_hash   text not null,
    set_at          integer not null,
    one_time        integer not null default 0
) strict;

-- Second factors: the sealed secret of an authenticator (RFC 6238), when it was confirmed by a code, and the last time step
-- of which a code was taken, so that no code is taken twice. Not a read model.
create table if not exists second_factors (
    user_id         integer primary key,
    secret          blob not null,
    made_at         integer not null,
    confirmed_at    integer,
    last_step       integer not null
) strict;

-- Keyed digests of the recovery codes that are left. Not a read model.
create table if not exists recovery_codes (
    user_id         integer not null,
    tag             blob not null,
    primary key (user_id, tag)
) strict, without rowid;

-- Who a member of staff is to an OpenID Connect issuer. Not a read model.
create table if not exists subjects (
    user_id         integer primary key,
    issuer          text not null,
    subject         text not null,
    linked_at       integer not null
) strict;

-- Serves `subject_user`, and keeps one subject with one member of staff.
create unique index if not exists subjects_subject on subjects (issuer, subject);

-- API tokens by their hash. Not a read model.
create table if not exists tokens (
    token_hash      text primary key,
    user_id         integer not null,
    label           text not null,
    created_at      integer not null,
    expires_at      integer,
    revoked         integer not null
) strict, without rowid;

-- Serves `tokens`, newest first.
create index if not exists tokens_created on tokens (created_at);

-- Signed-in browsers by the hash of their cookie, with what their owner knows them by: when they were last seen, the family of
-- browser and system, the network without its last part.
create table if not exists sessions (
    session_hash    text primary key,
    user_id         integer not null,
    form_secret     text not null,
    created_at      integer not null,
    expires_at      integer not null,
    seen_at         integer not null default 0,
    family          text not null default '',
    network         text not null default '',
    second_factor   integer not null default 0,
    one_time        integer not null default 0
) strict, without rowid;

-- Serves `sessions_of`, `sessions_end_of` and `lapsed_delete`.
create index if not exists sessions_user on sessions (user_id);
create index if not exists sessions_expiry on sessions (expires_at);

-- Failed attempts to sign in, by login name or network.
create table if not exists login_failures (
    key              text primary key,
    failures         integer not null,
    last_failure_at  integer not null
) strict, without rowid;

-- Small settings of the installation.
create table if not exists settings (
    name            text primary key,
    value           text not null
) strict, without rowid;

-- Portal forms begun and not sent, sealed.
create table if not exists drafts (
    key             text primary key,
    sealed          blob not null,
    expires_at      integer not null
) strict, without rowid;

-- Serves `lapsed_delete`.
create index if not exists drafts_expiry on drafts (expires_at);

-- What was done under a sender's key (`Idempotency-Key`), written with what it wrote, until it expires. Keys and
-- fingerprints are keyed digests; what came of a request is sealed under its key, which is not here.
create table if not exists done_requests (
    key             blob primary key,
    fingerprint     blob not null,
    sealed          blob not null,
    done_at         integer not null,
    expires_at      integer not null
) strict, without rowid;

-- Serves `done_requests_lapsed_delete`.
create index if not exists done_requests_expiry on done_requests (expires_at);


-- VAULT: sealed rows. No key that opens them is ever here.

-- One wrapped key per person; erasing the person deletes it.
create table if not exists person_keys (
    person_id       integer primary key,
    wrapped         blob not null
) strict;

-- Persons whose data is only stored, or must not be deleted, or is deleted. Most persons have no row.
create table if not exists person_states (
    person_id       integer primary key,
    restricted_at   integer,
    holds           integer not null,
    erased_at       integer
) strict;

-- Texts and data, sealed under a person's key.
create table if not exists sealed_items (
    text_id         integer primary key,
    person_id       integer not null,
    -- What one case was told of a person is not shown in another.
    case_id         integer not null,
    field           text not null,
    sealed          blob not null
) strict;

-- Serves `sealed_items_of`.
create index if not exists sealed_items_person on sealed_items (person_id);

-- Blind index: keyed digests that find a person by a datum without holding it.
create table if not exists tags (
    field           text not null,
    tag             blob not null,
    person_id       integer not null,
    primary key (field, tag, person_id)
) strict, without rowid;

-- Erasing a person deletes their tags.
create index if not exists tags_person on tags (person_id);

-- How the query code of a case is known again: a keyed digest. Cases that were imported have none.
create table if not exists query_codes (
    case_id         integer primary key,
    tag             blob not null
) strict;

-- Masked copies of sealed texts: a read model made again when masking gets better.
create table if not exists masked_texts (
    text_id         integer primary key,
    masked          text not null
) strict;


-- WORK BESIDE THE CASES: jobs, notices, calendars, saved lists. No read models: events do not hold them.

-- One row per job. `attempt` counts every taking and fences it: what an attempt whose lease ran out still writes changes
-- nothing. `tries` counts from the adding, or from when the job was made due again by hand.
create table if not exists jobs (
    job_id          integer primary key,
    -- What makes it this job; a second of the key is not added.
    key             text not null,
    kind            text not null,
    argument        text not null,
    -- store::JobStatus in words.
    status          text not null,
    due_at          integer not null,
    attempt         integer not null,
    tries           integer not null,
    owner           text,
    -- While running: when it may be taken by another.
    lease_until     integer,
    created_at      integer not null,
    finished_at     integer,
    message         text
) strict;

-- Makes a job happen once.
create unique index if not exists jobs_key on jobs (key);

-- Serves `job_take`: the moment from which a job may be taken, and `jobs` by status.
create index if not exists jobs_open on jobs (coalesce(lease_until, due_at)) where finished_at is null;
create index if not exists jobs_status on jobs (status, job_id);

-- What members of staff are told about cases. Shown only while they may see the case.
create table if not exists notices (
    notice_id       integer primary key,
    user_id         integer not null,
    case_id         integer not null,
    kind            text not null,
    rule            text not null,
    -- The run of the clock, from 1.
    run             integer not null,
    at              integer not null,
    seen_at         integer
) strict;

-- Tells nobody the same twice.
create unique index if not exists notices_once on notices (user_id, case_id, kind, rule, run);

-- Serves `notices_unseen`, on every page, and `notices`.
create index if not exists notices_unseen on notices (user_id, notice_id) where seen_at is null;
create index if not exists notices_user on notices (user_id, notice_id);

-- Calendar files that arrived at a running installation, in order.
create table if not exists calendar_files (
    arrival         integer primary key,
    digest          text not null unique,
    name            text not null,
    text            text not null,
    arrived_at      integer not null
) strict;

-- Regime files that arrived at a running installation, in order.
create table if not exists regime_files (
    arrival         integer primary key,
    digest          text not null unique,
    name            text not null,
    text            text not null,
    arrived_at      integer not null
) strict;



-- WHAT GOES OUT: messages to persons, staff and programs; how staff want to be told; one-time codes. No read models.

-- One row per message, written with the event it tells of, kept until it was taken. No number, no address and no word of
-- what is said: the row names the sealed item, the member of staff or the webhook, and the template. `attempt` fences as in
-- jobs; `tries` counts from the adding, or from when the message was made due again by hand.
create table if not exists messages (
    message_id      integer primary key,
    -- What makes it this message; a second of the key is not added.
    key             text not null,
    -- store::MessageForm in words.
    form            text not null,
    template        text not null,
    -- For whom: a person at a sealed item, a member of staff, or a webhook.
    person_id       integer,
    text_id         integer,
    user_id         integer,
    webhook_id      integer,
    -- Of which case it tells; none for a digest.
    case_id         integer,
    -- The date it names.
    date            integer,
    -- store::MessageStatus in words.
    status          text not null,
    due_at          integer not null,
    attempt         integer not null,
    tries           integer not null,
    -- While being sent: when it may be taken by another.
    lease_until     integer,
    created_at      integer not null,
    sent_at         integer,
    delivered_at    integer,
    -- The number that who carries it gave it.
    reference       text,
    -- Why the last attempt failed, in a word and a status.
    fault           text
) strict;

-- Makes a message one.
create unique index if not exists messages_key on messages (key);

-- Serves `message_take`: the moment from which a message may be taken.
create index if not exists messages_open on messages (coalesce(lease_until, due_at))
    where status in ('waiting', 'sending') and form <> 'letter';

-- Serves `messages` by case, by status and by webhook, and `message_by_reference`.
create index if not exists messages_case on messages (case_id, message_id) where case_id is not null;
create index if not exists messages_status on messages (status, message_id);
create index if not exists messages_webhook on messages (webhook_id, message_id) where webhook_id is not null;
create index if not exists messages_reference on messages (reference) where reference is not null;

-- Where notices of a member of staff go as well, for a program that acts for them. The secret that signs is sealed.
create table if not exists webhooks (
    webhook_id      integer primary key,
    user_id         integer not null,
    label           text not null,
    url             text not null,
    secret          blob not null,
    -- Kinds of notices, words with spaces between.
    kinds           text not null,
    active          integer not null,
    -- Since when every message to it has failed.
    failing_since   integer,
    created_at      integer not null
) strict;

-- How members of staff want to be told. `ways` is JSON of the office; the e-mail address is sealed.
create table if not exists preferences (
    user_id         integer primary key,
    ways            text not null,
    email           blob
) strict;

-- The one-time code that was sent last for a case, as a keyed digest, until it expires or was used.
create table if not exists one_time_codes (
    case_id         integer primary key,
    tag             blob not null,
    expires_at      integer not null,
    tries           integer not null
) strict;

-- Serves `one_time_codes_lapsed_delete`.
create index if not exists one_time_codes_expiry on one_time_codes (expires_at);

-- Lists that staff gave a name, each with its path and query. They hold no case: what a list shows is asked when it is opened.
create table if not exists saved_views (
    view_id         integer primary key,
    user_id         integer not null,
    name            text not null,
    address         text not null,
    saved_at        integer not null            -- microseconds since 1970
) strict;

-- Nobody has two lists of one name. Serves `saved_views`, on every page of the workbench.
create unique index if not exists saved_views_name on saved_views (user_id, name);

-- Channels open to consumers, as their events say. `details` is JSON of the office: name, hours, special periods.
create table if not exists open_channels (
    channel_id      integer primary key,
    version         integer not null,
    institution_id  integer not null,
    code            text not null,
    details         text not null,
    tested_at       integer                     -- microseconds since 1970
) strict;

-- No two channels have one code. Serves `open_channel_by_code`.
create unique index if not exists open_channels_code on open_channels (code);

-- Serves `open_channels`, on the first page of the portal.
create index if not exists open_channels_by_institution on open_channels (institution_id, channel_id);

-- Test contacts, as the events of channels say.
create table if not exists contact_tests (
    channel_id      integer not null,
    version         integer not null,
    tested_at       integer not null,           -- microseconds since 1970
    tester_id       integer,
    reached         integer not null,
    waited_seconds  integer,
    note            text,
    within_hours    integer not null,
    primary key (channel_id, version)
) strict;

-- Serves `contact_tests`.
create index if not exists contact_tests_by_time on contact_tests (tested_at);

-- Calls and visits that went unanswered, as the events of channels say.
create table if not exists missed_calls (
    channel_id      integer not null,
    day             integer not null,           -- days since 1970
    count           integer not null,
    primary key (channel_id, day)
) strict;

-- Templates of replies, every version. The newest holds; an event names each by its digest.
create table if not exists reply_templates (
    template_id     integer not null,
    version         integer not null,
    institution_id  integer not null,
    kind            text not null,              -- word of a kind of matter, '' for any
    name            text not null,
    text            text not null,
    active          integer not null,
    set_at          integer not null,           -- microseconds since 1970
    primary key (template_id, version)
) strict;

-- Calls, as a telephone system hands them over. Only masked turns are kept, as JSON; no person is named.
create table if not exists calls (
    call_id         integer primary key,
    institution_id  integer not null,
    reference       text not null,              -- what the telephone system calls it
    started_at      integer not null,           -- microseconds since 1970
    turns           text not null,              -- JSON: a list of {speaker, text}, masked
    imported_at     integer not null            -- microseconds since 1970
) strict;

-- A call is kept once, however often its file is read. Serves `calls_put`.
create unique index if not exists calls_reference on calls (institution_id, reference);

-- Serves `calls`: hot words of a stretch of days.
create index if not exists calls_started on calls (started_at);

-- What stood out of calls and cases: a title is a masked word, or the number of the first of several cases.
create table if not exists hot_spots (
    hot_spot_id     integer primary key,
    institution_id  integer not null,           -- over whose subtree it was found
    kind            text not null,              -- word, group, template, phone, email, address
    title           text not null,
    found_on        integer not null,           -- the last day looked at, days since 1970
    details         text not null,              -- JSON, masked
    raised_at       integer not null,           -- microseconds since 1970
    settled_at      integer,                    -- microseconds since 1970; null while nobody took note of it
    settled_by      integer,
    statement       text                        -- what it is in the words of who took note of it, masked
) strict;

-- The same is raised once in a while. Serves `hot_spot_raise`.
create index if not exists hot_spots_title on hot_spots (institution_id, kind, title, found_on);
