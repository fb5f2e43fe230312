import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import type { Person } from '#test/fakes/discord/people.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import type { Channel, Guild } from '#test/fakes/discord/world.ts';
import { probe, silentS, speechClip, tinyClip, voiceNote } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
let discord: Discord;
let world: World;
let guild: Guild;
let channel: Channel;
let ann: Person;

beforeAll(async () => {
  discord = await startDiscord();
  guild = discord.guild('Studio');
  world = await startWorld({ settings: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl } });
});
afterAll(async () => {
  await world?.stop();
  await discord?.stop();
});
beforeEach(() => {
  world.sandbox.control.reset();
  discord.rest.calls.length = 0;
  channel = discord.channel(guild, 'clips');
  ann = discord.person('Ann');
});

const isResult = ({ content, components }: APIMessage): boolean =>
  (components ?? []).length > 0 && !content.startsWith('Done in');
const video = (place: Channel, more: (message: APIMessage) => boolean = () => true): Promise<APIMessage> =>
  discord.botMessage(place, (message) => message.attachments.length > 0 && more(message));
async function facts(message: APIMessage): ReturnType<typeof probe> {
  const file = join(tmpdir(), `reelay-discord-${message.id}.mp4`);
  await writeFile(file, ann.download(message));
  return probe(file);
}
const edits = (message: APIMessage): string[] =>
  discord.rest.calls
    .filter(({ method, path }) => method === 'PATCH' && path.endsWith(`/messages/${message.id}`))
    .map(({ body }) => body['content'] as string);

test('a clip in a channel becomes a thread, a moving status and an MP4, and a second wish goes on from there', async () => {
  const clip = await speechClip();
  const asked = ann.say(channel, 'trim the pauses, add a title "Urban Dreams" and export', {
    mention: true,
    files: [clip],
  });
  const thread = await discord.threadOn(asked);
  expect(thread.name).toBe('speech');
  const result = await video(thread);
  const source = await probe(clip);
  const first = await facts(result);
  expect(first.video).toBe('h264');
  expect(Math.abs(source.seconds - silentS - first.seconds)).toBeLessThan(0.3);
  expect(result.content).toContain(words.cost({ spent: 10, left: 90 }));
  expect(result.content).toContain('/workspace/claim?ct=clm_');
  expect(result.mentions.map(({ id }) => id)).toEqual([ann.user.id]);

  // One status message, which moved; the result is another, so that its author is told.
  const [status] = discord.fromBot(thread);
  await discord.until(() => status!.content.startsWith('Done in'));
  expect(discord.fromBot(thread)).toHaveLength(2);
  expect(
    edits(status!).some((text) =>
      text.includes(words.stage({ stage: 'rendering', elapsedMs: 0 }).slice(0, 12)),
    ),
  ).toBe(true);
  expect(discord.rest.calls.some(({ path }) => path.endsWith('/typing'))).toBe(true);

  ann.say(thread, 'speed it up 2x, export');
  const faster = await video(thread, ({ content }) => content.includes('(v2'));
  expect(Math.abs(first.seconds / 2 - (await facts(faster)).seconds)).toBeLessThan(0.3);
  expect(world.sandbox.control.calls().runs.map(({ text }) => text)).toEqual([
    'trim the pauses, add a title "Urban Dreams"',
    'speed it up 2x',
  ]);
  expect(world.sandbox.control.calls().uploads).toHaveLength(1);
});

test('a slash command brings its file along, by its address', async () => {
  const used = ann.command(channel, 'edit', {
    prompt: 'trim to 0.5 seconds and export',
    file: { file: await tinyClip() },
  });
  const thread = await discord.until(() => discord.world.channels.get(used.originalId ?? ''));
  expect((await facts(await video(thread))).seconds).toBeLessThan(0.8);
  expect(world.sandbox.control.calls()).toMatchObject({
    uploads: [{ name: 'tiny.mp4' }],
    byEndpoint: { upload: 1 },
  });
});

test.each(['a message', 'a command'])(
  'a backend that cannot fetch the clip of %s gets its bytes',
  async (way) => {
    world.sandbox.control.fault({ endpoint: 'upload', action: { status: 400, code: 4003 } });
    const file = await tinyClip();
    if (way === 'a message') ann.say(ann.dm(), 'trim to 0.5 seconds', { files: [file] });
    else ann.command(ann.dm(), 'edit', { prompt: 'trim to 0.5 seconds', file: { file } });
    await discord.botMessage(ann.dm(), isResult);
    expect(world.sandbox.control.calls()).toMatchObject({
      uploads: [{ name: 'tiny.mp4' }],
      byEndpoint: { upload: 2 },
    });
  },
);

test('a voice message arrives as a sound that the backend takes', async () => {
  ann.say(ann.dm(), '', { files: [await voiceNote()], waveform: 'AAoU' });
  await discord.botMessage(ann.dm(), ({ content }) => content.includes('**voice-message.m4a**'));
  expect(world.sandbox.control.calls().uploads).toMatchObject([{ name: 'voice-message.m4a' }]);
});

test('a renamed program is found out', async () => {
  ann.say(ann.dm(), 'trim it', {
    files: [{ name: 'clip.mp4', mime: 'video/mp4', bytes: Buffer.from('MZ\u0090 this is a program') }],
  });
  const told = await discord.botMessage(ann.dm(), ({ content }) => content.includes('**clip.mp4**'));
  expect(told.content).toContain(words.errors['file.mismatch']({ name: 'clip.mp4' }));
});

describe('buttons', () => {
  test('belong to the author, or to a moderator, and survive a restart', async () => {
    ann.say(channel, 'trim to 0.5 seconds', { mention: true, files: [await tinyClip()] });
    const thread = await discord.until(() =>
      [...discord.world.channels.values()].find(({ parentId }) => parentId === channel.id),
    );
    const result = await discord.botMessage(thread, isResult);
    const ben = discord.person('Ben');
    ben.press(thread, result, { label: words.button.export });
    const refused = await discord.until(() => discord.seenOnlyBy(ben, thread)[0]);
    expect(refused.message.content).toBe(words.errors['button.not-yours']({}));

    await world.restart();
    const mod = discord.person('Mod', { moderator: true });
    mod.press(thread, result, { label: words.button.export });
    const first = await video(thread);
    expect(first.mentions.map(({ id }) => id)).toEqual([mod.user.id]);
    ann.press(thread, result, { label: words.button.timeline });
    await discord.botMessage(thread, ({ content }) => content.includes('tiny.mp4'));
  });

  test('answer questions', async () => {
    ann.say(ann.dm(), 'make it better', { files: [await speechClip()] });
    const question = await discord.botMessage(ann.dm(), isResult);
    ann.press(ann.dm(), question, { label: 'Trim the pauses' });
    await discord.botMessage(ann.dm(), ({ content }) => content.includes('Trimmed the pauses'));
  });
});

describe('nothing finished is lost', () => {
  async function rendering(): Promise<Channel> {
    world.sandbox.control.hold('render_status');
    const asked = ann.say(channel, 'trim to 0.5 seconds, export', {
      mention: true,
      files: [await tinyClip()],
    });
    await world.sandbox.control.waitFor('render_status', 1);
    return discord.threadOn(asked);
  }
  const finish = (): void => world.sandbox.control.release('render_status');

  test('where its thread is deleted meanwhile: the channel gets it', async () => {
    const thread = await rendering();
    discord.world.channels.delete(thread.id);
    finish();
    expect((await video(channel)).mentions.map(({ id }) => id)).toEqual([ann.user.id]);
  });

  test('where the bot is removed from the server: its author gets it', async () => {
    await rendering();
    guild.installed = false;
    finish();
    await video(ann.dm());
    guild.installed = true;
  });

  test('where nobody can be reached: it waits for /last', async () => {
    const thread = await rendering();
    channel.denied = ~0n;
    ann.user.dmOpen = false;
    finish();
    await discord.until(() =>
      discord.rest.calls.some(
        ({ status, path }) => status === 403 && path.endsWith(`/${ann.dm().id}/messages`),
      ),
    );
    channel.denied = 0n;
    ann.command(thread, 'last');
    expect((await facts(await video(thread))).seconds).toBeLessThan(0.8);
  });
});

test('a waiting request goes with its message, and takes its new words when that is edited', async () => {
  world.sandbox.control.hold('run_sse');
  ann.say(ann.dm(), 'trim to 0.8 seconds', { files: [await tinyClip()] });
  await world.sandbox.control.waitFor('run_sse', 1);
  const acks = (count: number) => discord.until(() => discord.fromBot(ann.dm()).length === count);
  await acks(1);
  const dropped = ann.say(ann.dm(), 'mute it');
  await acks(2);
  const changed = ann.say(ann.dm(), 'trim to 0.7 seconds');
  await acks(3);
  ann.delete(ann.dm(), dropped);
  ann.edit(ann.dm(), changed, 'trim to 0.6 seconds');
  // Both have been dealt with when a later request of the same channel has been taken.
  ann.say(ann.dm(), 'trim to 0.5 seconds');
  await acks(4);
  world.sandbox.control.release('run_sse');
  await discord.until(() => world.sandbox.control.calls().runs.length === 3);
  expect(world.sandbox.control.calls().runs.map(({ text }) => text)).toEqual([
    'trim to 0.8 seconds',
    'trim to 0.6 seconds',
    'trim to 0.5 seconds',
  ]);
});

test('a person’s own account is linked by a form, and a wrong token is told', async () => {
  const used = ann.command(channel, 'link');
  await discord.until(() => used.modal);
  ann.submit(channel, used, 'nmv_usr_wrongwrongwrong');
  const told = await discord.until(() =>
    discord.seenOnlyBy(ann, channel).find(({ message }) => message.content !== ''),
  );
  expect(told.message.content).toBe(words.errors['account.refused']({}));
});

test('Chinese is answered in Chinese', async () => {
  const mei = discord.person('Mei', { locale: 'zh-CN' });
  mei.command(channel, 'help');
  await discord.botMessage(channel, ({ content }) => content.includes(messagesFor('zh').help.slice(0, 6)));
});

test('no token and no signed link stands in the log', () => {
  const all = world.log.join('');
  expect(all).not.toContain(discord.token);
  expect(all).not.toMatch(/hm=[0-9a-f]{8}|clm_[\w-]{6}|nmv_usr_[\w-]{6}/);
  for (const { token } of discord.world.interactions.values()) expect(all).not.toContain(token);
});
