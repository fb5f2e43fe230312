import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyOf, customIdOf } from '#adapters/discord/ids.ts';
import { AppError } from '#src/errors.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Person } from '#test/fakes/discord/people.ts';
import type { Discord } from '#test/fakes/discord/server.ts';
import type { Channel, Guild, Interaction } from '#test/fakes/discord/world.ts';
import { startBot, told as toldTo, type Bot } from './support.ts';

const words = messagesFor('en');
const clip = { name: 'holiday.mp4', mime: 'video/mp4', bytes: Buffer.from('clip') };
let bot: Bot;
let discord: Discord;
let guild: Guild;
let channel: Channel;
let ann: Person;

beforeEach(async () => {
  bot = await startBot({ readsBytes: true, prepare: (made) => void (guild = made.guild('Studio')) });
  ({ discord } = bot);
  channel = discord.channel(guild, 'clips');
  ann = discord.person('Ann');
});
afterEach(() => bot.stop());

const handled = (count = 1) => discord.until(() => bot.handled.length >= count && bot.handled[count - 1]);
const told = (person: Person, place: Channel): Promise<string> => toldTo(discord, person, place);

describe('Edit this video', () => {
  const name = words.discord.editThisVideo;
  async function form(
    place: Channel,
    message: Parameters<Person['messageCommand']>[2],
  ): Promise<Interaction> {
    const used = ann.messageCommand(place, name, message);
    await discord.until(() => used.modal);
    return used;
  }

  test('asks what to do, and works in a thread on that message', async () => {
    const shown = discord.person('Ben').say(channel, 'my holiday', { files: [clip] });
    const used = await form(channel, shown);
    expect(used.modal).toMatchObject({ title: words.discord.editForm.title });
    const submitted = ann.submit(channel, used, 'add captions');
    const inbound = await handled();
    expect(inbound).toMatchObject({
      threadKey: `discord:${channel.id}:${shown.id}`,
      messageId: `i${ann.user.id}-${submitted.id}`,
      text: 'add captions',
    });
    expect(inbound.attachments).toMatchObject([{ kind: 'remote', name: 'holiday.mp4' }]);
    expect(await told(ann, channel)).toBe(words.discord.goesOnIn({ place: `<#${shown.id}>` }));
  });

  test('works where the bot cannot read: the file goes over at once', async () => {
    const foreign = discord.guild('Foreign', { installed: false });
    const place = discord.channel(foreign, 'talk');
    const shown = discord.person('Ben').say(place, '', { files: [clip] });
    ann.submit(place, await form(place, shown), 'add captions');
    expect((await handled()).attachments).toEqual([{ kind: 'media', mediaId: 'media-1' }]);
    expect(bot.received).toMatchObject([{ name: 'holiday.mp4', bytes: 4 }]);
  });

  test('finds the files of a forwarded message', async () => {
    const first = discord.person('Ben').say(channel, '', { files: [clip] });
    const forwarded = discord.person('Cem').say(ann.dm(), '', { forward: first });
    ann.submit(ann.dm(), await form(ann.dm(), forwarded), 'add captions');
    expect((await handled()).attachments).toMatchObject([{ name: 'holiday.mp4' }]);
  });

  test('of a message without a file says so', async () => {
    ann.messageCommand(channel, name, ann.say(channel, 'hello'));
    expect(await told(ann, channel)).toBe(words.discord.noFileThere);
  });

  test('after a restart asks for the form once more', async () => {
    const used = await form(channel, ann.say(channel, '', { files: [clip] }));
    await bot.gateway.stop();
    const next = await startBot({ discord });
    ann.submit(channel, used, 'add captions');
    expect(await told(ann, channel)).toBe(words.discord.formExpired);
    await next.stop();
  });

  test('refuses 4,001 characters', async () => {
    ann.submit(channel, await form(channel, ann.say(channel, '', { files: [clip] })), 'x'.repeat(4_001));
    expect(await told(ann, channel)).toBe(words.errors['message.too-long']({ limit: 4_000 }));
    expect(bot.handled).toEqual([]);
  });

  test('refuses 11 attachments', async () => {
    const shown = ann.say(channel, '', { files: Array.from({ length: 11 }, () => clip) });
    ann.submit(channel, await form(channel, shown), 'put them together');
    expect(await told(ann, channel)).toBe(words.errors['file.too-many']({ limit: 10 }));
    expect(bot.handled).toEqual([]);
  });
});

describe('/link', () => {
  const secret = 'nmv_usr_a1b2c3d4e5f6';
  test('asks for the token in a form, and nobody else gets to see it', async () => {
    const used = ann.command(channel, 'link');
    await discord.until(() => used.modal);
    ann.submit(channel, used, secret);
    expect(await told(ann, channel)).toBe('linked');
    expect(bot.linked).toEqual([secret]);
    expect(bot.handled).toEqual([]);
    expect(bot.logged()).not.toContain(secret);
  });

  test('says why a token was not taken', async () => {
    bot.will.fail = new AppError('account.refused', {});
    const used = ann.command(channel, 'link');
    await discord.until(() => used.modal);
    ann.submit(channel, used, secret);
    expect(await told(ann, channel)).toBe(words.errors['account.refused']({}));
  });
});

describe('/link for the server', () => {
  const secret = 'nmv_usr_a1b2c3d4e5f6';
  const manager = (): Person => discord.person('Mona', { manager: true });

  test('asks who may manage it for the token, in a form', async () => {
    const mona = manager();
    const used = mona.command(channel, 'link', { for: 'server' });
    await discord.until(() => used.modal);
    expect(used.modal?.title).toBe(words.discord.shareForm.title);
    mona.submit(channel, used, secret);
    expect(await told(mona, channel)).toBe('linked');
    expect(bot.linked).toEqual([`${secret} for ${guild.id} true`]);
    expect(bot.logged()).not.toContain(secret);
  });

  test('is none of anybody else’s business', async () => {
    const used = ann.command(channel, 'link', { for: 'server' });
    expect(await told(ann, channel)).toBe(words.errors['account.managers-only']({}));
    expect(used.modal).toBeUndefined();
  });

  test('is checked again when the form comes back', async () => {
    const mona = manager();
    const used = mona.command(channel, 'link', { for: 'server' });
    await discord.until(() => used.modal);
    ann.submit(channel, used, secret);
    expect(await told(ann, channel)).toBe('linked');
    expect(bot.linked).toEqual([`${secret} for ${guild.id} false`]);
  });

  test('has no meaning in private', async () => {
    ann.command(ann.dm(), 'link', { for: 'server' });
    expect(await told(ann, ann.dm())).toBe(words.account.nothingShared);
  });

  test('is taken back by who may, which the engine is told', async () => {
    ann.command(channel, 'unlink', { for: 'server' });
    manager().command(channel, 'unlink', { for: 'server' });
    await discord.until(() => bot.handled.length === 2);
    expect(bot.handled.map(({ text, canManage }) => [text, canManage])).toEqual([
      ['/unlink server', undefined],
      ['/unlink server', true],
    ]);
  });
});

describe('buttons', () => {
  const token = 'x'.repeat(22);
  const key = (): ReturnType<typeof keyOf> => keyOf({ channelId: channel.id });
  async function shown() {
    const id = await bot.messenger.post(
      key(),
      { kind: 'result', text: 'ready', replyTo: undefined, buttons: [{ label: 'Export', token }], files: [] },
      'nonce',
      () => Promise.reject(new Error('no file')),
    );
    return discord.world.messagesOf(channel.id).get(id)!.message;
  }
  const pressed = () => discord.until(() => bot.presses[0]);

  test('are taken without a word, then pressed', async () => {
    const gate = Promise.withResolvers<void>();
    bot.will.wait = gate.promise;
    const used = ann.press(channel, await shown(), { label: 'Export' });
    expect(await pressed()).toEqual({
      threadKey: key(),
      token,
      pressId: `i${ann.user.id}-${used.id}`,
      authorId: ann.user.id,
      space: guild.id,
      pressedAt: keyOf({ channelId: channel.id }),
      canModerate: false,
      locale: 'en',
    });
    expect(used.acknowledged).toBe(true);
    gate.resolve();
    await bot.gateway.stop();
    expect(discord.seenOnlyBy(ann, channel)).toEqual([]);
  });

  test('never wait for what is still being taken in their channel', async () => {
    const gate = Promise.withResolvers<void>();
    const message = await shown();
    bot.will.wait = gate.promise;
    ann.command(channel, 'export');
    await handled();
    ann.press(channel, message, { label: 'Export' });
    await pressed();
    gate.resolve();
  });

  test.each([
    ['unknown', 'button.unknown'],
    ['not-yours', 'button.not-yours'],
    ['refused', 'access.closed'],
  ] as const)('that are %s say so, to who pressed alone', async (outcome, code) => {
    bot.will.press = outcome;
    ann.press(channel, await shown(), { label: 'Export' });
    expect(await told(ann, channel)).toBe(words.errors[code]({}));
  });

  test('that are refused in private bring no second word: the refusal stands in the chat', async () => {
    const dm = ann.dm();
    const buttons = [{ label: 'Export', token }];
    const ready = { kind: 'result' as const, text: 'ready', buttons, files: [] };
    const noFile = (): never => expect.unreachable();
    const id = await bot.messenger.post(keyOf({ channelId: dm.id }), ready, 'nonce', noFile);
    bot.will.press = 'refused';
    ann.press(dm, discord.world.messagesOf(dm.id).get(id)!.message, { label: 'Export' });
    expect((await pressed()).space).toBeUndefined();
    await bot.gateway.stop();
    expect(discord.seenOnlyBy(ann, dm)).toEqual([]);
  });

  test('a moderator presses as one', async () => {
    const mod = discord.person('Mod', { moderator: true });
    mod.press(channel, await shown(), { label: 'Export' });
    expect((await pressed()).canModerate).toBe(true);
  });

  test.each(['of-another-deployment', '', 'discord:1/', `telegram:1/${token}`, 'discord:abc/x'])(
    'of another deployment (%j) are unknown',
    async (customId) => {
      ann.press(channel, await shown(), { customId });
      expect(await told(ann, channel)).toBe(words.errors['button.unknown']({}));
      expect(bot.presses).toEqual([]);
    },
  );

  test('work where their message had to be posted elsewhere', async () => {
    const thread = keyOf({ channelId: '123456789012345678', parentId: channel.id });
    ann.press(channel, await shown(), { customId: customIdOf(thread, token) });
    expect(await pressed()).toMatchObject({ threadKey: thread, pressedAt: keyOf({ channelId: channel.id }) });
  });
});

describe('times', () => {
  test('an interaction that came too late is logged, without its token, and nothing is started', async () => {
    const used = ann.command(channel, 'export');
    // Discord's three seconds are over before the gateway hears of it.
    discord.world.advance(4_000);
    await discord.until(() => discord.rest.calls.find(({ path }) => path.endsWith('/callback')));
    await bot.gateway.stop();
    expect(bot.handled).toEqual([]);
    expect(bot.logged()).toContain('was not answered');
    expect(bot.logged()).not.toContain(used.token);
  });

  test('after fifteen minutes the work is there all the same', async () => {
    const gate = Promise.withResolvers<void>();
    bot.will.wait = gate.promise;
    ann.command(channel, 'export');
    await handled();
    discord.world.advance(16 * 60_000);
    gate.resolve();
    await bot.gateway.stop();
    expect(bot.handled).toHaveLength(1);
  });
});
