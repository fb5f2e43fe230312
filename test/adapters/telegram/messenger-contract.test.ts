import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { pino } from 'pino';
import { toKey } from '#adapters/telegram/place.ts';
import { createTelegramMessenger } from '#adapters/telegram/messenger.ts';
import { paintPixel } from '#test/fakes/painter.ts';
import { messengerContract, type Place } from '#test/contracts/messenger-contract.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import type { Chat } from '#test/fakes/telegram/chat.ts';
import { jumpingClock } from '#test/support/clock.ts';
import { tinyClip } from '#test/support/media.ts';

let telegram: FakeTelegram;
beforeAll(async () => {
  telegram = await startTelegram();
});
afterAll(() => telegram.stop());

async function openPlace(chat: Chat, saidId: number, topic?: number): Promise<Place> {
  return {
    messenger: createTelegramMessenger({
      ...telegram,
      isLocal: false,
      paint: paintPixel,
      clock: jumpingClock(),
      log: pino({ level: 'silent' }),
    }),
    threadKey: toKey(chat.id, topic),
    saidId: String(saidId),
    video: await readFile(await tinyClip()),
    sendsFiles: true,
    hasAlt: false,
    seen: async () =>
      chat.messages
        .filter(({ from }) => from?.id === telegram.state.me.id)
        .map((message) => ({
          id: String(message.message_id),
          text: message.text ?? message.caption ?? '',
          buttons: (message.reply_markup?.inline_keyboard ?? [])
            .flat()
            .map(({ text, callback_data: token = '' }) => ({ label: text, token })),
          replyTo: message.reply_to_message && String(message.reply_to_message.message_id),
          fileBytes: (message.video ?? message.document)?.file_size,
          pictureAlt: message.photo && '',
        })),
  };
}

describe('in a private chat', () => {
  let place: Place;
  beforeAll(async () => {
    const mia = telegram.person();
    place = await openPlace(mia.chat, mia.say('hi').message_id);
  });
  messengerContract(() => place);
});

describe('in a topic of a forum', () => {
  let place: Place;
  beforeAll(async () => {
    const group = telegram.group({ forum: true });
    const topic = telegram.topic(group, 'cuts');
    place = await openPlace(group, telegram.member(group).say('hi', { topic }).message_id, topic);
  });
  messengerContract(() => place);
});
