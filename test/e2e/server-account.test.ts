import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { startTelegramWorld, type TelegramWorld } from '#test/adapters/telegram/support.ts';
import type { Person } from '#test/fakes/discord/people.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import type { Channel, Guild } from '#test/fakes/discord/world.ts';
import type { Person as Member } from '#test/fakes/telegram/people.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

vi.setConfig({ testTimeout: 60_000 });

const words = messagesFor('en');
const token = 'nmv_usr_the_whole_studio_pays';
const credits = (available: number): string => words.credits({ available, frozen: 0, total: 100 });
const plain = (markdown: string): string => markdown.replaceAll(/\*\*|`/g, '');

describe('a Discord server’s account', () => {
  let discord: Discord;
  let world: World;
  let guild: Guild;
  let channel: Channel;
  let mona: Person;
  let ben: Person;

  beforeAll(async () => {
    discord = await startDiscord();
    world = await startWorld({ settings: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl } });
  });
  afterAll(async () => {
    await world.stop();
    await discord.stop();
  });
  beforeEach(() => {
    world.sandbox.control.reset();
    world.sandbox.control.register(token);
    guild = discord.guild('Studio');
    channel = discord.channel(guild, 'clips');
    mona = discord.person('Mona', { manager: true });
    ben = discord.person('Ben');
  });

  const says = (place: Channel, text: string): Promise<unknown> =>
    discord.until(() => discord.fromBot(place).some(({ content }) => content.includes(text)) || undefined);
  const whispers = (to: Person, text: string): Promise<unknown> =>
    discord.until(
      () => discord.seenOnlyBy(to, channel).some(({ message }) => message.content === text) || undefined,
    );

  async function link(): Promise<void> {
    const used = mona.command(channel, 'link', { for: 'server' });
    await discord.until(() => used.modal);
    mona.submit(channel, used, token);
    await whispers(mona, words.account.sharedLinked({ available: 100, word: 'server' }));
  }

  test('pays for everybody there, is told by credits, and goes when who may says so', async () => {
    await link();
    const asked = ben.say(channel, 'mute', { mention: true, files: [await tinyClip()] });
    const thread = await discord.threadOn(asked);
    await says(thread, words.cost({ spent: 5, left: 95 }));
    // Nobody needed a starter token.
    expect(world.sandbox.control.calls().byEndpoint.token).toBe(0);
    ben.say(thread, 'credits');
    await says(thread, `${credits(95)}\n${words.account.whoseCredits({ whose: 'shared', word: 'server' })}`);

    ben.command(channel, 'unlink', { for: 'server' });
    await says(channel, words.errors['account.managers-only']({}));
    ben.say(thread, "unlink the server's account");
    await says(thread, words.errors['account.managers-only']({}));
    mona.command(thread, 'unlink', { for: 'server' });
    await says(thread, words.account.sharedUnlinked({ here: ['tiny'], elsewhere: 0, word: 'server' }));
    ben.say(thread, 'mute');
    await says(thread, words.errors['account.gone']({}));
    mona.command(thread, 'unlink', { for: 'server' });
    await says(thread, words.account.noneShared({ word: 'server' }));
    expect(world.log.join('')).not.toContain(token.slice(8));
  });

  test('is that server’s alone, and comes behind one’s own', async () => {
    await link();
    const other = discord.channel(discord.guild('Another'), 'clips');
    ben.say(other, 'mute', { mention: true, files: [await tinyClip()] });
    await discord.until(() => world.sandbox.control.calls().byEndpoint.token === 1 || undefined);
    ben.say(channel, '/link server', { mention: true });
    await says(channel, words.account.howToShare({ by: 'form', space: guild.id, word: 'server' }));
  });

  test('whose token has run out says who can replace it', async () => {
    await link();
    const asked = ben.say(channel, 'mute', { mention: true, files: [await tinyClip()] });
    const thread = await discord.threadOn(asked);
    await says(thread, words.cost({ spent: 5, left: 95 }));
    world.sandbox.control.expire('tokens');
    ben.say(thread, 'credits');
    await says(thread, words.errors['account.expired']({ kind: 'shared' }));
  });
});

describe('a Telegram group’s account', () => {
  let world: TelegramWorld;
  let mia: Member;
  beforeAll(async () => {
    world = await startTelegramWorld();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.sandbox.control.reset();
    world.sandbox.control.register(token);
    mia = world.telegram.person();
  });
  const hears = (by: Member, text: string): Promise<unknown> =>
    by.hears((message) => plain(message.text ?? '').includes(plain(text)));

  test('is linked in private by an admin, pays for the group, moves with it, and goes', async () => {
    const group = world.telegram.group({ basic: true });
    const ben = world.telegram.member(group);
    ben.say('/link@reelay_test_bot group');
    await hears(ben, words.account.howToShare({ by: 'private', space: String(group.id), word: 'group' }));
    mia.say(`/link ${group.id} ${token}`);
    await hears(mia, words.errors['account.managers-only']({}));
    const admin = world.telegram.join(mia, group, 'administrator');
    const said = mia.say(`/link ${group.id} ${token}`);
    await hears(mia, words.account.sharedLinked({ available: 100, word: 'group' }));
    expect(mia.chat.messages).not.toContain(said);
    const asked = '/credits@reelay_test_bot';
    ben.say(asked);
    const ofGroup = words.account.whoseCredits({ whose: 'shared', word: 'group' });
    const theirs = `${credits(100)}\n${ofGroup}`;
    await hears(ben, theirs);

    const now = world.telegram.upgrade(group);
    const later = world.telegram.member(now);
    later.say(asked);
    await hears(later, theirs);
    later.say('/unlink@reelay_test_bot group');
    await hears(later, words.errors['account.managers-only']({}));
    world.telegram.join(admin, now, 'administrator').say('/unlink@reelay_test_bot group');
    await hears(later, words.account.sharedUnlinked({ here: [], elsewhere: 0, word: 'group' }));
    later.say(asked);
    await later.hears(
      ({ text = '' }) => plain(text).includes(plain(credits(100))) && !text.includes(ofGroup),
    );
    expect(world.sandbox.control.calls().byEndpoint.token).toBe(1);
    expect(JSON.stringify(later.heard())).not.toContain(token);
  });

  test('has no place in a private chat', async () => {
    mia.say('/link group');
    await hears(mia, words.account.nothingShared);
    mia.say('/unlink group');
    await hears(mia, words.account.nothingShared);
  });
});
