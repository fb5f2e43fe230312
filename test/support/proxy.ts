import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';

/** A wire to a server that can be cut, to see what a browser makes of it. */
export type Proxy = {
  url: string;
  /** Everything that clients have sent, as text. */
  sent(): string;
  /** Breaks every connection and lets no new one through. */
  cut(): void;
  /** Lets nothing through any more, and tells nobody: as if a cable had been pulled. */
  stall(): void;
  mend(): void;
  stop(): Promise<void>;
};

/** `keepsText: false` for a long-lived wire, whose traffic nobody wants to read. */
export async function startProxy(target: string, { keepsText = true } = {}): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let broken = false;
  let stalled = false;
  let sent = '';
  const mute = new Set<Socket>();
  const silence = (...lines: Socket[]): void => {
    for (const socket of lines) {
      mute.add(socket);
      socket.unpipe().removeAllListeners('data').pause();
    }
  };
  const server = createServer((near) => {
    if (broken) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    if (keepsText) near.on('data', (bytes: Buffer) => (sent += bytes.toString('latin1').slice(0, 4_000)));
    near.pipe(far);
    far.pipe(near);
    if (stalled) silence(near, far);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  const cut = (): void => {
    broken = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${bound.port}`,
    sent: () => sent,
    cut,
    stall() {
      stalled = true;
      silence(...sockets);
    },
    mend() {
      broken = false;
      // What was lost on the way stays lost: those lines never speak again.
      if (stalled) for (const socket of mute) socket.destroy();
      mute.clear();
      stalled = false;
    },
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
