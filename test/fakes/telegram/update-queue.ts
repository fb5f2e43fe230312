import { ApiError } from './api-error.ts';

export type FakeUpdate = { update_id: number } & Record<string, unknown>;
type Queued = { update: FakeUpdate; kind: string; chatId: number; at: number };

/** Callback queries are kept for 150 seconds, everything else for a day. */
const keepMs = (kind: string): number => (kind === 'callback_query' ? 150_000 : 86_400_000);

/** Left out of the default, as the Bot API says. */
const neverByDefault = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

const firstRetryMs = 20;
const readTimeoutMs = 60_000;

/** Telegram's queue of updates for one bot: until they are fetched and confirmed, or taken by a webhook. */
export type UpdateQueue = {
  push(kind: string, chatId: number, body: unknown): number;
  /** The same update once more, as happens after an answer that got lost. */
  repeat(updateId: number): void;
  fetch(options: {
    offset?: number;
    limit?: number;
    timeout?: number;
    allowed?: string[];
    closed: AbortSignal;
  }): Promise<FakeUpdate[]>;
  setWebhook(hook: { url: string; secret?: string; allowed?: string[] } | undefined, drop: boolean): void;
  webhook(): { url: string; lastError: string | undefined };
  /** Updates that nobody has confirmed. */
  pending(): FakeUpdate[];
  stop(): void;
};

export function createUpdateQueue(now: () => number, onConfirm: () => void): UpdateQueue {
  let queued: Queued[] = [];
  const everSent = new Map<number, Queued>();
  let nextId = 100_001;
  let allowed: string[] | undefined;
  let hook: { url: string; secret?: string } | undefined;
  let lastError: string | undefined;
  let endPoll: ((error?: ApiError) => void) | undefined;
  const delivering = new Map<number, Promise<void>>();
  let stopped = false;

  const isWanted = (kind: string): boolean =>
    allowed === undefined || allowed.length === 0 ? !neverByDefault.has(kind) : allowed.includes(kind);

  const prune = (): void => {
    queued = queued.filter(({ kind, at }) => now() - at <= keepMs(kind));
  };

  /** One chat in order: its next update waits until the webhook has taken the last one. */
  function deliver(entry: Queued): void {
    const before = delivering.get(entry.chatId) ?? Promise.resolve();
    delivering.set(
      entry.chatId,
      before.then(() => bring(entry)),
    );
  }

  async function bring(entry: Queued): Promise<void> {
    for (let pauseMs = firstRetryMs; ; pauseMs *= 2) {
      if (stopped || hook === undefined || !queued.includes(entry)) return;
      try {
        const response = await fetch(hook.url, {
          method: 'POST',
          redirect: 'manual',
          body: JSON.stringify(entry.update),
          headers: {
            'content-type': 'application/json',
            ...(hook.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': hook.secret }),
          },
          signal: AbortSignal.timeout(readTimeoutMs),
        });
        await response.arrayBuffer();
        if (response.ok) {
          queued = queued.filter((other) => other !== entry);
          onConfirm();
          return;
        }
        lastError = `Wrong response from the webhook: ${response.status}`;
      } catch (error) {
        lastError = String(error);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, 500)).unref());
    }
  }

  function add(entry: Queued): void {
    queued.push(entry);
    everSent.set(entry.update.update_id, entry);
    if (hook === undefined) endPoll?.();
    else deliver(entry);
  }

  return {
    push(kind, chatId, body) {
      const update = { update_id: nextId++, [kind]: body };
      if (isWanted(kind)) add({ update, kind, chatId, at: now() });
      return update.update_id;
    },
    repeat(updateId) {
      const entry = everSent.get(updateId);
      if (entry !== undefined) add({ ...entry });
    },
    async fetch({ offset = 0, limit = 100, timeout = 0, allowed: wanted, closed }) {
      if (hook !== undefined) {
        throw new ApiError(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      endPoll?.(
        new ApiError(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        ),
      );
      if (wanted !== undefined) allowed = wanted;
      prune();
      if (offset > 0) queued = queued.filter(({ update }) => update.update_id >= offset);
      onConfirm();
      const take = (): FakeUpdate[] =>
        queued
          .toSorted((a, b) => a.update.update_id - b.update.update_id)
          .slice(0, Math.min(100, Math.max(1, limit)))
          .map(({ update }) => update);
      if (queued.length > 0 || timeout === 0) return take();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, Math.min(50, timeout) * 1000);
      const end = (error?: ApiError): void => (error === undefined ? resolve() : reject(error));
      endPoll = end;
      closed.addEventListener('abort', () => resolve(), { once: true });
      try {
        await promise;
        return take();
      } finally {
        clearTimeout(timer);
        if (endPoll === end) endPoll = undefined;
      }
    },
    setWebhook(wanted, drop) {
      if (drop) queued = [];
      if (wanted?.allowed !== undefined) allowed = wanted.allowed;
      hook = wanted;
      lastError = undefined;
      if (hook !== undefined) queued.forEach(deliver);
    },
    webhook: () => ({ url: hook?.url ?? '', lastError }),
    pending: () => queued.map(({ update }) => update),
    stop() {
      stopped = true;
      endPoll?.();
    },
  };
}
