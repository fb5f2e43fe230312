import { sql } from 'kysely';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { ChatEvent } from '#src/core/chat-event.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { ChatLog } from '#src/ports.ts';
import { message } from './message-row.ts';
import { openTables } from './schema.ts';

const channel = 'reelay_chat';
/** How soon a lost notification connection is made again. */
const reconnectMs = 1_000;

const sentBody = z.object({
  text: z.string(),
  replyTo: z.string().optional(),
  files: z.array(
    z.object({ name: z.string(), mime: z.string(), bytes: z.number().nullable(), mediaId: z.string() }),
  ),
});
const row = z.object({
  seq: z.coerce.number(),
  event: z.enum(['message', 'edit', 'sent']),
  id: z.string(),
  body: z.string(),
  at: z.coerce.number(),
});

function toChatEvent(stored: unknown): ChatEvent {
  const { seq, event, id, body, at } = row.parse(stored);
  const content: unknown = JSON.parse(body);
  return event === 'sent'
    ? { seq, event, id, at, ...sentBody.parse(content) }
    : { seq, event, id, at, message: message.parse(content) };
}

/** The web chat's messages, on any PostgreSQL; other processes hear of an append by NOTIFY. */
export function createChatLog({ pool }: { pool: Pool }): ChatLog & { close(): Promise<void> } {
  const db = openTables(pool);
  const wakers = new Map<string, Set<() => void>>();
  /** Ends the listening when it has begun. */
  let listening: Promise<() => void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const wake = (key: string): void => {
    for (const waker of wakers.get(key) ?? []) waker();
  };

  async function listen(): Promise<() => void> {
    const client = await pool.connect();
    let lost = false;
    const drop = (): void => {
      if (!lost) client.release(true);
      lost = true;
    };
    client.on('notification', (note) => wake(note.payload ?? ''));
    client.on('error', () => {
      // One that is dropped already may still have a last word.
      if (lost) return;
      drop();
      listening = undefined;
      listenAgain();
    });
    try {
      await client.query(`LISTEN ${channel}`);
    } catch (error) {
      drop();
      throw error;
    }
    return drop;
  }

  function listenAgain(): void {
    if (closed) return;
    clearTimeout(retry);
    retry = setTimeout(() => {
      ready().then(
        // What was said while nobody listened is found by waking everyone after the new connection.
        () => [...wakers.keys()].forEach(wake),
        () => listenAgain(),
      );
    }, reconnectMs);
  }

  function ready(): Promise<() => void> {
    if (closed) throw new Error('the chat log is closed');
    listening ??= listen().catch((error: unknown) => {
      listening = undefined;
      throw error;
    });
    return listening;
  }

  return {
    async createThread(key) {
      await db
        .insertInto('chat_threads')
        .values({ key })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
    },

    async hasThread(key) {
      const found = await db
        .selectFrom('chat_threads')
        .select('key')
        .where('key', '=', key)
        .executeTakeFirst();
      return found !== undefined;
    },

    append: (key, event) =>
      db.transaction().execute(async (trx) => {
        // Holding the thread's row makes numbers visible in their order: a reader never skips one.
        const { seq } = await trx
          .updateTable('chat_threads')
          .set((of) => ({ seq: of('seq', '+', 1) }))
          .where('key', '=', key)
          .returning('seq')
          .executeTakeFirstOrThrow();
        const same = trx
          .selectFrom('chat_events')
          .selectAll()
          .where('thread_key', '=', key)
          .where('event', '=', event.event)
          .where('id', '=', event.id);
        if (event.event === 'edit') {
          await trx
            .deleteFrom('chat_events')
            .where('thread_key', '=', key)
            .where('event', '=', 'edit')
            .where('id', '=', event.id)
            .execute();
        } else {
          const said = await same.executeTakeFirst();
          if (said !== undefined) return toChatEvent(said);
        }
        const body =
          event.event === 'sent'
            ? { text: event.text, replyTo: event.replyTo, files: event.files }
            : event.message;
        const added = await trx
          .insertInto('chat_events')
          .values({
            thread_key: key,
            seq,
            event: event.event,
            id: event.id,
            body: JSON.stringify(body),
            at: Date.now(),
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        await sql`select pg_notify(${channel}, ${key})`.execute(trx);
        return toChatEvent(added);
      }),

    async findSent(key, id) {
      const found = await db
        .selectFrom('chat_events')
        .selectAll()
        .where('thread_key', '=', key)
        .where('event', '=', 'sent')
        .where('id', '=', id)
        .executeTakeFirst();
      const event = found === undefined ? undefined : toChatEvent(found);
      return event?.event === 'sent' ? event : undefined;
    },

    async since(key: ThreadKey, seq: number) {
      const rows = await db
        .selectFrom('chat_events')
        .selectAll()
        .where('thread_key', '=', key)
        .where('seq', '>', seq)
        .orderBy('seq')
        .execute();
      return rows.map(toChatEvent);
    },

    async subscribe(key, waker) {
      await ready();
      const here = wakers.get(key) ?? new Set();
      wakers.set(key, here.add(waker));
      return async () => {
        here.delete(waker);
        if (here.size === 0) wakers.delete(key);
      };
    },

    async close() {
      closed = true;
      clearTimeout(retry);
      const drop = await listening?.catch(() => undefined);
      drop?.();
    },
  };
}
