import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fileSize } from '#src/i18n/format.ts';
import { messagesFor } from '#src/i18n/index.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import { clipOf, tinyClip } from '#test/support/media.ts';
import { startWorld, type World } from '#test/support/world.ts';

/** What a person sees on the platforms themselves while something takes its time. */
const words = messagesFor('en');
/** More than all buffers on the way hold, and as much as Telegram's own server gives. */
const clipMb = 18;
const ofAll = `of ${fileSize(clipMb * 1024 ** 2)})`;

let world: World;
let telegram: FakeTelegram;
let discord: Discord;
beforeAll(async () => {
  telegram = await startTelegram();
  discord = await startDiscord();
  world = await startWorld({
    settings: {
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
    },
  });
});
afterAll(async () => {
  await world.stop();
  await telegram.stop();
  await discord.stop();
});
beforeEach(() => world.sandbox.control.reset());

const stage = (...told: Parameters<typeof words.stage>): string => words.stage(...told);
const rendering = (share: number): string =>
  stage({ stage: 'rendering', elapsedMs: 0, progress: { by: 'count', share } }).split('\n')[1]!;
const uploading = stage({ stage: 'uploading', elapsedMs: 0 });
const isPartOf = (text: string | undefined): boolean =>
  text?.startsWith(uploading) === true && /▰▱/.test(text) && text.includes(ofAll);

/** The backend says how far it is, as a percentage, until it is told to go on. */
function say(percent: number): void {
  const { control } = world.sandbox;
  control.clearFaults();
  const body = JSON.stringify({ status: 'processing', progress: percent });
  const action = { status: 200, body, contentType: 'application/json' };
  control.fault({ endpoint: 'render_status', times: 1_000_000, action });
}

describe('on Telegram', () => {
  test('a clip on its way to the editor has a bar of its bytes', async () => {
    const { control } = world.sandbox;
    const mia = telegram.person();
    control.hold('upload');
    await mia.send({ kind: 'video', path: await clipOf(clipMb), caption: 'trim to 4 seconds' });
    await mia.hears(({ text }) => isPartOf(text));
    control.release('upload');
    await control.waitFor('run_sse', 1);
    expect(control.calls().uploads).toMatchObject([{ bytes: clipMb * 1024 ** 2 }]);
  });

  test('a render has a bar of what the editor says', async () => {
    const mia = telegram.person();
    say(40);
    await mia.send({ kind: 'video', path: await tinyClip(), caption: 'mute and export' });
    const status = await mia.hears(({ text }) => text?.includes(rendering(0.4)) === true);
    say(80);
    await mia.hears(
      ({ text, message_id: id }) => id === status.message_id && text?.includes(rendering(0.8)) === true,
    );
    world.sandbox.control.clearFaults();
    await mia.hears(({ video }) => video !== undefined);
  });
});

describe('on Discord', () => {
  test('a clip that the editor could not fetch itself has a bar of its bytes', async () => {
    const { control } = world.sandbox;
    const ann = discord.person('Ann');
    control.fault({ endpoint: 'upload', action: { status: 400, code: 4003 } });
    control.hold('upload');
    ann.say(ann.dm(), 'trim to 4 seconds', { files: [await clipOf(clipMb)] });
    await control.waitFor('upload', 1);
    // While the editor fetches it nobody here knows how far it is.
    await discord.botMessage(ann.dm(), ({ content }) => content.startsWith(uploading));
    expect(discord.fromBot(ann.dm()).some(({ content }) => content.includes('▱'))).toBe(false);
    control.release('upload');
    control.hold('upload');
    await discord.botMessage(ann.dm(), ({ content }) => isPartOf(content));
    control.release('upload');
    await control.waitFor('run_sse', 1);
    expect(control.calls().uploads).toMatchObject([{ bytes: clipMb * 1024 ** 2 }]);
  });

  test('a render has a bar of what the editor says', async () => {
    const ben = discord.person('Ben');
    say(40);
    ben.say(ben.dm(), 'mute and export', { files: [await tinyClip()] });
    const status = await discord.botMessage(ben.dm(), ({ content }) => content.includes(rendering(0.4)));
    say(80);
    await discord.botMessage(
      ben.dm(),
      ({ id, content }) => id === status.id && content.includes(rendering(0.8)),
    );
    world.sandbox.control.clearFaults();
    await discord.botMessage(ben.dm(), ({ attachments }) => attachments.length > 0);
  });
});
