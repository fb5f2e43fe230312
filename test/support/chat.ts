import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { expect } from 'vitest';
import { z } from 'zod';

const message = z.object({
  id: z.string(),
  replyTo: z.string().optional(),
  kind: z.enum(['ack', 'status', 'result', 'error', 'info']),
  text: z.string(),
  buttons: z.array(z.object({ label: z.string(), token: z.string() })),
  files: z.array(
    z.object({ name: z.string(), url: z.url(), mime: z.string(), bytes: z.number().nullable() }),
  ),
  picture: z
    .union([
      z.object({ alt: z.string(), url: z.url() }),
      z.looseObject({ alt: z.string(), drawing: z.object() }),
    ])
    .optional(),
  at: z.number(),
});
export type ChatMessage = z.infer<typeof message>;
export type ChatLine = { seq: number; event: string; data: ChatMessage };

const finals = new Set(['result', 'error', 'info']);

/** A client of the web chat's HTTP interface, as a script would write it. */
export type Chat = Awaited<ReturnType<typeof openChat>>;

export async function openChat(
  base: string,
  options: { threadId?: string; language?: string; token?: string } = {},
) {
  const shown = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  const headers = { 'accept-language': options.language ?? 'en', ...shown };
  const threadId =
    options.threadId ??
    z
      .object({ threadId: z.string() })
      .parse(await (await fetch(`${base}/api/threads`, { method: 'POST', headers })).json()).threadId;
  const url = `${base}/api/threads/${threadId}`;
  const lines: ChatLine[] = [];
  let listeners: (() => void)[] = [];
  const closed = new AbortController();

  async function listen(): Promise<void> {
    const last = lines.at(-1)?.seq;
    const response = await fetch(`${url}/events`, {
      signal: closed.signal,
      headers: { ...shown, ...(last === undefined ? {} : { 'last-event-id': String(last) }) },
    });
    expect(response.status).toBe(200);
    const stream = response.body
      ?.pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    for await (const event of stream ?? []) {
      const data: unknown = JSON.parse(event.data);
      if (event.event !== 'sent')
        lines.push({ seq: Number(event.id), event: event.event ?? '', data: message.parse(data) });
      for (const listener of listeners) listener();
    }
  }
  const listening = listen().catch(() => undefined);

  /** The first line that fits, now or later. */
  function until(fits: (line: ChatLine) => boolean): Promise<ChatLine> {
    const { promise, resolve } = Promise.withResolvers<ChatLine>();
    const look = (): void => {
      const found = lines.find(fits);
      if (found === undefined) return;
      listeners = listeners.filter((other) => other !== look);
      resolve(found);
    };
    listeners.push(look);
    look();
    return promise;
  }

  async function post(
    body: FormData | string,
    more: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown }> {
    const json = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const response = await fetch(`${url}/messages`, {
      method: 'POST',
      body,
      headers: { ...headers, ...json, ...more },
    });
    return { status: response.status, body: await response.json() };
  }

  /** Sends and gives the message's id; what was refused is a failed test. */
  async function say(text: string, files: string[] = []): Promise<string> {
    const form = new FormData();
    form.append('text', text);
    for (const file of files) form.append('files', new Blob([await readFile(file)]), basename(file));
    const { status, body } = await post(form);
    expect({ status, body }).toMatchObject({ status: 202 });
    return z.object({ messageId: z.string() }).parse(body).messageId;
  }

  const lastWord = async (messageId: string): Promise<ChatMessage> =>
    (
      await until(
        ({ event, data }) => event === 'message' && data.replyTo === messageId && finals.has(data.kind),
      )
    ).data;

  return {
    threadId,
    url,
    lines,
    until,
    post,
    say,
    lastWord,
    /** Sends, waits, and gives the last word. */
    ask: async (text: string, files: string[] = []) => lastWord(await say(text, files)),
    /** All last words on a message: there must be one. */
    lastWords: (messageId: string) =>
      lines.filter(
        ({ event, data }) => event === 'message' && data.replyTo === messageId && finals.has(data.kind),
      ),
    async press(token: string): Promise<{ status: number; messageId: string | undefined }> {
      const response = await fetch(`${url}/actions`, {
        method: 'POST',
        body: JSON.stringify({ token }),
        headers: { 'content-type': 'application/json', ...headers },
      });
      const body = z.object({ messageId: z.string().optional() }).parse(await response.json());
      return { status: response.status, messageId: body.messageId };
    },
    async close(): Promise<void> {
      closed.abort();
      await listening;
    },
  };
}
