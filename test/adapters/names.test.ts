import { describe, expect, test } from 'vitest';
import { toInbound as fromDiscord } from '#adapters/discord/inbound.ts';
import { messageSchema } from '#adapters/discord/schema.ts';
import { toInbound as fromTelegram } from '#adapters/telegram/inbound.ts';
import { updateSchema } from '#adapters/telegram/schema.ts';
import { cleanName } from '#adapters/web/inbound.ts';

/** The name of a file called so, as the engine gets it from each platform. */
const platforms: Record<string, (name: string) => unknown> = {
  web: cleanName,
  telegram: (name) => {
    const message = {
      message_id: 1,
      chat: { id: 5, type: 'private' },
      from: { id: 5 },
      document: { file_id: 'f', file_name: name },
    };
    const read = updateSchema.parse({ update_id: 1, message }).message!;
    return fromTelegram([read], { id: 7, username: 'reelay_bot' })?.attachments[0]?.name;
  },
  discord: (name) => {
    const file = { id: '3', filename: name, size: 1, url: 'https://cdn.discordapp.com/a' };
    const message = messageSchema.parse({
      id: '1',
      channel_id: '2',
      type: 0,
      author: { id: '4' },
      attachments: [file],
    });
    const me = { id: '99', roleIds: [] };
    const inbound = fromDiscord(message, { me, kind: 'direct', place: { channelId: '2' } });
    const [attachment] = inbound?.attachments ?? [];
    return attachment?.kind === 'remote' ? attachment.name : undefined;
  },
};

describe.each(Object.entries(platforms))(
  'a name that leads elsewhere leads nowhere from %s',
  (_, nameFrom) => {
    test.each([
      ['../../etc/passwd.mp4', 'passwd.mp4'],
      ['C:\\clips\\..\\mine.mp4', 'mine.mp4'],
      ['/absolute.mp4', 'absolute.mp4'],
      ['..', 'file'],
      ['a\u001b[31m\u202eb.mp4', 'a[31mb.mp4'],
    ])('%j', (name, clean) => expect(nameFrom(name)).toBe(clean));
  },
);
