import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Locale } from '#src/core/message.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { startTelegramWorld, type TelegramWorld } from '#test/adapters/telegram/support.ts';
import { tinyClip } from '#test/support/media.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import type { Person } from '#test/fakes/telegram/people.ts';

const plain = (markdown: string): string => markdown.replaceAll(/\*\*|`/g, '');
/** What new footage is refused with: it costs more than a whole day's budget, whatever was used. */
const refusal = (locale: Locale): string =>
  plain(
    messagesFor(locale).errors['limit.daily']({
      of: 'user',
      budget: 12,
      used: 0,
      reserved: 0,
      usual: 100,
      opensInMs: 0,
    }),
  );
const wish: Record<Locale, string> = { en: 'generate a video of the sea', zh: '生成一段海边的视频' };

let discord: Discord;
let world: TelegramWorld;
let boss: Person;
let chief: ReturnType<Discord['person']>;

beforeAll(async () => {
  discord = await startDiscord();
  chief = discord.person('Chief');
  world = await startTelegramWorld({
    settings: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      ACCESS: 'open',
      ADMINS: `501000001,${chief.user.id}`,
      USER_DAILY_CREDITS: '12',
    },
  });
  boss = world.telegram.person();
});
afterAll(async () => {
  await world?.stop();
  await discord?.stop();
});

describe.each<Locale>(['en', 'zh'])('over the daily budget, in %s', (locale) => {
  const words = messagesFor(locale);

  test('in the web chat, and credits say why', async () => {
    const chat = await world.chat({ language: locale });
    const refused = await chat.ask(wish[locale]);
    expect(plain(refused.text)).toContain(refusal(locale));
    expect(refused.buttons.map(({ label }) => label)).toEqual([words.button.retry, words.button.link]);
    const used = words.budget.today({ used: 0, reserved: 0, budget: 12, opensInMs: 0 });
    expect((await chat.ask('/credits')).text).toContain(used.split(/\. A|。UTC/)[0]);
  });

  test('in Telegram', async () => {
    const mia = world.telegram.person({ language: locale });
    const asked = mia.say(wish[locale]);
    const refused = await mia.hears(
      ({ reply_to_message: to, reply_markup: keyboard }) =>
        to?.message_id === asked.message_id && keyboard !== undefined,
    );
    expect(refused.text).toContain(refusal(locale));
  });

  test('in Discord', async () => {
    const ann = discord.person('Ann');
    ann.say(ann.dm(), wish[locale]);
    const refused = await discord.botMessage(ann.dm(), ({ components }) => (components ?? []).length > 0);
    expect(plain(refused.content.replaceAll('\\', ''))).toContain(refusal(locale));
  });
});

test('an admin sees the usage, with a file, in Telegram and Discord; nobody else does', async () => {
  const words = messagesFor('en').usage;
  await (await world.chat()).ask('mute', [await tinyClip()]);
  boss.say('/usage');
  const told = await boss.hears(({ document }) => document !== undefined);
  expect(told.caption).toContain(plain(words.table(empty(7, 0)).split('**')[1] ?? 'nothing'));
  expect(told.document).toMatchObject({ file_name: 'usage-7d.csv' });
  chief.say(chief.dm(), 'usage today');
  const said = await discord.botMessage(chief.dm(), ({ attachments }) => attachments.length > 0);
  expect(said.attachments[0]).toMatchObject({ filename: 'usage-1d.csv' });
  const eve = world.telegram.person();
  const refused = eve.say('/usage');
  await eve.hears(
    ({ text, reply_to_message: to }) =>
      to?.message_id === refused.message_id && text === plain(words.adminsOnly),
  );
  expect((await (await world.chat()).ask('/usage')).text).toBe(words.adminsOnly);
});

const empty = (days: 1 | 7, total: number) => ({
  days,
  total,
  byDay: { shown: [], more: 0 },
  byUser: { shown: [], more: 0 },
  byPlace: { shown: [], more: 0 },
});
