import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { createWebMessenger } from '#adapters/web/messenger.ts';
import type { OutboundMessage } from '#src/core/message.ts';
import { openEmbedded } from '#src/store/embedded.ts';
import { migrate } from '#src/store/migrate.ts';
import { messengerContract, type Place } from '#test/contracts/messenger-contract.ts';
import type { StoreFixture } from '#test/contracts/store-contract.ts';
import { newKey } from '#test/support/records.ts';
import { openStore } from '#test/support/store.ts';

let fixture: StoreFixture;
let place: Place;

beforeAll(async () => {
  const pool = await openEmbedded(undefined);
  await migrate(pool);
  fixture = openStore(pool, () => pool.close());
  const { chatLog } = fixture;
  const threadKey = newKey();
  await chatLog.createThread(threadKey);
  place = {
    messenger: createWebMessenger({ chatLog }),
    threadKey,
    saidId: randomUUID(),
    video: new Uint8Array(),
    sendsFiles: false,
    hasAlt: true,
    async seen() {
      const shown = new Map<string, OutboundMessage>();
      for (const event of await chatLog.since(threadKey, 0)) {
        if (event.event !== 'sent') shown.set(event.id, event.message);
      }
      return [...shown].map(([id, { text, buttons, replyTo, picture }]) => ({
        id,
        text,
        buttons,
        replyTo,
        pictureAlt: picture?.alt,
      }));
    },
  };
});
afterAll(() => fixture.close());

messengerContract(() => place);
