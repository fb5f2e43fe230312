import { Client, Events, GatewayIntentBits, Partials } from 'discord.js';
import { z } from 'zod';
import { createFloorStore } from './store.ts';

/**
 * A Discord bot of discord.js alone, that answers each message and keeps nothing; with `DATABASE_URL`, one that
 * stores it before it answers, in as few steps as can be.
 */
const { API_ROOT, DATABASE_URL, REDIS_URL } = z
  .object({ API_ROOT: z.string(), DATABASE_URL: z.string().optional(), REDIS_URL: z.string().default('') })
  .parse(process.env);
const store = DATABASE_URL === undefined ? undefined : await createFloorStore(DATABASE_URL, REDIS_URL);
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages, GatewayIntentBits.MessageContent],
  partials: [Partials.Channel],
  // By itself it would send no more than fifty a second.
  rest: { api: `${API_ROOT}/api`, globalRequestsPerSecond: 100_000 },
});
client.on(Events.MessageCreate, (message) => {
  if (message.author.bot) return;
  void (async () => {
    await store?.(`discord:${message.channelId}`, message.id, message.content);
    await message.reply(`Got it: ${/#\d+/.exec(message.content)?.[0] ?? ''}`);
  })();
});
client.once(Events.ClientReady, () => process.stdout.write('ready\n'));
await client.login('bench.token.x');
process.on('SIGTERM', () => process.exit(0));
