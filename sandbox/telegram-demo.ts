import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import type { FakeMessage } from '#test/fakes/telegram/types.ts';
import type { Told } from './demo.ts';
import { findFfmpeg, run } from './ffmpeg.ts';

/** A conversation with the bot on a stand-in for Telegram: no account, no token, nothing but this machine. */
export async function startTelegramDemo(dir: string): Promise<Told> {
  await mkdir(dir, { recursive: true });
  const telegram = await startTelegram();
  return {
    settings: { TELEGRAM_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot },
    play: () => play(telegram, dir),
    stop: () => telegram.stop(),
  };
}

async function play(telegram: FakeTelegram, dir: string): Promise<void> {
  const clip = await makeClip(join(dir, 'skyline.mp4'));
  printAsItGoes(telegram);
  const mia = telegram.person();
  const answerTo = (asked: FakeMessage, person = mia, last = 1): Promise<FakeMessage> =>
    telegram.until(
      () => person.heard().filter(({ reply_to_message: to }) => to?.message_id === asked.message_id)[last],
    );

  title('A private chat');
  const wish = 'trim the pauses, add a title "Urban Dreams" and export as a clean MP4';
  const first = await answerTo(await mia.send({ kind: 'video', path: clip, caption: wish }));
  const second = await answerTo(mia.say('speed it up 2x, export'));

  title('A button');
  const button = second.reply_markup?.inline_keyboard.flat()[1]?.text ?? '';
  print('Mia', `presses [${button}]`);
  const before = mia.heard().length;
  mia.press(second, button);
  await telegram.until(() => mia.heard()[before]);

  title('A file that Telegram does not give to bots');
  const large = { kind: 'video', path: clip, name: 'holiday.mp4', claimedBytes: 31 * 1024 ** 2 } as const;
  await answerTo(await mia.send(large), mia, 0);

  title('A group: the bot sees the clip because /edit answers it');
  const group = telegram.group({ title: 'Film club' });
  const ben = telegram.member(group, 'member', { name: 'Ben' });
  const shared = await ben.send({ kind: 'video', path: clip });
  const asked = ben.say('/edit trim to 4 seconds, make it vertical and export', {
    replyTo: shared.message_id,
  });
  const third = await answerTo(asked, ben);

  title('The videos');
  for (const [index, { video }] of [first, second, third].entries()) {
    const file = join(dir, `telegram-${index + 1}.mp4`);
    if (video !== undefined) await copyFile(telegram.state.files.pathOf(video.file_id), file);
    print('file', file);
  }
}

/** Twelve seconds with two silences in it, so that there are pauses to trim. */
async function makeClip(path: string): Promise<string> {
  const tone = '0.4*sin(2*PI*220*t)*(0.6+0.4*sin(2*PI*4*t))*(1-between(t,3,4.5)-between(t,7,8.5))';
  const sources = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=640x360:r=30:d=12',
    '-f',
    'lavfi',
    '-i',
    `aevalsrc='${tone}':d=12`,
  ];
  const codecs = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-shortest',
  ];
  await run(findFfmpeg(), ['-y', '-v', 'error', ...sources, ...codecs, path]);
  return path;
}

/** Prints each message as it comes, and again when it has been edited. */
function printAsItGoes({ state }: FakeTelegram): void {
  const seen = new Map<string, string>();
  const look = (): void => {
    for (const { id, messages } of state.chats.values()) {
      for (const message of messages) {
        const key = `${id}:${message.message_id}`;
        const shown = toText(message);
        if (seen.get(key) === shown) continue;
        const who = message.from?.first_name ?? '';
        print(seen.has(key) ? `${who} ✎` : who, shown);
        seen.set(key, shown);
      }
    }
  };
  state.changes.on('change', look);
}

function toText({ text, caption, video, photo, reply_markup: markup }: FakeMessage): string {
  const facts = [
    video?.file_name,
    video?.width === undefined ? '' : `${video.width}x${video.height}, ${video.duration} s`,
    video?.thumbnail === undefined ? '' : 'with a picture',
  ].filter(Boolean);
  const buttons = (markup?.inline_keyboard ?? []).map((row) => row.map((one) => `[${one.text}]`).join(' '));
  const seen = photo === undefined ? '' : '🖼';
  return [video === undefined ? seen : `🎬 ${facts.join(', ')}`, text ?? caption ?? '', ...buttons]
    .filter(Boolean)
    .join('\n');
}

function title(words: string): void {
  process.stdout.write(`\n── ${words}\n`);
}

function print(who: string, words: string): void {
  const lines = words
    .split('\n')
    .map((line, index) => `${index === 0 ? who.padEnd(9) : ' '.repeat(9)} ${line}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}
