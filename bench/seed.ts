import { randomUUID } from 'node:crypto';
import { toThreadKey, type ThreadKey } from '#src/core/message.ts';
import type { Plan } from '#src/core/plan.ts';
import { openPool } from '#src/store/pool.ts';
import { createStore } from '#src/store/store.ts';
import { createLogger } from '#src/logger.ts';
import type { Turn } from '#src/core/turn.ts';
import type { Servers } from './servers.ts';

/** Work that is there already when a worker starts: written by the product's own store. */
export type Seed = {
  /** So many turns, each of a thread of its own. */
  turns(
    count: number,
    plan: Plan,
    more?: { file?: { ref: string; name: string; bytes: number }; state?: 'queued' | 'answering' },
  ): Promise<Turn[]>;
  /** As many turns as there are in this state. */
  inState(state: string): Promise<number>;
  /** Turns that wait for their render, which the backend has been told of. */
  renders(count: number): Promise<string[]>;
  /** One more request of this person. */
  say(person: string, messageId: string, text: string): Promise<Turn>;
  /** How many turns have not come to their end. */
  open(): Promise<number>;
  /** Of all turns that ended: how long each waited, and then took. */
  times(): Promise<{ waitMs: number; tookMs: number }[]>;
  forget(): Promise<void>;
  close(): Promise<void>;
};

export async function openSeed(servers: Servers): Promise<Seed> {
  const log = createLogger({ level: 'silent', secrets: [] });
  const { pool, close } = await openPool({ databaseUrl: servers.databaseUrl, dataDir: '', log });
  const secretKey = Buffer.from(servers.env['SECRET_KEY'] ?? '', 'base64');
  const store = createStore({ pool, secretKeys: { key: secretKey, others: [] } });
  let person = 1_000;
  let rendered = 0;

  async function place(): Promise<{ threadKey: ThreadKey; projectId: string }> {
    person += 1;
    const threadKey = toThreadKey('telegram', String(person));
    const { projectId } = await store.threads.ensure(threadKey, 'en');
    return { threadKey, projectId };
  }

  const turns: Seed['turns'] = (count, plan, { file, state = 'queued' } = {}) =>
    inShifts(count, async () => {
      const { threadKey, projectId } = await place();
      const mediaIds: string[] = [];
      if (file !== undefined) {
        const id = randomUUID();
        const { ref, name, bytes } = file;
        await store.media.add({ id, threadKey, projectId, name, mime: 'video/mp4', bytes, source: { ref } });
        mediaIds.push(id);
      }
      const { turn } = await store.turns.add({
        id: randomUUID(),
        threadKey,
        projectId,
        messageId: '1',
        authorId: threadKey.split(':').at(-1) ?? '',
        locale: 'en',
        plan,
        mediaIds,
        state,
      });
      return turn;
    });

  return {
    turns,
    async inState(state) {
      const { rows } = await pool.query<{ n: string }>(
        'select count(*) as n from reelay.turns where state = $1',
        [state],
      );
      return Number(rows[0]?.n);
    },
    async renders(count) {
      const operator = await store.accounts.ensure('operator', 'operator', randomUUID());
      // A queued one would be taken by the worker that is measured.
      const waiting = await turns(count, [{ do: 'export' }], { state: 'answering' });
      const ids = await inShifts(waiting.length, async (n) => {
        const turn = waiting[n];
        if (turn === undefined) throw new Error('no turn');
        const { threadKey, projectId } = turn;
        const session = { accountId: operator.id, sessionId: `s${n}`, taskId: `t${n}`, bindId: null };
        await store.projects.openSession(projectId, session);
        rendered += 1;
        const id = `render_${rendered}`;
        const draft = '{"t":[{"tt":0,"sg":[{"s":0,"d":12000,"m":{}}]}],"d":12000,"m":{}}';
        await store.renders.add({
          id,
          turnId: turn.id,
          threadKey,
          projectId,
          draft,
          draftHash: 'x',
          retryOf: null,
        });
        return id;
      });
      await pool.query("update reelay.renders set state = 'rendering' where state = 'intent'");
      await pool.query(
        "update reelay.turns set state = 'rendering', started_at = created_at where state = 'answering'",
      );
      return ids;
    },
    async say(person, messageId, text) {
      const threadKey = toThreadKey('telegram', person);
      const { projectId } = await store.threads.ensure(threadKey, 'en');
      const { turn } = await store.turns.add({
        id: randomUUID(),
        threadKey,
        projectId,
        messageId,
        authorId: person,
        locale: 'en',
        plan: [{ do: 'edit', text }],
        mediaIds: [],
        state: 'queued',
      });
      return turn;
    },
    async open() {
      const { rows } = await pool.query<{ n: string }>(
        `select count(*) as n from reelay.turns
         where state not in ('done', 'failed', 'unknown', 'cancelled', 'asking')`,
      );
      return Number(rows[0]?.n);
    },
    async times() {
      const { rows } = await pool.query<{ wait: string; took: string }>(
        `select started_at - turns.created_at as wait, deliveries.created_at - started_at as took
         from reelay.turns join reelay.deliveries on turn_id = turns.id order by turns.seq`,
      );
      return rows.map(({ wait, took }) => ({ waitMs: Number(wait), tookMs: Number(took) }));
    },
    async forget() {
      await pool.query(
        'truncate reelay.turns, reelay.renders, reelay.deliveries, reelay.media, reelay.projects, reelay.threads cascade',
      );
    },
    close,
  };
}

/** A few at a time, as many as the pool has room for. */
async function inShifts<T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  const perShift = 50;
  for (let from = 0; from < count; from += perShift) {
    const length = Math.min(perShift, count - from);
    made.push(...(await Promise.all(Array.from({ length }, (_, n) => make(from + n)))));
  }
  return made;
}
