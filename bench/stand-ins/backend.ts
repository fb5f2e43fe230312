import { readFileSync } from 'node:fs';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/**
 * As much of the Nemo backend as load needs: it knows everybody, its one draft never changes but for a number, and its
 * runs go on until they are told to end. Told over its channel what to do; it counts all the while.
 */
const { TLS } = z.object({ TLS: z.string().optional() }).parse(process.env);
const heartbeatMs = 10_000;
/** Between two events of one stream that are no heartbeats. */
const newsMs = 2_000;

const command = z.object({
  do: z.enum(['count', 'finish', 'finishRenders']),
});
/** What the stand-in tells of itself. */
export type Counted = {
  /** Streams that are open now. */
  open: number;
  /** Ever opened. */
  runs: number;
  /** Frames sent, heartbeats among them. */
  events: number;
  uploads: number;
  /** From the head of its request to the last byte. */
  lastUpload: { bytes: number; ms: number };
  polls: number;
  /** How late each look at a render came, after the time that it was due by its last one, in ms. */
  lateMs: number[];
};
const counted: Counted = {
  open: 0,
  runs: 0,
  events: 0,
  uploads: 0,
  lastUpload: { bytes: 0, ms: 0 },
  polls: 0,
  lateMs: [],
};
const streams = new Set<{ out: ServerResponse; turn: number }>();
const lastLook = new Map<string, number>();
const pollMs = Number(process.env['RENDER_POLL_MS'] ?? 30_000);
let changes = 0;
let renders = 'processing';

function take(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '';
  const give = (data: string): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"code":0,"data":${data}}`);
  };
  if (path.startsWith('/api/upload-video/')) return drain(request, () => give('{}'));
  if (path === '/run_sse') return drain(request, (body) => open(response, body));
  drain(request, () => {
    if (path.startsWith('/api/render/proxy/lambda/')) return look(path, give);
    if (path.startsWith('/api/state/')) {
      const draft = `{"t":[{"tt":0,"sg":[{"s":0,"d":${12_000 + changes},"m":{"name":"clip.mp4"}}]}],"d":${12_000 + changes}.0,"m":{}}`;
      return give(`{"state":{"draft":${draft},"video_infos":[{"name":"clip.mp4"}]}}`);
    }
    give(
      '{"token":"t","credits":100,"expires_in":604800,"available":100,"frozen":0,"total":100,"task_id":"t1","session_id":"s1","claim_token":"clm_x"}',
    );
  });
}

function drain(request: IncomingMessage, done: (body: string) => void): void {
  // Only what a run is asked for is read; an upload is counted.
  const chunks: Buffer[] | undefined = request.url === '/run_sse' ? [] : undefined;
  let bytes = 0;
  const startedAt = performance.now();
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    chunks?.push(chunk);
  });
  request.on('end', () => {
    if (request.url?.startsWith('/api/upload-video/')) {
      counted.uploads += 1;
      counted.lastUpload = { bytes, ms: performance.now() - startedAt };
    }
    done(chunks === undefined ? '' : Buffer.concat(chunks).toString('utf8'));
  });
}

function look(path: string, give: (data: string) => void): void {
  counted.polls += 1;
  const now = performance.now();
  const before = lastLook.get(path);
  if (before !== undefined) counted.lateMs.push(now - before - pollMs);
  lastLook.set(path, now);
  give(renders === 'completed' ? '{"status":"failed","error":"as asked"}' : `{"status":"${renders}"}`);
}

const lastFrame =
  'data: {"invocationId":"e-1","author":"nemo_agent","id":"last","content":{"parts":[{"text":"Done: the pauses are out."}],"role":"model"}}\n\n';

function open(out: ServerResponse, body: string): void {
  out.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  out.flushHeaders();
  const stream = { out, turn: counted.runs };
  streams.add(stream);
  counted.runs += 1;
  counted.open += 1;
  // A run that says how long it takes ends by then, and has changed something.
  const ms = /\[(\d+) ms\]/.exec(body)?.[1];
  if (ms !== undefined) {
    setTimeout(() => {
      changes += 1;
      // A tool that was called has its result first, or the run would count as cut.
      out.end((stream.turn % 3 === 1 ? frame(stream.turn) : '') + lastFrame);
    }, Number(ms));
  }
  out.on('close', () => {
    streams.delete(stream);
    counted.open -= 1;
  });
}

function frame(turn: number): string {
  const shared = `"invocationId":"e-1","author":"nemo_agent","id":"${turn}","timestamp":1790000000.5`;
  const id = `adk-${Math.floor(turn / 3)}`;
  if (turn % 3 === 0) {
    return `data: {${shared},"content":{"parts":[{"functionCall":{"id":"${id}","name":"trim_pauses","args":{"minimum_seconds":0.5}}}],"role":"model"},"actions":{"stateDelta":{}}}\n\n`;
  }
  if (turn % 3 === 1) {
    return `data: {${shared},"content":{"parts":[{"functionResponse":{"id":"${id}","name":"trim_pauses","response":{"status":"success"}}}],"role":"user"},"actions":{"stateDelta":{"step":${turn}}}}\n\n`;
  }
  return `data: {${shared},"content":{"parts":[{"text":"The pauses of part ${turn} are out. "}],"role":"model"},"actions":{"stateDelta":{}},"partial":true}\n\n`;
}

/** Each tick serves an even share of the streams, so that they are spread over time as those of people are. */
const tickMs = 20;
let tick = 0;
setInterval(() => {
  tick += 1;
  let n = 0;
  for (const stream of streams) {
    n += 1;
    if ((tick + n) % (newsMs / tickMs) === 0) write(stream.out, frame(stream.turn++));
    if ((tick + n) % (heartbeatMs / tickMs) === 0) write(stream.out, ': heartbeat\n\n');
  }
}, tickMs);

function write(out: ServerResponse, text: string): void {
  out.write(text);
  counted.events += 1;
}

process.on('message', (message) => {
  const parsed = command.safeParse(message);
  if (!parsed.success) return;
  if (parsed.data.do === 'finish') {
    changes += 1;
    for (const { out } of streams) out.end(lastFrame);
  }
  if (parsed.data.do === 'finishRenders') renders = 'completed';
  process.send?.(counted);
  counted.lateMs = [];
});

const server =
  TLS === undefined
    ? createPlainServer({ requestTimeout: 0 }, take)
    : createSecureServer({ cert: readFileSync(TLS), key: readFileSync(TLS), requestTimeout: 0 }, take);
server.listen(0, '127.0.0.1', 4_096, () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${TLS === undefined ? 'http' : 'https'}://127.0.0.1:${port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
