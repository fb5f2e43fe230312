import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { z } from 'zod';
import { rendersIn, type News, type Person, type Said } from './said.ts';

const event = z.looseObject({
  id: z.string(),
  replyTo: z.string().optional(),
  kind: z.string().optional(),
  text: z.string(),
});
const finals = new Set(['result', 'error', 'info']);
const patienceMs = 15_000;

/**
 * Somebody in the web chat. What a gateway does not take is sent again, there or to the other one, under the
 * same key; the stream of events is opened again where it was cut, from the last event on.
 */
export async function openWebPerson(name: string, gateways: string[], news: News): Promise<Person> {
  const over = new AbortController();
  const byId = new Map<string, Said>();
  let turn = Number(name.replace(/\D/g, '')) % gateways.length;
  let lastSeq: string | undefined;

  const other = (): string => gateways[(turn = (turn + 1) % gateways.length)] ?? '';

  /** Asks one gateway after the other until one has taken it. */
  async function persist(path: string, init: () => Promise<RequestInit>): Promise<Response> {
    for (let base = other(); ; base = other()) {
      try {
        const signal = AbortSignal.any([over.signal, AbortSignal.timeout(patienceMs)]);
        const response = await fetch(base + path, { method: 'POST', ...(await init()), signal });
        if (response.ok) return response;
        await response.arrayBuffer();
      } catch (error) {
        if (over.signal.aborted) throw error;
      }
      await sleep(300, undefined, { signal: over.signal });
    }
  }

  const made = await persist('/api/threads', async () => ({}));
  const { threadId } = z.object({ threadId: z.string() }).parse(await made.json());

  function hear(seq: string, type: string, data: unknown): void {
    lastSeq = seq;
    if (type !== 'message') return;
    const { id, replyTo, kind = '', text } = event.parse(data);
    const said = byId.get(replyTo ?? '');
    if (said === undefined || said.heard.some((one) => one.id === id)) return;
    const renders = rendersIn(data);
    said.heard.push({ at: Date.now(), kind: finals.has(kind) ? 'last' : 'status', id, text, renders });
    news.tell();
  }

  async function listen(base: string, signal: AbortSignal): Promise<void> {
    const headers: Record<string, string> = lastSeq === undefined ? {} : { 'last-event-id': lastSeq };
    const response = await fetch(`${base}/api/threads/${threadId}/events`, { signal, headers });
    const events = response.body
      ?.pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    for await (const { id = '', event: type = '', data } of events ?? []) hear(id, type, JSON.parse(data));
  }

  async function keepListening(): Promise<void> {
    while (!over.signal.aborted) {
      await listen(other(), over.signal).catch(() => undefined);
      await sleep(200, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }
  const listening = keepListening();

  return {
    name,
    platform: 'web',
    async say(said) {
      const response = await persist(`/api/threads/${threadId}/messages`, async () => {
        const form = new FormData();
        form.append('text', said.text);
        if (said.clip !== undefined)
          form.append('files', new Blob([await readFile(said.clip)]), `${said.mark}.mp4`);
        return { body: form, headers: { 'idempotency-key': said.mark } };
      });
      said.id = z.object({ messageId: z.string() }).parse(await response.json()).messageId;
      byId.set(said.id, said);
      // What came before its id was known is read again.
      lastSeq = undefined;
      await listen(other(), AbortSignal.any([over.signal, AbortSignal.timeout(1_000)])).catch(
        () => undefined,
      );
    },
    async close() {
      // The whole thread once more, as somebody sees it who comes back, to either gateway.
      for (const base of gateways) {
        lastSeq = undefined;
        await listen(base, AbortSignal.timeout(8_000)).catch(() => undefined);
      }
      over.abort();
      await listening;
    },
  };
}
