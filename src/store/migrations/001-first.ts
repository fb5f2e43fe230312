import { sql, type Kysely } from 'kysely';

/** Times are milliseconds since 1970; JSON is kept as text, since drafts and messages may hold what jsonb refuses. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table reelay.projects (
    id text primary key,
    seq bigserial not null,
    thread_key text not null,
    name text,
    locale text not null,
    account_id text,
    session_id text,
    task_id text,
    bind_id text,
    created_at bigint not null
  )`,
  `create index projects_of_thread on reelay.projects (thread_key, seq)`,
  `create index projects_of_account on reelay.projects (account_id)`,
  `create table reelay.threads (
    key text primary key,
    project_id text not null references reelay.projects (id),
    locale text
  )`,
  `create table reelay.turns (
    id text primary key,
    seq bigserial not null,
    thread_key text not null,
    project_id text not null references reelay.projects (id),
    message_id text not null,
    author_id text not null,
    locale text not null,
    plan text not null,
    step integer not null default 0,
    media_ids text not null,
    state text not null,
    attempt text,
    status_message_id text,
    memory text not null default '{}',
    not_before bigint,
    stop_at bigint,
    created_at bigint not null,
    started_at bigint,
    unique (thread_key, message_id)
  )`,
  `create unique index turns_one_live on reelay.turns (thread_key)
    where state in ('preparing', 'sending', 'streaming', 'recovering')`,
  `create index turns_open on reelay.turns (thread_key, seq)
    where state in ('answering', 'queued', 'preparing', 'sending', 'streaming', 'recovering', 'rendering')`,
  `create index turns_aside on reelay.turns (thread_key, seq) where state in ('asking', 'rendering')`,
  `create index turns_of_author on reelay.turns (author_id)`,
  `create index turns_status on reelay.turns (thread_key, status_message_id)`,
  `create table reelay.media (
    id text primary key,
    seq bigserial not null,
    thread_key text not null,
    project_id text not null references reelay.projects (id),
    name text not null,
    mime text not null,
    bytes bigint,
    source text,
    state text not null,
    created_at bigint not null
  )`,
  `create table reelay.wishes (
    project_id text not null references reelay.projects (id),
    author_id text not null,
    plan text not null,
    taken_by text,
    primary key (project_id, author_id)
  )`,
  `create index media_of_project on reelay.media (project_id, state, seq)`,
  `create table reelay.renders (
    id text primary key,
    seq bigserial not null,
    turn_id text not null references reelay.turns (id),
    thread_key text not null,
    project_id text not null references reelay.projects (id),
    version integer not null,
    draft text not null,
    draft_hash text not null,
    state text not null,
    url text,
    polls integer not null default 0,
    retry_of text,
    created_at bigint not null
  )`,
  `create index renders_of_turn on reelay.renders (turn_id, seq)`,
  `create index renders_of_project on reelay.renders (project_id, version)`,
  `create index renders_of_thread on reelay.renders (thread_key, seq) where state = 'completed'`,
  `create table reelay.deliveries (
    turn_id text primary key references reelay.turns (id),
    thread_key text not null,
    message text not null,
    message_id text,
    given_up boolean not null default false,
    taken_until bigint not null default 0,
    created_at bigint not null
  )`,
  `create index deliveries_pending on reelay.deliveries (created_at) where message_id is null and not given_up`,
  `create index deliveries_said on reelay.deliveries (thread_key, message_id)`,
  `create index deliveries_given_up on reelay.deliveries (turn_id) where given_up`,
  `create table reelay.buttons (
    token text not null,
    thread_key text not null,
    turn_id text not null,
    label text not null,
    action text not null,
    used_by text,
    primary key (thread_key, token)
  )`,
  `create index buttons_of_turn on reelay.buttons (turn_id)`,
  `create table reelay.accounts (
    id text primary key,
    kind text not null,
    owner text not null unique,
    client_id text not null,
    token text,
    expires_at bigint
  )`,
  `create table reelay.access (
    owner text primary key,
    thread_key text not null,
    locale text not null,
    code text not null unique,
    good_until bigint not null,
    approved_at bigint
  )`,
  `create table reelay.spending (
    turn_id text primary key,
    account_id text not null,
    credits_before double precision not null,
    credits_after double precision not null,
    created_at bigint not null
  )`,
  `create table reelay.chat_threads (
    key text primary key,
    seq bigint not null default 0
  )`,
  `create table reelay.chat_events (
    thread_key text not null references reelay.chat_threads (key),
    seq bigint not null,
    event text not null,
    id text not null,
    body text not null,
    at bigint not null,
    primary key (thread_key, seq)
  )`,
  `create unique index chat_events_said on reelay.chat_events (thread_key, event, id)`,
];
