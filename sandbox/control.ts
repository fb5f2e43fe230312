import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { endpoints, faultSchema, type Calls, type Endpoint, type FaultInput, type Ledger } from './ledger.ts';
import type { World } from './world.ts';

/** What tests do with the sandbox, in process or over `/__sandbox/`. */
export type Control = {
  calls(): Calls;
  fault(fault: FaultInput): void;
  clearFaults(): void;
  hold(endpoint: Endpoint): void;
  release(endpoint: Endpoint): void;
  waitFor(endpoint: Endpoint, count: number): Promise<void>;
  /** Makes every token, or every session, unknown. */
  expire(what: 'tokens' | 'sessions'): void;
  /** Finished videos get other addresses, as signed links do; the old ones are dead. */
  moveVideos(): void;
  /** Finished videos lie on this host from now on. */
  serveVideosAt(root: string): void;
  /** Finished videos are thrown away. */
  loseVideos(): void;
  setCredits(credits: number): void;
  /** A registered account that is known by this token. */
  register(token: string): void;
  reset(): void;
};

const named = z.object({ endpoint: z.enum(endpoints) });

export function controlRoutes(
  app: FastifyInstance,
  { world, ledger }: { world: World; ledger: Ledger },
): Control {
  const control: Control = {
    calls: ledger.calls,
    fault: ledger.fault,
    clearFaults: ledger.clearFaults,
    hold: ledger.hold,
    release: ledger.release,
    waitFor: ledger.waitFor,
    expire(what) {
      if (what === 'sessions') world.sessions = {};
      else for (const account of world.accounts) account.expiresAt = 0;
      world.save();
    },
    moveVideos() {
      world.linkAge += 1;
    },
    serveVideosAt(root) {
      world.videosAt = root;
    },
    loseVideos() {
      for (const id of Object.keys(world.renders)) rmSync(join(world.filesDir, `${id}.mp4`), { force: true });
    },
    setCredits(credits) {
      for (const account of world.accounts) account.credits = credits;
      world.save();
    },
    register(token) {
      world.accounts.push({
        token,
        clientId: '',
        expiresAt: Number.MAX_SAFE_INTEGER,
        credits: 100,
        frozen: 0,
      });
      world.save();
    },
    reset() {
      ledger.reset();
      world.reset();
    },
  };
  app.get('/__sandbox/calls', async () => control.calls());
  app.get('/__sandbox/wait', async (request) => {
    const { endpoint, count } = named.extend({ count: z.coerce.number() }).parse(request.query);
    await control.waitFor(endpoint, count);
    return control.calls();
  });
  app.post('/__sandbox/faults', async (request) => control.fault(faultSchema.parse(request.body)));
  app.delete('/__sandbox/faults', async () => control.clearFaults());
  app.post('/__sandbox/hold', async (request) => control.hold(named.parse(request.body).endpoint));
  app.post('/__sandbox/release', async (request) => control.release(named.parse(request.body).endpoint));
  app.post('/__sandbox/expire', async (request) =>
    control.expire(z.object({ what: z.enum(['tokens', 'sessions']) }).parse(request.body).what),
  );
  app.post('/__sandbox/credits', async (request) =>
    control.setCredits(z.object({ credits: z.number() }).parse(request.body).credits),
  );
  app.post('/__sandbox/register', async (request) =>
    control.register(z.object({ token: z.string().min(1) }).parse(request.body).token),
  );
  app.post('/__sandbox/reset', async () => control.reset());
  return control;
}
