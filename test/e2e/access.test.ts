import { PermissionFlagsBits } from 'discord-api-types/v10';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Locale } from '#src/core/message.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { startTelegramWorld, type TelegramWorld } from '#test/adapters/telegram/support.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import type { Channel, Guild } from '#test/fakes/discord/world.ts';
import type { Person } from '#test/fakes/telegram/people.ts';
import type { FakeMessage } from '#test/fakes/telegram/types.ts';
import { tinyClip } from '#test/support/media.ts';

/** The operator's own token: whoever is let in spends its credits. */
const token = 'nmv_usr_the_operators_own';
const words = messagesFor('en');
const plain = (markdown: string): string => markdown.replaceAll(/\*\*|`/g, '');
const start = (markdown: string): string => plain(markdown).slice(0, 30);
/** A message of Discord's as it reads, without its escapes. */
const read = ({ content }: { content: string }): string => content.replaceAll('\\', '');
const codeIn = (text: string | undefined): string => /[A-Z2-9]{8}/.exec(text ?? '')?.[0] ?? 'none';

let discord: Discord;
let world: TelegramWorld;
let open: Guild;
let closed: Guild;
let boss: Person;
/** The admin of Discord. */
let chief: ReturnType<Discord['person']>;
let clip: string;

beforeAll(async () => {
  clip = await tinyClip();
  discord = await startDiscord();
  open = discord.guild('Studio');
  closed = discord.guild('Elsewhere');
  chief = discord.person('Chief');
  world = await startTelegramWorld({
    settings: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      NEMO_TOKEN: token,
      ACCESS: 'pairing',
      ALLOW_GUILDS: open.id,
      // The stand-in's first group and first person have these.
      ALLOW_CHATS: '-1001002000001',
      ADMINS: `501000001,${chief.user.id}`,
    },
  });
  boss = world.telegram.person();
});
afterAll(async () => {
  await world?.stop();
  await discord?.stop();
});
beforeEach(() => {
  world.sandbox.control.reset();
  world.sandbox.control.register(token);
});

const hearsAnswer = (person: Person, to: FakeMessage): Promise<FakeMessage> =>
  person.hears(({ reply_to_message: answered }) => answered?.message_id === to.message_id);
/** What was asked of the editor. */
const calls = (): Record<string, number> =>
  Object.fromEntries(
    Object.entries(world.sandbox.control.calls().byEndpoint).filter(([, count]) => count > 0),
  );

/** Lets the admin approve what a stranger was told. */
async function approve(told: string | undefined): Promise<string> {
  const answer = await hearsAnswer(boss, boss.say(`/approve ${codeIn(told)}`));
  return answer.text ?? '';
}

describe.each<Locale>(['en', 'zh'])('Telegram, in %s', (locale) => {
  const { access, help } = messagesFor(locale);

  test('a stranger gets a code, and nothing is sent to the editor; approved, they are told and begin', async () => {
    const mia = world.telegram.person({ language: locale });
    const told = await hearsAnswer(mia, await mia.send({ kind: 'video', path: clip, caption: 'mute' }));
    expect(told.text).toBe(plain(access.code({ code: codeIn(told.text), minutes: 60 })));
    expect(calls()).toEqual({});
    expect(await approve(told.text)).toBe(plain(words.access.approved({ id: String(mia.user.id) })));
    await mia.hears(({ text }) => text === plain(access.welcome));
    expect((await hearsAnswer(mia, mia.say('/help'))).text).toContain(start(help));
    expect(mia.heard()).toHaveLength(3);
    expect(calls()).toEqual({});
  });
});

test('Telegram: a listed group is open to all in it, another stays silent, whoever was approved', async () => {
  const listed = world.telegram.group();
  expect(listed.id).toBe(-1_001_002_000_001);
  const ben = world.telegram.member(listed);
  expect((await hearsAnswer(ben, ben.say('/help'))).text).toContain(start(words.help));

  const mia = world.telegram.person();
  const told = await hearsAnswer(mia, mia.say('hello'));
  await approve(told.text);
  const strange = world.telegram.group();
  const [ann, miaThere] = [world.telegram.member(strange), world.telegram.join(mia, strange)];
  miaThere.say('/credits');
  ann.say('/help');
  await ann.send({ kind: 'video', path: clip, caption: '/edit trim it', claimedBytes: 31 * 1024 ** 2 });
  ann.say('/link nmv_usr_written_in_a_group');
  // A group is taken in order, and an admin may wherever they are.
  const there = world.telegram.join(boss, strange);
  await hearsAnswer(there, there.say('/help'));
  expect(there.heard()).toHaveLength(1);
  expect(calls()).toEqual({});
});

test('Telegram: a hint about what the bot sees comes in listed groups alone, whoever lets it in', async () => {
  const listed = world.telegram.state.chats.get(-1_001_002_000_001)!;
  const strange = world.telegram.group();
  const there = world.telegram.join(boss, strange);
  for (const group of [strange, listed]) {
    group.bot.status = 'left';
    world.telegram.admit(group, 'member', boss.user);
  }
  const ben = world.telegram.member(listed);
  await ben.hears(({ text }) => text === words.limitedSight);
  // The strange group came first, and a command there is answered after it.
  await hearsAnswer(there, there.say('/help'));
  expect(there.heard()).toHaveLength(1);
});

test('an approval is taken back by its id, and the person is a stranger again', async () => {
  const mia = world.telegram.person();
  await approve((await hearsAnswer(mia, mia.say('hello'))).text);
  await mia.hears(({ text }) => text === plain(words.access.welcome));
  const id = String(mia.user.id);
  expect((await hearsAnswer(boss, boss.say('/approved'))).text).toContain(id);
  expect((await hearsAnswer(boss, boss.say(`/revoke ${id}`))).text).toBe(plain(words.access.revoked({ id })));
  expect(codeIn((await hearsAnswer(mia, mia.say('/help'))).text)).not.toBe('none');

  // In Discord the same, seen by the admin alone.
  const ann = discord.person('Ann');
  ann.say(ann.dm(), 'hello');
  const told = await discord.botMessage(ann.dm(), ({ content }) => codeIn(content) !== 'none');
  const channel = discord.channel(open, 'office');
  const heardAlone = (count: number): Promise<string> =>
    discord.until(() => discord.seenOnlyBy(chief, channel)[count - 1]?.message.content || undefined);
  chief.command(channel, 'approve', { code: codeIn(told.content) });
  expect(await heardAlone(1)).toBe(words.access.approved({ id: ann.user.id }));
  await discord.botMessage(ann.dm(), ({ content }) => content.includes(words.access.welcome));
  chief.command(channel, 'approved');
  expect(await heardAlone(2)).toContain(`Discord \`${ann.user.id}\``);
  chief.command(channel, 'revoke', { person: ann.user.id });
  expect(await heardAlone(3)).toBe(words.access.revoked({ id: ann.user.id }));
  expect(discord.fromBot(channel)).toEqual([]);
});

describe('Discord', () => {
  const dmText = async (who: ReturnType<Discord['person']>, fits: (text: string) => boolean) =>
    (await discord.botMessage(who.dm(), ({ content }) => fits(content))).content;
  let elsewhere: Channel;
  beforeEach(() => {
    elsewhere = discord.channel(closed, 'clips');
  });

  test.each<Locale>(['en', 'zh'])(
    'a direct message gets a code, an approval the welcome (%s)',
    async (locale) => {
      const { access } = messagesFor(locale);
      const ann = discord.person('Ann');
      ann.say(ann.dm(), locale === 'zh' ? '剪掉停顿' : 'trim the pauses', { files: [clip] });
      const told = await dmText(ann, (text) => codeIn(text) !== 'none');
      expect(told).toContain(access.code({ code: codeIn(told), minutes: 60 }).slice(0, 12));
      expect(calls()).toEqual({});
      await approve(told);
      await dmText(ann, (text) => text.includes(access.welcome));
      ann.say(ann.dm(), 'trim to 0.5 seconds', { files: [clip] });
      await discord.botMessage(ann.dm(), ({ components }) => (components ?? []).length > 0);
    },
  );

  test('a listed server is open to all in it', async () => {
    const ann = discord.person('Ann');
    const channel = discord.channel(open, 'clips');
    const asked = ann.say(channel, 'trim to 0.5 seconds', { mention: true, files: [clip] });
    const thread = await discord.threadOn(asked);
    const answer = await discord.botMessage(thread, ({ components }) => (components ?? []).length > 0);
    ann.press(thread, answer, { label: words.button.timeline });
    // The status, the answer, and what the button brings.
    await discord.until(() => discord.fromBot(thread).length === 3);
  });

  test('in another server no thread is opened and nobody hears a word; a command is answered to its author alone', async () => {
    const ann = discord.person('Ann');
    const asked = ann.say(elsewhere, 'trim it', { mention: true, files: [clip] });
    ann.say(elsewhere, 'x'.repeat(4_001), { mention: true });
    ann.command(elsewhere, 'edit', { prompt: 'trim it', file: { file: clip } });
    const seen = await discord.until(() =>
      discord.seenOnlyBy(ann, elsewhere).find(({ message }) => message.content !== ''),
    );
    expect(seen.message.content).toBe(words.errors['access.closed']({}));
    const form = ann.command(elsewhere, 'link');
    await discord.until(() => form.modal);
    ann.submit(elsewhere, form, 'nmv_usr_a_token_of_anns_own');
    await discord.until(() => discord.seenOnlyBy(ann, elsewhere).length > 1);
    expect(discord.fromBot(elsewhere)).toEqual([]);
    expect(discord.world.channels.has(asked.id)).toBe(false);
    expect(calls()).toEqual({});
  });
});

describe.each<Locale>(['en', 'zh'])('/doctor in %s', (locale) => {
  const { doctor } = messagesFor(locale);
  const healthy = doctor.found['nemo.credits']({ available: 100 });

  test('Telegram: admins are told about this process and this chat, others get a polite no', async () => {
    const group = world.telegram.state.chats.get(-1_001_002_000_001) ?? world.telegram.group();
    const [there, mia] = [
      world.telegram.join(boss, group),
      world.telegram.member(group, 'member', { language: locale }),
    ];
    there.user.language_code = locale;
    const report = plain((await hearsAnswer(there, there.say('/doctor'))).text ?? '');
    expect(report).toContain(plain(doctor.found['telegram.privacy-mode']({})));
    expect(report).toContain(plain(healthy));
    expect(report).not.toMatch(new RegExp(`${token}|${world.telegram.token}|${discord.token}`));
    expect((await hearsAnswer(mia, mia.say('/doctor'))).text).toBe(plain(doctor.adminsOnly));
  });

  test('Discord: the same, with what the bot may do in this channel', async () => {
    const channel = discord.channel(open, 'clips');
    channel.denied = PermissionFlagsBits.EmbedLinks;
    const ann = discord.person('Ann');
    for (const { user } of [chief, ann]) user.locale = locale === 'zh' ? 'zh-CN' : 'en-US';
    chief.command(channel, 'doctor');
    const report = await discord.botMessage(channel, (message) => read(message).includes(healthy));
    expect(read(report)).toContain(doctor.found['discord.here-less']({ missing: ['Embed Links'] }));
    expect(read(report)).not.toMatch(new RegExp(`${token}|${discord.token}`));
    ann.command(channel, 'doctor');
    await discord.botMessage(channel, (message) => read(message).includes(doctor.adminsOnly));
  });

  test('the web chat has no admins', async () => {
    const chat = await world.chat({ language: locale });
    expect((await chat.ask('/doctor')).text).toBe(doctor.adminsOnly);
  });
});

test('the web chat has its own door: whoever is let in there needs no list, and approves nobody', async () => {
  const chat = await world.chat();
  expect((await chat.ask('', [clip])).kind).toBe('info');
  expect((await chat.ask('/approve AAAAAAAA')).text).toBe(words.access.adminsOnly);
  const zh = await world.chat({ language: 'zh' });
  expect((await zh.ask('/approve AAAAAAAA')).text).toBe(messagesFor('zh').access.adminsOnly);
  expect(world.sandbox.control.calls().runs).toEqual([]);
});

test('approvals last through a restart', async () => {
  const mia = world.telegram.person();
  await approve((await hearsAnswer(mia, mia.say('hello'))).text);
  await mia.hears(({ text }) => text === plain(words.access.welcome));
  await world.restart();
  expect((await hearsAnswer(mia, mia.say('/help'))).text).toContain(start(words.help));
});
