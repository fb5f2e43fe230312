import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { tinyClip } from '#test/support/media.ts';
import { freePort } from '#test/support/ports.ts';
import { startWorld } from '#test/support/world.ts';

const words = messagesFor('en');
const untrusted = words.errors['nemo.unreachable']({ sent: false, untrusted: true });
const unreachable = words.errors['nemo.unreachable']({ sent: false });

/** A server that nobody vouches for. */
async function selfSigned(): Promise<string> {
  const pem = await readFile(new URL('../fixtures/tls/self-signed.pem', import.meta.url));
  const server = createServer({ key: pem, cert: pem }, (_, res) => res.end('{"code":0,"data":{}}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['there is no such name', async () => 'https://editor.invalid', unreachable, 'ENOTFOUND'],
  ['nobody listens', async () => `http://127.0.0.1:${await freePort()}`, unreachable, 'ECONNREFUSED'],
  ['nobody vouches for the certificate', selfSigned, untrusted, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
])(
  'where %s, each message is answered, nothing was charged, and the log says why',
  async (_name, place, text, why) => {
    const world = await startWorld({ settings: { NEMO_API_URL: await place() } });
    onTestFinished(() => world.stop());
    const chat = await world.chat();
    for (const ask of ['generate a clip of the sea', 'credits']) {
      const answer = await chat.ask(ask);
      expect(answer).toMatchObject({
        kind: 'error',
        text: [text, words.charged.nothing].join('\n'),
      });
      expect(answer.buttons.map(({ label }) => label)).toEqual([words.button.retry]);
    }
    // What needs no editor is answered as ever.
    expect((await chat.ask('help')).text).toBe(words.help);

    const form = new FormData();
    form.append('files', new Blob([await readFile(await tinyClip())]), 'clip.mp4');
    expect(await chat.post(form)).toEqual({
      status: 502,
      body: {
        error: { code: 'nemo.unreachable', message: [text, words.charged.nothing].join('\n') },
      },
    });
    expect(world.log.filter((line) => Number(JSON.parse(line).level) >= 40).join('')).toContain(why);
  },
  60_000,
);
