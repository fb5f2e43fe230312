import { homedir } from 'node:os';
import { createQueueMaker } from '#jobs/queues.ts';
import { createProducer } from '#jobs/producer.ts';
import { createWorkers } from '#jobs/worker.ts';
import { createWebGateway } from '#adapters/web/gateway.ts';
import { createWebMessenger } from '#adapters/web/messenger.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { understand } from './core/intent.ts';
import { fromThreadKey, type ThreadKey } from './core/message.ts';
import { passBy, type Reached } from './core/points.ts';
import { createEngine } from './engine/create.ts';
import { errorText } from './engine/replies.ts';
import { createNemoClient } from './nemo/client.ts';
import { detectPlatform } from './nemo/platform.ts';
import { AppError } from './errors.ts';
import type { Clock, FileSource, Log, Messenger } from './ports.ts';
import type { Role } from './role.ts';
import type { TelegramConfig } from './telegram-config.ts';
import { loadSecretKey } from './secret-key.ts';
import { createChatLog } from './store/chat-log.ts';
import { openPool } from './store/pool.ts';
import { createStore } from './store/store.ts';
import { createWebhookServer } from './webhook-server.ts';

export type Reelay = {
  /** Address of the web chat's page, where it runs. */
  webUrl: string | undefined;
  /** What whoever started it should know. */
  notes: string[];
  /** Resolves where a platform is lost for good, for example because its token was taken back. */
  failed: Promise<Error>;
  /** Takes nothing new and resolves when the running turns are done. `cut` ends them where they stand. */
  stop(cut: AbortSignal): Promise<void>;
};

/**
 * Builds and starts everything, by hand: the only place that sees both sides of every port. `watch.reached` is for
 * the suite that ends processes at the points of `src/core/points.ts`.
 */
export async function startReelay(
  config: Config,
  role: Role,
  version: string,
  log: Log,
  watch: { reached: Reached } = { reached: passBy },
): Promise<Reelay> {
  const clock = systemClock;
  const draining = new AbortController();
  const failure = Promise.withResolvers<Error>();
  const discord =
    config.discordToken === undefined
      ? undefined
      : await openDiscord(config, config.discordToken, log, failure.resolve);
  // A wrong token is better known before anything else has begun.
  await discord?.checkToken();
  const {
    pool,
    kind,
    close: closePool,
  } = await openPool({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    log,
  });
  const store = createStore({ pool, secretKey: await loadSecretKey(config) });
  const chatLog = createChatLog({ pool });
  const maker = await createQueueMaker(
    config.redisUrl === undefined ? { kind: 'embedded', pool } : { kind: 'redis', url: config.redisUrl },
  );
  for (const problem of await maker.problems()) log.warn(problem);
  const queue = createProducer(maker, (err) => log.warn({ err }, 'queue trouble'));
  const agent = createNemoClient({
    apiUrl: config.nemoApiUrl,
    webUrl: config.nemoWebUrl,
    version,
    platform: config.skillPlatform ?? detectPlatform(import.meta.dirname, homedir()),
    clock,
    log,
    requestTimeoutMs: config.requestTimeoutMs,
    sseTimeoutMs: config.sseTimeoutMs,
    sseSilenceMs: config.sseSilenceMs,
  });
  const telegram = config.telegram && (await openTelegram(config.telegram, clock, log));
  const messenger = routeMessenger({
    web: createWebMessenger({ chatLog }),
    ...(discord && { discord: discord.messenger }),
    ...(telegram && { telegram: telegram.messenger }),
  });
  const engine = createEngine({
    store,
    agent,
    messenger,
    files: routeFiles({
      ...(discord && { discord: discord.files }),
      ...(telegram && { telegram: telegram.files }),
    }),
    queue,
    clock,
    log,
    settings: { ...config, webUrl: config.nemoWebUrl, trustedOrigins: trustedOrigins(config) },
    draining: draining.signal,
    reached: watch.reached,
  });

  // Nobody else works on the embedded database, so jobs found there belong to a process that is gone.
  const isAlone = kind === 'embedded';
  if (isAlone) await queue.clear();
  const workers = role === 'gateway' ? undefined : createWorkers({ maker, runner: engine.runner, log });
  await workers?.start();
  if (isAlone)
    void engine.runner.takeOver().catch((error: unknown) => log.error({ err: error }, 'the takeover failed'));

  const receives = role !== 'worker';
  const discordGateway = receives
    ? discord?.createGateway({
        handler: engine.doors.public,
        messenger,
        understand,
        words: errorText,
        clock,
      })
    : undefined;
  const telegramGateway = receives
    ? telegram?.createGateway({
        handler: engine.doors.public,
        words: errorText,
        dataDir: config.dataDir,
        onFatal: failure.resolve,
      })
    : undefined;
  const { host, port } = config;
  const webhook = telegramGateway?.webhook;
  const web =
    receives && config.webChat
      ? createWebGateway({
          // Whoever is at this machine, or has its password, was let in there.
          handler: engine.doors.own,
          chatLog,
          host,
          port,
          webToken: config.webToken,
          log,
          words: errorText,
          understand,
          webhook,
          ready: async () => {
            await pool.query('select 1');
            const gateways = { discord: discordGateway, telegram: telegramGateway };
            return Object.entries(gateways).flatMap(([name, one]) =>
              one?.isReady() === false ? [name] : [],
            );
          },
        })
      : webhook && createWebhookServer({ webhook, host, port });

  async function stop(cut: AbortSignal): Promise<void> {
    draining.abort();
    await web?.stop();
    await discordGateway?.stop();
    await telegramGateway?.stop();
    await workers?.stop(cut);
    await queue.close();
    await maker.close();
    await agent.close();
    await chatLog.close();
    await closePool();
  }

  try {
    const started = await web?.start();
    const discordNotes = (await discordGateway?.start())?.notes ?? [];
    const telegramNotes = (await telegramGateway?.start())?.notes ?? [];
    const notes = [...discordNotes, ...telegramNotes];
    return { webUrl: started?.url, notes, failed: failure.promise, stop };
  } catch (error) {
    await stop(AbortSignal.abort());
    throw error;
  }
}

/** Where whoever runs this has said that we may go, wherever it is. */
function trustedOrigins({ nemoApiUrl, discordApiUrl, telegramApiRoot }: Config): ReadonlySet<string> {
  return new Set([nemoApiUrl, discordApiUrl, telegramApiRoot].map((root) => new URL(root).origin));
}

/** Telegram's parts, loaded only where they are needed. */
async function openTelegram(telegram: TelegramConfig, clock: Clock, log: Log) {
  const { createTelegram } = await import('#adapters/telegram/telegram.ts');
  return createTelegram({ ...telegram, clock, log });
}

/** Discord's parts. Its libraries are loaded only where they are needed: they are large. */
async function openDiscord(config: Config, token: string, log: Log, onFatal: (error: Error) => void) {
  const { createDiscord } = await import('#adapters/discord/discord.ts');
  return createDiscord({ token, apiUrl: config.discordApiUrl, shards: config.discordShards, log, onFatal });
}

/** What serves a thread's platform, by the thread's key. */
function byPlatform<T>(parts: Record<string, T>): (key: ThreadKey) => T {
  return (key) => {
    const found = parts[fromThreadKey(key)?.platform ?? ''];
    // The platform is switched off in this process, or was never there: later processes may serve it.
    if (found === undefined) throw new AppError('chat.busy', {}, `nobody serves thread ${key}`);
    return found;
  };
}

/** One for the engine; the real ones are picked by the thread. */
function routeFiles(parts: Record<string, FileSource>): FileSource {
  const of = byPlatform(parts);
  return {
    link: async (key, ref, signal) => of(key).link(key, ref, signal),
    open: async (key, ref, signal) => of(key).open(key, ref, signal),
  };
}

function routeMessenger(parts: Record<string, Messenger>): Messenger {
  const of = byPlatform(parts);
  return {
    limits: (key) => of(key).limits(key),
    post: async (key, message, nonce, open) => of(key).post(key, message, nonce, open),
    edit: async (key, messageId, message) => of(key).edit(key, messageId, message),
    showBusy: async (key) => of(key).showBusy(key),
  };
}
