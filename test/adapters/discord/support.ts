import { systemClock } from '#src/clock.ts';
import { MessageFlags } from 'discord-api-types/v10';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createDiscord } from '#adapters/discord/discord.ts';
import type { DiscordGateway } from '#adapters/discord/gateway.ts';
import { understand } from '#src/core/intent.ts';
import type { ButtonPress, InboundMessage, PressOutcome } from '#src/core/message.ts';
import { errorText } from '#src/engine/replies.ts';
import { createLogger } from '#src/logger.ts';
import type { InboundHandler, Log, Messenger } from '#src/ports.ts';
import { paintPixel } from '#test/fakes/painter.ts';
import type { Person } from '#test/fakes/discord/people.ts';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import type { Channel } from '#test/fakes/discord/world.ts';

/** The adapter before a stand-in for Discord, and a handler that only remembers. */
export type Bot = {
  discord: Discord;
  gateway: DiscordGateway;
  messenger: Messenger;
  handled: InboundMessage[];
  presses: ButtonPress[];
  received: { name: string; link: string | undefined; bytes: number }[];
  revised: string[];
  retracted: string[];
  linked: string[];
  /** What admins asked for. */
  ordered: string[];
  /** What the handler does at its next calls. */
  will: { admit?: boolean; press: PressOutcome; fail?: Error | undefined; wait?: Promise<void> | undefined };
  logged: () => string;
  /** Why the gateway gave up, where it did. */
  fatal: () => Error | undefined;
  notes: string[];
  stop(): Promise<void>;
};

export type BotOptions = {
  token?: string;
  shards?: { count: number; ids: number[] };
  /** Also read files' bytes, as where the backend cannot fetch links. */
  readsBytes?: boolean;
  prepare?: (discord: Discord) => void;
  discord?: Discord;
};

export function createLog(): { log: Log; logged: () => string } {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { log: createLogger({ level: 'debug', secrets: [], destination }), logged: () => lines.join('') };
}

export async function startBot(options: BotOptions = {}): Promise<Bot> {
  const discord = options.discord ?? (await startDiscord({ shards: options.shards?.count ?? 1 }));
  options.prepare?.(discord);
  const { log, logged } = createLog();
  const { apiUrl } = discord;
  let fatal: Error | undefined;
  const parts = createDiscord({
    token: options.token ?? discord.token,
    apiUrl,
    shards: options.shards,
    paint: paintPixel,
    log,
    onFatal: (error) => void (fatal = error),
  });
  const kept = {
    handled: [] as InboundMessage[],
    presses: [] as ButtonPress[],
    received: [] as Bot['received'],
    revised: [] as string[],
    retracted: [] as string[],
    linked: [] as string[],
    ordered: [] as string[],
    will: { press: 'taken' } as Bot['will'],
  };
  const { will } = kept;
  const news = (): boolean => discord.world.news.emit('news');
  const act = async (): Promise<void> => {
    const { fail } = will;
    news();
    await will.wait;
    if (fail !== undefined) throw fail;
  };
  const handler: InboundHandler = {
    admit: async () => will.admit ?? true,
    async order({ text }) {
      kept.ordered.push(text);
      return will.admit === false ? undefined : `done: ${text}`;
    },
    async handle(message) {
      kept.handled.push(message);
      await act();
      return { turnId: 'turn', isNew: true };
    },
    async press(press) {
      kept.presses.push(press);
      await act();
      return will.press;
    },
    async revise(_, messageId, text) {
      kept.revised.push(`${messageId} ${text}`);
      news();
      return true;
    },
    async retract(_, messageId) {
      kept.retracted.push(messageId);
      news();
      return true;
    },
    moveThread: async () => undefined,
    unlinkAccount: async () => '',
    async linkAccount({ token, shared }) {
      kept.linked.push(shared === undefined ? token : `${token} for ${shared.id} ${shared.mayManage}`);
      await act();
      return 'linked';
    },
    async receive({ name, link, body }) {
      const bytes = options.readsBytes === true ? (await buffer(Readable.from(body))).length : 0;
      kept.received.push({ name, link, bytes });
      await act();
      return `media-${kept.received.length}`;
    },
    openResult: async () => undefined,
    strip: async () => undefined,
  };
  const gateway = parts.createGateway({
    handler,
    messenger: parts.messenger,
    understand,
    words: errorText,
    clock: systemClock,
    patienceMs: 0,
  });
  const { notes } = await gateway.start();
  return {
    ...kept,
    discord,
    gateway,
    messenger: parts.messenger,
    logged,
    fatal: () => fatal,
    notes,
    async stop() {
      await gateway.stop();
      if (options.discord === undefined) await discord.stop();
    },
  };
}

/** What somebody who used a command gets to read alone, in the end. */
export const told = (discord: Discord, person: Person, place: Channel): Promise<string> =>
  discord.until(() => {
    const [seen] = discord.seenOnlyBy(person, place);
    const loading = ((seen?.message.flags ?? 0) & MessageFlags.Loading) !== 0;
    return loading ? undefined : seen?.message.content;
  });
