import { createDiscordAdapter } from '@chat-adapter/discord';
import { createIoRedisState } from '@chat-adapter/state-ioredis';
import { Chat, ConsoleLogger } from 'chat';
import { DefaultRestOptions } from 'discord.js';

/** The same bot made with Vercel's Chat SDK: its Discord adapter with its own gateway listener, and its state in Redis. */
const { API_ROOT = '', REDIS_URL: url = '' } = process.env;
// The adapter's listener has no setting for where Discord is.
Object.assign(DefaultRestOptions, { api: `${API_ROOT}/api`, globalRequestsPerSecond: 100_000 });
const logger = new ConsoleLogger('error');
const adapter = createDiscordAdapter({
  botToken: 'bench.token.x',
  publicKey: '0'.repeat(64),
  applicationId: '42',
  apiUrl: `${API_ROOT}/api/v10`,
  logger,
});
const bot = new Chat({
  userName: 'bench',
  adapters: { discord: adapter },
  state: createIoRedisState({ url, logger }),
  // By default it drops a message that comes while one of the same chat is worked on.
  concurrency: 'concurrent',
  logger,
});
bot.onDirectMessage(async (thread, message) => {
  await thread.post(`Got it: ${/#\d+/.exec(message.text)?.[0] ?? ''}`);
});
await bot.initialize();
const dayMs = 24 * 60 * 60 * 1000;
await adapter.startGatewayListener({ waitUntil: (task) => void task.catch(() => undefined) }, dayMs);
// It does not tell when it has logged in.
setTimeout(() => process.stdout.write('ready\n'), 3_000);
process.on('SIGTERM', () => process.exit(0));
