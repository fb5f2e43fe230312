import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import type { Person, Said } from '#test/fakes/discord/people.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import type { Channel, Interaction } from '#test/fakes/discord/world.ts';
import type { Told } from './demo.ts';
import { findFfmpeg, run } from './ffmpeg.ts';

const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** A scripted conversation on a stand-in for Discord. */
export async function createDiscordDemo(dir: string): Promise<Told> {
  const discord = await startDiscord();
  const studio = discord.guild('Studio');
  const foreign = discord.guild('Somewhere else', { installed: false });
  const people = {
    ann: discord.person('Ann'),
    ben: discord.person('Ben'),
    mei: discord.person('梅', { locale: 'zh-CN' }),
  };
  const places = { clips: discord.channel(studio, 'clips'), lounge: discord.channel(foreign, 'lounge') };
  return {
    settings: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    async play() {
      await discord.until(() => discord.gateway.connected() > 0 && discord.world.commands.length > 0);
      const transcript = createTranscript(discord);
      await converse({ discord, ...people, ...places, transcript, clip: await makeClip(dir) });
      transcript.end();
    },
    stop: discord.stop,
  };
}

type Scene = {
  discord: Discord;
  ann: Person;
  ben: Person;
  mei: Person;
  clips: Channel;
  lounge: Channel;
  transcript: Transcript;
  clip: string;
};

async function converse({ discord, ann, ben, mei, clips, lounge, transcript, clip }: Scene): Promise<void> {
  const { act, say } = transcript;
  const withVideo =
    (version: number) =>
    ({ content, attachments }: APIMessage): boolean =>
      attachments.length > 0 && content.includes(`v${version}`);
  const withButtons = ({ components }: APIMessage): boolean => (components ?? []).length > 0;

  act('Ann drops a clip into a channel and mentions the bot. It opens a thread and works there.');
  const asked = say(ann, clips, 'trim the pauses, add a title "Urban Dreams" and export', {
    mention: true,
    files: [clip],
  });
  const thread = await discord.threadOn(asked);
  const first = await discord.botMessage(thread, withVideo(1));

  act('In that thread nobody has to mention it.');
  say(ann, thread, 'speed it up 2x, export');
  await discord.botMessage(thread, withVideo(2));

  act('Ann presses "Timeline". Ben may not: it is not his request.');
  ann.press(thread, first, { label: 'Timeline' });
  await discord.botMessage(thread, ({ content }) => content.startsWith(`${ann.mention}\nTimeline`));
  await privately(discord, ben, ben.press(thread, first, { label: 'Timeline' }));

  act('Ben asks /credits. Quick questions are answered at once, wherever they are asked.');
  ben.command(clips, 'credits');
  await discord.botMessage(clips, ({ content }) => content.includes(ben.mention));

  act('Ben opens the menu of somebody’s video, chooses "Edit this video", and writes what he wants.');
  const shown = say(ann, clips, 'look at this one', { files: [clip] });
  const form = ben.messageCommand(clips, 'Edit this video', shown);
  await discord.until(() => form.modal);
  ben.submit(clips, form, 'make it vertical');
  await discord.botMessage(await discord.threadOn(shown), withButtons);

  act('梅 writes a direct message, in Chinese.');
  say(mei, mei.dm(), '剪掉停顿，加标题「城市之梦」，然后导出', { files: [clip] });
  await discord.botMessage(mei.dm(), withVideo(1));

  act(
    'Ann brought the app along to a server that has not added it. It cannot write there, and says so first.',
  );
  const used = ann.command(lounge, 'edit', {
    prompt: 'cut the first 4 seconds and export',
    file: { file: clip },
  });
  await privately(discord, ann, used);
  await discord.botMessage(ann.dm(), withVideo(1));
}

/** What an interaction brings for its author alone. */
async function privately(discord: Discord, person: Person, { channelId }: Interaction): Promise<void> {
  const place = discord.world.channels.get(channelId);
  await discord.until(
    () => place && discord.seenOnlyBy(person, place).some(({ message }) => message.content !== ''),
  );
}

type Transcript = ReturnType<typeof createTranscript>;

/** Tells each message once, and again what its edits make of it. */
function createTranscript(discord: Discord) {
  const told = new Map<string, string>();
  let place = '';

  function nameOf(channel: Channel): string {
    const parent = discord.world.channels.get(channel.parentId ?? '');
    if (parent !== undefined) return `thread "${channel.name}" in #${parent.name}`;
    const person = discord.world.users.get(channel.recipientId ?? '');
    return person === undefined ? `#${channel.name}` : `direct messages of ${person.name}`;
  }

  function tell(channel: Channel, message: APIMessage, seenOnlyBy: string | undefined): void {
    const before = told.get(message.id);
    const text = [
      message.content,
      ...message.attachments.map(({ filename, size }) => `📎 ${filename} (${Math.round(size / 1024)} KB)`),
      buttonsOf(message),
    ]
      .filter(Boolean)
      .join('\n');
    if (text === '' || text === before) return;
    told.set(message.id, text);
    if (nameOf(channel) !== place) {
      place = nameOf(channel);
      write(`\n── ${place} ${'─'.repeat(Math.max(0, 60 - place.length))}`);
    }
    const author = discord.world.users.get(message.author.id)?.name ?? '';
    const only =
      seenOnlyBy === undefined ? '' : `, seen by ${discord.world.users.get(seenOnlyBy)?.name} alone`;
    const answered = message.referenced_message?.author.global_name;
    const to = answered == null || before !== undefined ? '' : `, to ${answered}`;
    const how = `${to}${only}${before === undefined ? '' : ', edited'}`;
    write(`${author}${how}: ${named(text).replaceAll('\n', '\n    ')}`);
  }

  const named = (text: string): string =>
    text
      .replace(/<@(\d+)>/g, (_, id: string) => `@${discord.world.users.get(id)?.name ?? id}`)
      .replace(/<#(\d+)>/g, (_, id: string) => `#${discord.world.channels.get(id)?.name ?? id}`);

  function look(): void {
    for (const channel of discord.world.channels.values()) {
      for (const { message, seenOnlyBy } of discord.world.messagesOf(channel.id).values())
        tell(channel, message, seenOnlyBy);
    }
  }
  discord.world.news.on('news', look);

  return {
    /** What somebody does that is no message. */
    act: (text: string): void => write(`\n· ${text}`),
    say: (person: Person, channel: Channel, text: string, said?: Said): APIMessage =>
      person.say(channel, text, said),
    end: (): void => void discord.world.news.off('news', look),
  };
}

function buttonsOf(message: APIMessage): string {
  type Row = { components?: { label?: string }[] };
  const rows = (message.components ?? []) as unknown as Row[];
  return rows
    .flatMap((row) => row.components ?? [])
    .map(({ label }) => `[${label}]`)
    .join(' ');
}

/** Twelve seconds of picture and sound with two pauses to trim. */
async function makeClip(dir: string): Promise<string> {
  const path = join(dir, 'harbour.mp4');
  const sound = "aevalsrc='0.4*sin(2*PI*220*t)*(1-between(t,3,4.5)-between(t,7,8.5))':d=12:s=44100";
  const input = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30:d=12', '-f', 'lavfi', '-i', sound];
  const output = [
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
  await run(findFfmpeg(), ['-y', '-v', 'error', ...input, ...output, path]);
  return path;
}
