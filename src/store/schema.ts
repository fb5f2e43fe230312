import { Kysely, PostgresDialect, type Generated } from 'kysely';
import type { Pool } from 'pg';
import { schemaName } from './migrate.ts';

/** The tables, as the database has them. What they mean stands in `src/core/records.ts`. */
export type Tables = {
  threads: { key: string; project_id: string; locale: string | null };
  projects: {
    id: string;
    seq: Generated<number>;
    thread_key: string;
    name: string | null;
    locale: string;
    account_id: string | null;
    session_id: string | null;
    task_id: string | null;
    bind_id: string | null;
    opened_with: string | null;
    created_at: number;
  };
  turns: {
    id: string;
    seq: Generated<number>;
    thread_key: string;
    project_id: string;
    message_id: string;
    author_id: string;
    locale: string;
    plan: string;
    step: Generated<number>;
    media_ids: string;
    state: string;
    attempt: string | null;
    status_message_id: string | null;
    memory: Generated<string>;
    not_before: number | null;
    stop_at: number | null;
    created_at: number;
    started_at: number | null;
    space: string | null;
    slot: string | null;
  };
  turn_events: { seq: Generated<number>; turn_id: string; at: number; what: string; detail: string };
  media: {
    id: string;
    seq: Generated<number>;
    thread_key: string;
    project_id: string;
    name: string;
    mime: string;
    bytes: number | null;
    source: string | null;
    message_id: string | null;
    place: number | null;
    files_before: number | null;
    state: string;
    created_at: number;
  };
  wishes: { project_id: string; author_id: string; plan: string; taken_by: string | null };
  renders: {
    id: string;
    seq: Generated<number>;
    turn_id: string;
    thread_key: string;
    project_id: string;
    version: number;
    draft: string;
    draft_hash: string;
    state: string;
    url: string | null;
    polls: Generated<number>;
    retry_of: string | null;
    created_at: number;
    looked_at: number | null;
  };
  strips: { render_id: string; jpeg: Uint8Array; created_at: number };
  deliveries: {
    turn_id: string;
    thread_key: string;
    message: string;
    message_id: string | null;
    given_up: Generated<boolean>;
    taken_until: Generated<number>;
    created_at: number;
  };
  buttons: {
    token: string;
    thread_key: string;
    turn_id: string;
    label: string;
    action: string;
    used_by: string | null;
  };
  accounts: {
    id: string;
    kind: string;
    owner: string;
    client_id: string;
    token: string | null;
    expires_at: number | null;
  };
  access: {
    owner: string;
    thread_key: string;
    locale: string;
    code: string;
    good_until: number;
    approved_at: number | null;
  };
  spending: {
    turn_id: string;
    account_id: string;
    credits_before: number;
    credits_after: number;
    created_at: number;
    owner: string | null;
    place: string | null;
    project_id: string | null;
    kind: string | null;
    work: string | null;
    step: Generated<number>;
    earlier: Generated<number>;
    credits: number | null;
    exact: Generated<boolean>;
  };
  runs: {
    turn_id: string;
    account_id: string;
    kind: string;
    owner: string;
    place: string | null;
    reserved: number;
    begun_at: number;
    ended_at: number | null;
  };
  chat_threads: { key: string; seq: Generated<number>; created_at: Generated<number> };
  chat_events: { thread_key: string; seq: number; event: string; id: string; body: string; at: number };
};

export type Database = Kysely<Tables>;

export function openTables(pool: Pool): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(schemaName);
}
