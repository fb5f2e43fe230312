import multipart from '@fastify/multipart';
import fastify from 'fastify';
import { controlRoutes, type Control } from './control.ts';
import { createGate } from './gate.ts';
import { createLedger } from './ledger.ts';
import { renderRoutes } from './renders.ts';
import { sessionRoutes } from './sessions.ts';
import { maxBytes, uploadRoutes } from './uploads.ts';
import { openWorld } from './world.ts';

export type SandboxOptions = {
  /** Uploads, sessions and finished videos; a restart with the same folder goes on where it was. */
  dataDir: string;
  /** @default 0: a free one */
  port?: number;
  /** @default 0.3, about what the real backend does */
  silentShare?: number;
  /** Share of answers that speak of buttons. @default 0.15 */
  guiTalkShare?: number;
  /** Makes the shares come out the same each time. @default by the time */
  seed?: number;
  /** Multiplies thinking times; 0 = none. @default 1 */
  pace?: number;
  /** @default 5000 */
  heartbeatMs?: number;
  /** Which answer has the id for the registration link. @default 'session' */
  bindIn?: 'session' | 'state';
};

export type Sandbox = { url: string; control: Control; stop(): Promise<void> };

/** A stand-in for the Nemo backend that really edits and renders, on this machine alone. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const world = openWorld(options.dataDir);
  const ledger = createLedger();
  const gate = createGate({ world, ledger });
  const app = fastify({ logger: false, forceCloseConnections: true, bodyLimit: 50 * 1024 * 1024 });
  await app.register(multipart, { limits: { fileSize: maxBytes * 2, files: 20 } });
  // The text of a body as it came: an export must bring its draft back byte for byte.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    Object.assign(request, { rawText: text });
    try {
      done(null, text === '' ? {} : JSON.parse(String(text)));
    } catch (error) {
      done(Object.assign(error as Error, { statusCode: 400 }));
    }
  });
  app.addHook('onSend', (request, _, payload, done) => {
    if (gate.loses(request)) request.raw.socket.destroy();
    done(null, payload);
  });
  sessionRoutes(app, {
    world,
    ledger,
    gate,
    random: seeded(options.seed ?? Date.now()),
    silentShare: options.silentShare ?? 0.3,
    guiTalkShare: options.guiTalkShare ?? 0.15,
    pace: options.pace ?? 1,
    heartbeatMs: options.heartbeatMs ?? 5_000,
    bindIn: options.bindIn ?? 'session',
  });
  uploadRoutes(app, { world, ledger, gate });
  renderRoutes(app, { world, ledger, gate });
  const control = controlRoutes(app, { world, ledger });
  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  return {
    url,
    control,
    async stop() {
      ledger.reset();
      await app.close();
    },
  };
}

/** Mulberry32: small, even, and the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
