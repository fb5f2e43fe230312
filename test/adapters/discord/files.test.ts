import { PermissionFlagsBits, type APIMessage } from 'discord-api-types/v10';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiscord } from '#adapters/discord/discord.ts';
import { isFileAddress } from '#adapters/discord/files.ts';
import { keyOf } from '#adapters/discord/ids.ts';
import { toAttachment } from '#adapters/discord/inbound.ts';
import { isAppError, type ErrorCode } from '#src/errors.ts';
import type { FileSource } from '#src/ports.ts';
import type { Person } from '#test/fakes/discord/people.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import type { Channel } from '#test/fakes/discord/world.ts';
import { speechClip, voiceNote } from '#test/support/media.ts';
import { paintPixel } from '#test/fakes/painter.ts';
import { createLog } from './support.ts';

const { signal } = new AbortController();
let discord: Discord;
let files: FileSource;
let channel: Channel;
let ann: Person;

beforeEach(async () => {
  discord = await startDiscord();
  const { apiUrl, token } = discord;
  ({ files } = createDiscord({
    token,
    apiUrl,
    shards: undefined,
    paint: paintPixel,
    log: createLog().log,
    onFatal: () => undefined,
  }));
  channel = discord.channel(discord.guild('Studio'), 'clips');
  ann = discord.person('Ann');
});
afterEach(() => discord.stop());

const refOf = (message: APIMessage, file = message.attachments[0]!): string => {
  const attachment = toAttachment({ ...file, content_type: file.content_type ?? null }, message);
  return attachment.kind === 'remote' ? attachment.ref : '';
};
const link = (ref: string) => files.link(keyOf({ channelId: channel.id }), ref, signal);
const open = (ref: string) => files.open(keyOf({ channelId: channel.id }), ref, signal);
const codeOf = async (work: Promise<unknown>): Promise<ErrorCode | undefined> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return ['file.gone', 'file.interrupted', 'chat.busy'].find((code) =>
    isAppError(error, code as 'file.gone'),
  ) as ErrorCode;
};
const clip = { name: 'holiday.mp4', mime: 'video/mp4', bytes: Buffer.from('a clip') };

describe('a link', () => {
  test('is fresh each time, also days after the message', async () => {
    const ref = refOf(ann.say(channel, '', { files: [clip] }));
    const first = await link(ref);
    discord.world.advance(3 * 24 * 60 * 60 * 1000);
    expect((await fetch(first!)).status).toBe(404);
    const second = await link(ref);
    expect(await (await fetch(second!)).text()).toBe('a clip');
  });

  test('of a forwarded file comes from the message that forwards it', async () => {
    const first = ann.say(channel, '', { files: [clip] });
    const forwarded = ann.say(ann.dm(), '', { forward: first });
    const url = await link(refOf(forwarded, first.attachments[0]));
    expect(await (await fetch(url!)).text()).toBe('a clip');
  });

  test('of the second of several files is that file’s', async () => {
    const message = ann.say(channel, '', {
      files: [clip, { ...clip, name: 'second.mp4', bytes: Buffer.from('2') }],
    });
    expect(await link(refOf(message, message.attachments[1]))).toContain('second.mp4');
  });

  test('is signed anew where the message may not be read', async () => {
    const ref = refOf(ann.say(channel, '', { files: [clip] }));
    channel.denied = PermissionFlagsBits.ReadMessageHistory;
    expect(await (await fetch((await link(ref))!)).text()).toBe('a clip');
  });

  test('of a deleted message is gone', async () => {
    const message = ann.say(channel, '', { files: [clip] });
    ann.delete(channel, message);
    expect(await codeOf(link(refOf(message)))).toBe('file.gone');
  });

  test.each(['', 'nonsense', '{"channel":"1"}'])('of %j is none', async (ref) => {
    expect(await codeOf(link(ref))).toBe('file.gone');
  });

  test('is asked for again where Discord is down', async () => {
    const ref = refOf(ann.say(channel, '', { files: [clip] }));
    discord.rest.fault({ method: 'GET', path: /\/messages\/\d+$/, status: 503, times: 9 });
    expect(await codeOf(link(ref))).toBe('chat.busy');
  });
});

describe('bytes', () => {
  test('come as they are, with their type and size', async () => {
    const path = await speechClip();
    const file = await open(refOf(ann.say(channel, '', { files: [path] })));
    expect(file).toMatchObject({ name: 'speech.mp4', mime: 'video/mp4' });
    expect(await buffer(Readable.from(file.body))).toHaveLength(file.bytes!);
  });

  test('of a voice message come as a sound that the backend takes', async () => {
    const message = ann.say(channel, '', { files: [await voiceNote()] });
    Object.assign(message.attachments[0]!, { waveform: 'AAoU' });
    const ref = refOf(message);
    expect(await link(ref)).toBeUndefined();
    const file = await open(ref);
    expect(file.name).toBe('voice-message.m4a');
    const bytes = await buffer(Readable.from(file.body));
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
    expect(file.bytes).toBe(bytes.length);
  });

  test('that the file server has no more are gone', async () => {
    const message = ann.say(channel, '', { files: [clip] });
    discord.world.files.clear();
    expect(await codeOf(open(refOf(message)))).toBe('file.gone');
  });
});

test.each([
  ['https://cdn.discordapp.com/attachments/1/2/a.mp4', true],
  ['https://media.discordapp.net/attachments/1/2/a.mp4', true],
  ['http://cdn.discordapp.com/attachments/1/2/a.mp4', false],
  ['https://cdn.discordapp.com.example.com/a.mp4', false],
  ['https://example.com/a.mp4', false],
  ['http://169.254.169.254/latest', false],
  ['file:///etc/passwd', false],
  ['nonsense', false],
])('%s may be fetched: %s', (url, expected) => {
  expect(isFileAddress(url, 'https://discord.com/api')).toBe(expected);
});
