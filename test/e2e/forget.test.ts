import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { openEmbedded, type EmbeddedPool } from '#src/store/embedded.ts';
import { createStore } from '#src/store/store.ts';
import { startTelegramWorld, type TelegramWorld } from '#test/adapters/telegram/support.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import type { Channel, Guild } from '#test/fakes/discord/world.ts';
import type { Person } from '#test/fakes/telegram/people.ts';
import type { FakeMessage } from '#test/fakes/telegram/types.ts';
import type { Chat } from '#test/support/chat.ts';
import { dumpAll, tablesWith, type DumpedRow } from '#test/support/dump.ts';
import { tinyClip } from '#test/support/media.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What people are called. It is never needed, so it must stand nowhere, before and after. */
const names = ['Zenobia', 'Quuxington'];
/** What they write, name and own. It must stand nowhere afterwards. */
const texts = ['velociraptor', 'marmalade', 'nmv_usr_zenobias_own'];
const words = messagesFor('en');
const dataDir = mkdtempSync(join(tmpdir(), 'reelay-forget-'));
const secretKey = 'ab'.repeat(32);

let discord: Discord;
let guild: Guild;
let world: TelegramWorld;
let clip: string;
let zoe: Person;
let ann: ReturnType<Discord['person']>;
let page: Chat;
/** Where Ann's clip is worked on. */
let thread: Channel;

beforeAll(async () => {
  clip = await tinyClip();
  discord = await startDiscord();
  guild = discord.guild('Studio');
  world = await startTelegramWorld({
    settings: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DATA_DIR: dataDir,
      SECRET_KEY: secretKey,
      ACCESS: 'pairing',
      ALLOW_GUILDS: guild.id,
      ALLOW_CHATS: '-1001002000001',
      ADMINS: '501000001',
    },
  });
  const boss = world.telegram.person();
  zoe = world.telegram.person({ name: 'Zenobia' });
  Object.assign(zoe.user, { last_name: 'Quuxington', username: 'zenobia_quuxington' });
  ann = discord.person('Zenobia Quuxington');
  page = await world.chat();
  const code = /[A-Z2-9]{8}/.exec((await answer(zoe.say('hello'))).text ?? '')?.[0] ?? '';
  boss.say(`/approve ${code}`);
  await zoe.hears(({ text }) => text === words.access.welcome);
});
afterAll(async () => {
  await world?.stop();
  await discord?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const answer = (to: FakeMessage, person = zoe): Promise<FakeMessage> =>
  person.hears(
    (message) =>
      message.reply_to_message?.message_id === to.message_id &&
      (message.reply_markup !== undefined || !message.text?.startsWith(words.ack({ ahead: 0 }))),
  );
const buttonsOf = (message: FakeMessage): string[] =>
  (message.reply_markup?.inline_keyboard ?? []).flat().map(({ text }) => text);
const last = (to: FakeMessage, person = zoe): Promise<FakeMessage> =>
  world.telegram.until(() =>
    person
      .heard()
      .find(
        (message) => message.reply_to_message?.message_id === to.message_id && buttonsOf(message).length > 0,
      ),
  );

/** Everything that is stored, looked at while nothing runs. `before` is done first. */
async function stored(
  before: (pool: EmbeddedPool) => Promise<void> = async () => undefined,
): Promise<DumpedRow[]> {
  const dumped: DumpedRow[] = [];
  await world.restart(async () => {
    const pool = await openEmbedded(join(dataDir, 'database'));
    await before(pool);
    dumped.push(...(await dumpAll(pool)));
    await pool.close();
  });
  return dumped;
}

/** Files beside the database: updates that were brought, keys, whatever there may be. */
function filesBeside(): string {
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/^(?:database|sandbox|compiled)/.test(name))
    .map((name) => join(dataDir, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => `${path} ${readFileSync(path, 'latin1')}`)
    .join('\n');
}

async function plantOnTelegram(): Promise<void> {
  world.sandbox.control.register('nmv_usr_zenobias_own_token');
  const caption = 'trim to 0.8 seconds, add a title "velociraptor" and export';
  await last(await zoe.send({ kind: 'video', path: clip, name: 'marmalade.mp4', caption }));
  await answer(zoe.say('rename this project to marmalade'));
  zoe.say('/link nmv_usr_zenobias_own_token');
  await zoe.hears(({ text }) => text?.includes(words.linked({ available: 100 }).slice(0, 12)) === true);
  await answer(zoe.say('/new velociraptor'));
  // A wish that waits for a clip.
  await answer(zoe.say('trim my clip, the velociraptor, to 2 seconds'));
  const group = world.telegram.group();
  const [there, other] = [world.telegram.join(zoe, group), world.telegram.member(group)];
  const said = await answer(other.say('/edit generate a 1 second clip of the sea'), other);
  const name = 'rename the project to the velociraptor';
  await answer(there.say(name, { replyTo: said.message_id }), there);
}

async function plantOnDiscord(): Promise<void> {
  const channel = discord.channel(guild, 'clips');
  const asked = ann.say(channel, 'mute the marmalade', {
    mention: true,
    files: [{ name: 'velociraptor.mp4', mime: 'video/mp4', bytes: readFileSync(clip) }],
  });
  thread = await discord.threadOn(asked);
  await discord.botMessage(thread, ({ components }) => (components ?? []).length > 0);
}

const ids = (): { telegram: string; discord: string } => ({
  telegram: String(zoe.user.id),
  discord: ann.user.id,
});

test('before: ids and texts stand where they are needed, names nowhere', async () => {
  await plantOnTelegram();
  await plantOnDiscord();
  await page.ask('mute the velociraptor', [clip]);
  await page.ask('/rename marmalade');
  const dumped = await stored();
  expect(tablesWith(dumped, names)).toEqual({});
  for (const id of Object.values(ids())) expect(tablesWith(dumped, [id])).toHaveProperty('reelay.turns');
  expect(Object.keys(tablesWith(dumped, texts))).toEqual(
    expect.arrayContaining([
      'reelay.chat_events',
      'reelay.deliveries',
      'reelay.media',
      'reelay.projects',
      'reelay.turns',
      'reelay.wishes',
    ]),
  );
  // The token is sealed, and of jobs that are done nothing is kept.
  expect(tablesWith(dumped, ['nmv_usr_'])).toEqual({});
  const planted = [...texts, ...Object.values(ids())];
  expect(Object.keys(tablesWith(dumped, planted)).filter((table) => table.startsWith('bullmq'))).toEqual([]);
  const unsaid = new RegExp([...names, ...texts].join('|'));
  expect(filesBeside()).not.toMatch(unsaid);
  // A log tells which chat it was, and not who or what.
  expect(world.log.join('')).toContain(ids().telegram);
  expect(world.log.join('')).not.toMatch(unsaid);
});

test('/privacy says what is kept, in every adapter and both languages', async () => {
  expect((await answer(zoe.say('/privacy'))).text).toBe(words.account.privacy);
  ann.command(thread, 'privacy');
  await discord.botMessage(thread, ({ content }) => content.includes(words.account.privacy.slice(0, 40)));
  const zh = await world.chat({ language: 'zh' });
  expect((await zh.ask('隐私')).text).toBe(messagesFor('zh').account.privacy);
});

describe('/forget', () => {
  test('deletes it all, on each platform what is that platform’s', async () => {
    const asked = await last(zoe.say('/forget'));
    zoe.press(asked, words.account.forgetConfirm);
    await zoe.hears(
      ({ text }) => text?.includes(words.account.forgotten({ url: world.sandbox.url }).slice(0, 20)) === true,
    );

    ann.command(thread, 'forget');
    const label = words.account.forgetConfirm;
    const question = await discord.botMessage(thread, ({ components }) =>
      JSON.stringify(components).includes(label),
    );
    ann.press(thread, question, { label });
    await discord.botMessage(thread, ({ content }) => content.includes('Done: what I kept'));

    page = await world.chat({ threadId: page.threadId });
    const { buttons } = await page.ask('/forget');
    await page.lastWord((await page.press(buttons[0]!.token)).messageId!);

    const dumped = await stored(async (pool) => {
      // What the sweep does a minute after the answer has arrived.
      const store = createStore({ pool, secretKeys: { key: Buffer.from(secretKey, 'hex'), others: [] } });
      await store.people.purge(0);
    });
    expect(tablesWith(dumped, names)).toEqual({});
    expect(tablesWith(dumped, texts)).toEqual({});
    expect(tablesWith(dumped, Object.values(ids()))).toEqual({});
    // Nobody signs in at the page: its chat is known by an address that was drawn by lot, and that stays, empty.
    expect(tablesWith(dumped, [page.threadId])).toEqual({
      'reelay.chat_threads': expect.stringMatching(/^\(web:[\w-]+(?:,\d+)*\)$/),
    });
    expect(filesBeside()).not.toMatch(new RegExp([...names, ...texts, ...Object.values(ids())].join('|')));
  });

  test('and of the others in a shared chat nothing', async () => {
    expect(tablesWith(await stored(), ['a 1 second clip of the sea'])).toHaveProperty('reelay.turns');
  });
});
