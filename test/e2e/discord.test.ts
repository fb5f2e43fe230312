import { afterAll, beforeAll, expect, test } from 'vitest';
import { messagesFor } from '#src/i18n/index.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import { speechClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

const words = messagesFor('en');
let discord: Discord;
let world: World;

beforeAll(async () => {
  discord = await startDiscord();
  discord.guild('Studio');
  world = await startWorld({ settings: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl } });
});
afterAll(async () => {
  await world?.stop();
  await discord?.stop();
});

test('a clip in a channel becomes a thread, a moving status and an MP4', async () => {
  const [guild] = [...discord.world.guilds.values()];
  const channel = discord.channel(guild!, 'clips');
  const ann = discord.person('Ann');
  const asked = ann.say(channel, 'trim the pauses, add a title "Urban Dreams" and export', {
    mention: true,
    files: [await speechClip()],
  });
  const thread = await discord.threadOn(asked);
  expect(thread.name).toBe('speech');
  const result = await discord.botMessage(thread, (message) => message.attachments.length > 0);
  expect(result.content).toContain(words.cost({ spent: 10, left: 90 }));
});
