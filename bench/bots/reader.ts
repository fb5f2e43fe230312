import { createParser } from 'eventsource-parser';
import { Agent, request } from 'undici';
import { z } from 'zod';

/** Reads so many streams with undici and eventsource-parser alone: the least that an edit can cost. */
const { BACKEND, STREAMS } = z.object({ BACKEND: z.string(), STREAMS: z.coerce.number() }).parse(process.env);
const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

async function read(): Promise<void> {
  const { body } = await request(`${BACKEND}/run_sse`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: '{}',
    dispatcher,
  });
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: ({ data }) => void JSON.parse(data) });
  for await (const chunk of body as AsyncIterable<Uint8Array>)
    parser.feed(decoder.decode(chunk, { stream: true }));
}

process.on('message', (message) => {
  if (typeof message !== 'object') return;
  for (let n = 0; n < STREAMS; n += 1) void read();
});
// Nothing else keeps it alive before it is told to begin.
setInterval(() => undefined, 60_000);
process.stdout.write('ready\n');
process.on('SIGTERM', () => process.exit(0));
