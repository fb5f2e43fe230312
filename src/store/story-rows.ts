import { z } from 'zod';
import type { TurnEvent } from '#src/core/turn-event.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { TurnLine, TurnStory } from '#src/ports.ts';

/** Rows for operators' eyes. A newer version may have written them, so they are read leniently. */
const time = z.coerce.number();
const json = z.string().transform((text): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
});

const plan = json.pipe(z.array(z.looseObject({ do: z.string() })).catch([]));

const line = z
  .object({
    id: z.string(),
    thread_key: z.string(),
    message_id: z.string(),
    state: z.string(),
    plan,
    created_at: time,
    said_as: z.string().nullable(),
    given_up: z.boolean().nullable(),
    last_at: time.nullable(),
  })
  .transform((row): TurnLine => ({
    id: row.id,
    threadKey: row.thread_key as ThreadKey,
    messageId: row.message_id,
    state: row.state,
    steps: row.plan.map((step) => step.do),
    createdAt: row.created_at,
    lastAt: row.last_at ?? row.created_at,
    delivery:
      row.said_as !== null
        ? 'delivered'
        : row.given_up === null
          ? 'none'
          : row.given_up
            ? 'given-up'
            : 'waiting',
  }));

const event = z
  .object({ at: time, what: z.string(), detail: json.pipe(z.record(z.string(), z.unknown()).catch({})) })
  .transform((row): TurnEvent => row);

const file = z
  .object({
    id: z.string(),
    mime: z.string(),
    bytes: time.nullable(),
    state: z.string(),
    source: json.pipe(z.looseObject({ url: z.string().optional() }).catch({})).nullable(),
  })
  .transform(({ source, ...row }): TurnStory['files'][number] => ({
    ...row,
    from: source === null ? 'upload' : source.url === undefined ? 'platform' : 'link',
  }));

const message = z
  .object({
    message: json.pipe(z.looseObject({ kind: z.string(), files: z.array(z.unknown()).catch([]) })),
    message_id: z.string().nullable(),
    created_at: time,
  })
  .transform((row): NonNullable<TurnStory['lastMessage']> => ({
    kind: row.message.kind,
    at: row.created_at,
    messageId: row.message_id,
    hasVideo: row.message.files.length > 0,
  }));

export const toLine = (row: unknown): TurnLine => line.parse(row);
export const toEvent = (row: unknown): TurnEvent => event.parse(row);
export const toFile = (row: unknown): TurnStory['files'][number] => file.parse(row);
export const toLastMessage = (row: unknown): NonNullable<TurnStory['lastMessage']> => message.parse(row);
export const toMediaIds = (text: string): string[] => json.pipe(z.array(z.string()).catch([])).parse(text);
/** int8 comes as text. */
export const toTime = (value: unknown): number => time.parse(value);
