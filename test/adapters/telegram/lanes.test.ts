import { expect, test } from 'vitest';
import { createLanes } from '#adapters/telegram/lanes.ts';
import { systemClock } from '#src/clock.ts';
import { createLogger } from '#src/logger.ts';

test('where answers pile up in hundreds of chats, what is stored waits for its own', async () => {
  const log = createLogger({ level: 'silent', secrets: [] });
  const lanes = createLanes({ clock: systemClock, log, signal: new AbortController().signal });
  const hold = Promise.withResolvers<void>();
  const ended: number[] = [];
  const run = (chatId: number): Promise<void> =>
    lanes
      .run(chatId, chatId, async (stored) => {
        stored();
        await hold.promise;
        ended.push(chatId);
      })
      .then(() => void ended.push(-chatId));
  await Promise.all(Array.from({ length: 500 }, (_, chat) => run(chat + 1)));
  expect(ended).toHaveLength(500);
  const late = run(501);
  hold.resolve();
  await late;
  await lanes.settled();
  expect(ended.indexOf(-501)).toBeGreaterThan(ended.indexOf(501));
});
