import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bot, webhookCallback } from 'grammy';
import { z } from 'zod';
import { createFloorStore } from './store.ts';

/**
 * A Telegram bot of grammY alone, that answers each message and keeps nothing; with `DATABASE_URL`, one that
 * stores it before it answers, in as few steps as can be.
 */
const { API_ROOT, WEBHOOK_SECRET, DATABASE_URL, REDIS_URL } = z
  .object({
    API_ROOT: z.string(),
    WEBHOOK_SECRET: z.string().optional(),
    DATABASE_URL: z.string().optional(),
    REDIS_URL: z.string().default(''),
  })
  .parse(process.env);
const store = DATABASE_URL === undefined ? undefined : await createFloorStore(DATABASE_URL, REDIS_URL);
const bot = new Bot('42:bench', { client: { apiRoot: API_ROOT } });
bot.on('message:text', async (ctx) => {
  const { chat, message_id: id, text } = ctx.message;
  await store?.(`telegram:${chat.id}`, String(id), text);
  await ctx.reply(`Got it: #${id}`, { reply_parameters: { message_id: id } });
});
await bot.init();
if (WEBHOOK_SECRET === undefined) {
  void bot.start();
  process.stdout.write('polling\n');
} else {
  const take = webhookCallback(bot, 'http', { secretToken: WEBHOOK_SECRET });
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook\n`);
  });
}
process.on('SIGTERM', () => process.exit(0));
