import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { defaultPatience } from '#src/core/patience.ts';
import { holdsToken } from '#src/core/token-shape.ts';
import type { Log } from '#src/ports.ts';
import { linkOf } from './address.ts';
import type { Inbox } from './inbox.ts';
import { updateSchema, type TelegramUpdate } from './schema.ts';

/** Telegram's updates have a few kilobytes; long texts with many entities reach some hundred. */
const maxBodyBytes = 1024 * 1024;

/** An update that is not stored by then is kept in a file, so that Telegram need not wait for its answer. */
const storedWithinMs = 1_000;

export type WebhookOptions = {
  /** The address that Telegram calls; its path is what tells a call here. */
  url: string;
  secret: string;
  inbox: Inbox;
  log: Log;
  /** Resolves when the update is stored; rejects only when everything is to stop. */
  take: (update: TelegramUpdate) => Promise<void>;
  /** The longest wait for a whole body, in ms. */
  bodyMs?: number | undefined;
};

/** Answers Telegram's webhook calls: as soon as an update cannot be lost any more, and before any work on it. */
export function createWebhook({
  url,
  secret,
  inbox,
  log,
  take,
  bodyMs = defaultPatience.bodyMs,
}: WebhookOptions): {
  isCall(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Takes up what a former process left. Resolves when all that was taken is stored. */
  resume(): Promise<void>;
  settled(): Promise<void>;
} {
  const running = new Set<Promise<void>>();
  const isSecret = secretCheck(secret);

  async function receive(request: IncomingMessage): Promise<number> {
    if (!isSecret(request.headers['x-telegram-bot-api-secret-token'])) return 401;
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return 413;
    const body = await read(request);
    if (body === undefined) return 413;
    const raw = parse(body);
    const update = updateSchema.safeParse(raw);
    if (!update.success) {
      // Telegram would bring it again and again; it would never read any better.
      log.error({ problem: update.error.message.slice(0, 500) }, 'an update could not be read');
      return raw === undefined ? 400 : 200;
    }
    // A token must not lie in a file, so its message is worked on before the answer.
    if (showsToken(update.data)) await take(update.data);
    else await storeOrKeep(update.data, body);
    return 200;
  }

  /** Nearly every update is stored as a turn in a moment, and then no file is needed to keep it. */
  async function storeOrKeep(update: TelegramUpdate, body: string): Promise<void> {
    const { update_id: id, message } = update;
    const storing = take(update).then(
      () => true,
      () => false,
    );
    const { promise: late, resolve } = Promise.withResolvers<false>();
    // Parts of an album wait for one another, longer than a call may take.
    const timer = setTimeout(resolve, message?.media_group_id === undefined ? storedWithinMs : 0, false);
    const isStored = await Promise.race([storing, late]);
    clearTimeout(timer);
    if (isStored) return;
    await inbox.put(id, body);
    track(storing.then((stored) => (stored ? inbox.remove(id) : undefined)));
  }

  function track(work: Promise<void>): void {
    const tracked = work.catch((error: unknown) => log.warn({ err: error }, 'an inbox file stays behind'));
    running.add(tracked);
    void tracked.then(() => running.delete(tracked));
  }

  const { pathname } = new URL(url);
  return {
    isCall: (request) => request.method === 'POST' && request.url?.split('?')[0] === pathname,
    answer(request, response) {
      // Telegram sends its few kilobytes at once.
      const timer = setTimeout(() => request.complete || request.destroy(), bodyMs).unref();
      request.once('close', () => clearTimeout(timer));
      void receive(request)
        .catch((error: unknown) => {
          log.error({ err: error }, 'an update could not be kept; Telegram will bring it again');
          return 500;
        })
        .then((status) => {
          // What is left of a refused body is not read.
          if (!request.complete) response.setHeader('connection', 'close');
          response.writeHead(status).end(() => request.complete || request.destroy());
        });
    },
    async resume() {
      for (const body of await inbox.left()) {
        const update = updateSchema.safeParse(parse(body));
        if (!update.success) continue;
        const stored = take(update.data).then(
          () => inbox.remove(update.data.update_id),
          () => undefined,
        );
        track(stored);
      }
    },
    settled: async () => {
      await Promise.all(running);
    },
  };
}

/** Tells whether what is shown is the secret, in a time that says nothing of how much of it is. */
function secretCheck(secret: string): (shown: string | string[] | undefined) => boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = hash(secret);
  return (shown) => typeof shown === 'string' && timingSafeEqual(hash(shown), wanted);
}

async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function showsToken({ message, edited_message: edited }: TelegramUpdate): boolean {
  const text = message?.text ?? message?.caption ?? edited?.text ?? edited?.caption ?? '';
  return holdsToken(text) || linkOf(text.replace(/^\/link@\w+/i, '/link')) !== undefined;
}
