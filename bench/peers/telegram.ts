import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIoRedisState } from '@chat-adapter/state-ioredis';
import { createTelegramAdapter } from '@chat-adapter/telegram';
import { Chat, ConsoleLogger } from 'chat';

/** The same bot made with Vercel's Chat SDK: its Telegram adapter, and its state in Redis. */
const { API_ROOT: apiUrl = '', WEBHOOK_SECRET: secretToken, REDIS_URL: url = '' } = process.env;
const logger = new ConsoleLogger('error');
const bot = new Chat({
  userName: 'bench_bot',
  adapters: {
    telegram: createTelegramAdapter({
      botToken: '42:bench',
      apiUrl,
      logger,
      mode: secretToken === undefined ? 'polling' : 'webhook',
      ...(secretToken === undefined ? {} : { secretToken }),
    }),
  },
  state: createIoRedisState({ url, logger }),
  // By default it drops a message that comes while one of the same chat is worked on.
  concurrency: 'concurrent',
  logger,
});
bot.onDirectMessage(async (thread, message) => {
  await thread.post(`Got it: ${/#\d+/.exec(message.text)?.[0] ?? ''}`);
});
await bot.initialize();
if (secretToken === undefined) process.stdout.write('polling\n');
else {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.entries(request.headers).map(([k, v]): [string, string] => [k, String(v)]);
      const call = new Request('http://127.0.0.1/hook', {
        method: 'POST',
        headers,
        body: Buffer.concat(chunks),
      });
      const answered = bot.webhooks.telegram?.(call, {
        waitUntil: (task) => void task.catch(() => undefined),
      });
      void Promise.resolve(answered).then(
        (answer) => response.writeHead(answer?.status ?? 404).end(),
        () => response.writeHead(500).end(),
      );
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook\n`);
  });
}
process.on('SIGTERM', () => process.exit(0));
