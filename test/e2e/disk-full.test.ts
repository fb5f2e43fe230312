import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { mention } from '#test/support/requirements.ts';
import { mountSmallDisk } from '#test/support/small-disk.ts';
import { startWorld } from '#test/support/world.ts';

vi.setConfig({ testTimeout: 90_000 });

const disk = mountSmallDisk(150);
afterAll(() => disk?.remove());

test('a full disk under the embedded database: messages are refused, and taken when there is room again', async ({
  skip,
}) => {
  if (disk === undefined) {
    mention('a full disk', 'only root may mount one');
    return skip();
  }
  const world = await startWorld({ settings: { DATA_DIR: join(disk.dir, 'reelay') } });
  const chat = await world.chat();
  const send = (n: number) =>
    chat.post(JSON.stringify({ text: `/help ${'x'.repeat(3_000)}` }), { 'idempotency-key': `message ${n}` });
  await chat.ask('help');
  disk.fill();
  // What fits into the files as they are is still taken.
  let count = 0;
  for (let status = 202; status === 202; count += 1) ({ status } = await send(count));
  disk.empty();
  const taken = await vi.waitFor(
    async () => {
      const answer = await send(count - 1);
      expect(answer.status).toBe(202);
      return answer.body as { messageId: string };
    },
    { timeout: 30_000, interval: 200 },
  );
  expect((await chat.lastWord(taken.messageId)).text).toContain(messagesFor('en').help.slice(0, 20));
  await world.stop();
});
