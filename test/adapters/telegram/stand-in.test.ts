import { existsSync } from 'node:fs';
import { Api } from 'grammy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '#test/fakes/telegram/people.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import { specFile } from '#test/fakes/telegram/spec.ts';
import { tinyClip } from '#test/support/media.ts';
import { mention } from '#test/support/requirements.ts';

/** What the tests above lean on: the stand-in is as strict as Telegram. */
let telegram: FakeTelegram;
let api: Api;
let mia: Person;

beforeAll(async () => {
  telegram = await startTelegram();
  api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
  mia = telegram.person();
});
afterAll(() => telegram.stop());

const refused = (call: Promise<unknown>, code: number, words: RegExp): Promise<void> =>
  expect(call).rejects.toMatchObject({ error_code: code, description: expect.stringMatching(words) });
const raw = (method: string, params: object): Promise<unknown> =>
  (api.raw as unknown as Record<string, (params: object) => Promise<unknown>>)[method]!(params);

describe('texts', () => {
  test.each([
    ['', /text is empty/],
    ['x'.repeat(4_097), /too long/],
    ['<b>open', /can't find end tag/i],
    ['<b>a</i>', /unmatched end tag/i],
    ['a < b', /unsupported start tag/i],
    ['<script>x</script>', /unsupported start tag/i],
  ])('%j', async (text, words) => {
    await refused(api.sendMessage(mia.chat.id, text, { parse_mode: 'HTML' }), 400, words);
  });

  test('what is shown counts, not its markup', async () => {
    const sent = await api.sendMessage(mia.chat.id, `<b>${'&amp;'.repeat(4_096)}</b>`, {
      parse_mode: 'HTML',
    });
    expect(sent.text).toBe('&'.repeat(4_096));
  });

  test('an edit into the same is refused', async () => {
    const { message_id: id } = await api.sendMessage(mia.chat.id, 'same');
    await refused(api.editMessageText(mia.chat.id, id, 'same'), 400, /not modified/);
  });

  test('a quote of nothing is refused, unless it may be left out', async () => {
    const reply_parameters = { message_id: 987_654 };
    await refused(api.sendMessage(mia.chat.id, 'x', { reply_parameters }), 400, /replied not found/);
  });
});

test('a button holds 64 bytes', async () => {
  const send = (data: string) =>
    api.sendMessage(mia.chat.id, 'x', {
      reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: data }]] },
    });
  await send('x'.repeat(64));
  await refused(send('猫'.repeat(22)), 400, /BUTTON_DATA_INVALID/);
});

test('the General topic is not written to by its number', async () => {
  const group = telegram.group({ forum: true });
  await refused(api.sendMessage(group.id, 'x', { message_thread_id: 1 }), 400, /thread not found/);
  await api.sendMessage(group.id, 'x');
});

test('updates are given again until a higher number confirms them', async () => {
  mia.say('one');
  mia.say('two');
  const [one, two] = await api.getUpdates();
  expect(await api.getUpdates({ offset: one!.update_id })).toHaveLength(2);
  expect(await api.getUpdates({ offset: two!.update_id })).toEqual([two]);
  expect(await api.getUpdates({ offset: two!.update_id + 1 })).toEqual([]);
});

test('of two pollers the first is sent away; a webhook shuts both out', async () => {
  const first = api.getUpdates({ timeout: 30 });
  const told = refused(first, 409, /only one bot instance/);
  await telegram.until(
    () => telegram.callsOf('getUpdates').some(({ timeout }) => timeout === 30) || undefined,
  );
  await api.getUpdates();
  await told;
  await api.setWebhook('https://bot.example.com/x');
  await refused(api.getUpdates(), 409, /webhook is active/);
  await api.deleteWebhook();
});

test('a webhook needs TLS, and a secret of plain letters', async () => {
  await refused(api.setWebhook('http://bot.example.com/x'), 400, /HTTPS/);
  await refused(api.setWebhook('https://bot.example.com/x', { secret_token: 'two words' }), 400, /unallowed/);
});

test('a press is answered in time or not at all, and forgotten after 150 seconds', async () => {
  const message = mia.say('x');
  const id = mia.pressData(message, 'data');
  telegram.pass(20_000);
  await refused(api.answerCallbackQuery(id), 400, /too old/);
  const waiting = (): number =>
    telegram.state.queue.pending().filter((one) => 'callback_query' in one).length;
  expect(waiting()).toBe(1);
  telegram.pass(140_000);
  await api.getUpdates();
  expect(waiting()).toBe(0);
});

test('over 20 MB there is no download, and an old link is dead', async () => {
  const sent = await mia.send({ kind: 'video', path: await tinyClip() });
  const file = await api.getFile(sent.video!.file_id);
  const link = `${telegram.apiRoot}/file/bot${telegram.token}/${file.file_path}`;
  expect((await fetch(link)).status).toBe(200);
  expect((await fetch(link.replace(telegram.token, '1:wrong'))).status).toBe(401);
  telegram.state.files.expireLinks();
  expect((await fetch(link)).status).toBe(404);
});

test('a wrong token, and a method that is none', async () => {
  await refused(new Api('1:wrong', { apiRoot: telegram.apiRoot }).getMe(), 401, /Unauthorized/);
  await refused(raw('sendNothing', {}), 404, /Not Found/);
});

const hasSpec = existsSync(specFile);
const misshapen = [
  ['sendMessage', { text: 'x' }, /needs chat_id/],
  ['sendMessage', { chat_id: 5, text: 7 }, /text must be String/],
  ['sendMessage', { chat_id: 5, text: 'x', txt: 'x' }, /no field txt/],
  ['sendMessage', { chat_id: 5, text: 'x', reply_parameters: { allow: true } }, /no field allow/],
  [
    'sendMessage',
    { chat_id: 5, text: 'x', reply_markup: { inline_keyboard: [{ text: 'a' }] } },
    /must be an array/,
  ],
  ['setMyCommands', { commands: [{ command: 'a' }] }, /needs description/],
  ['getUpdates', { allowed_updates: 'message' }, /must be an array/],
] as const;

if (hasSpec) {
  test.each(misshapen)(
    '%s with %j is not what the official description allows',
    async (method, params, words) => {
      await refused(raw(method, params), 400, words);
    },
  );
} else {
  test('calls checked by the official description', ({ skip }) => {
    mention('calls checked by the official Bot API description', 'its file is not beside the project');
    skip();
  });
}
