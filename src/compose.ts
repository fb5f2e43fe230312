import { createQueueMaker } from '#jobs/queues.ts';
import { createProducer } from '#jobs/producer.ts';
import { createWorkers } from '#jobs/worker.ts';
import { createWebGateway } from '#adapters/web/gateway.ts';
import { createWebMessenger } from '#adapters/web/messenger.ts';
import { createChecks } from './checks.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { understood } from './core/understood.ts';
import { passBy, type Reached } from './core/points.ts';
import { toCsv, usageSince } from './core/usage.ts';
import { createStageTimes } from './core/stage-times.ts';
import { createEngine } from './engine/create.ts';
import { errorText } from './engine/replies.ts';
import { findingText } from './i18n/doctor-report.ts';
import { toNemo } from './nemo-config.ts';
import { createNemoClient } from './nemo/client.ts';
import { meterAgent, meterMessenger } from './metrics/metered.ts';
import { createPictures } from './picture/pictures.ts';
import { openOperators, portOf } from './operators.ts';
import { heard, openDiscord, openTelegram } from './platforms.ts';
import type { Log } from './ports.ts';
import type { Role } from './role.ts';
import { routeFiles, routeMessenger } from './routing.ts';
import { loadSecretKeys } from './secret-key.ts';
import { createChatLog } from './store/chat-log.ts';
import { createOversight } from './store/oversight.ts';
import { openPool } from './store/pool.ts';
import { createStore } from './store/store.ts';
import { createWebhookServer, joinWebhooks } from './webhook-server.ts';

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
  const operators = await openOperators({
    config,
    role,
    version,
    log,
    oversight: () => oversight,
    jobs: () => queue.counts(),
    usage: async (days) => toCsv(await store.spending.usage(usageSince(clock.now(), days))),
  });
  const { meter, pages, traced } = operators;
  const pictures = createPictures({ ffmpeg: config.ffmpegPath, log });
  const discord =
    config.discordToken === undefined
      ? undefined
      : await openDiscord(config, config.discordToken, {
          log,
          onFatal: failure.resolve,
          paint: pictures.paint,
          ...heard(meter, 'discord'),
        });
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
  const store = traced.store(createStore({ pool, secretKeys: await loadSecretKeys(config), meter }));
  const oversight = createOversight({ pool });
  const chatLog = createChatLog({ pool });
  const maker = await createQueueMaker(
    config.redisUrl === undefined ? { kind: 'embedded', pool } : { kind: 'redis', url: config.redisUrl },
  );
  for (const problem of await maker.problems()) log.warn(findingText(problem, 'en'));
  const queue = createProducer(maker, (err) => log.warn({ err }, 'queue trouble'));
  const agent = createNemoClient({
    ...toNemo(config, version),
    clock,
    log,
    onAnswer: meter.backendAnswered,
  });
  const telegram =
    config.telegram &&
    (await openTelegram(config.telegram, {
      clock,
      log,
      paint: pictures.paint,
      ffmpeg: config.ffmpegPath,
      ...heard(meter, 'telegram'),
    }));
  const messenger = routeMessenger({
    web: createWebMessenger({ chatLog, ...heard(meter, 'web') }),
    ...(discord && { discord: discord.messenger }),
    ...(telegram && { telegram: telegram.messenger }),
  });
  const engine = createEngine({
    store,
    agent: traced.agent(meterAgent(agent, meter)),
    messenger: traced.messenger(meterMessenger(messenger, meter)),
    makeStrip: pictures.makeStrip,
    times: createStageTimes(),
    files: routeFiles({
      ...(discord && { discord: discord.files }),
      ...(telegram && { telegram: telegram.files }),
    }),
    queue,
    checks: createChecks(config, {
      version,
      database: { kind: 'open', pool, isEmbedded: kind === 'embedded' },
      log,
    }),
    clock,
    log,
    settings: { ...config, webUrl: config.nemoWebUrl, trustedOrigins: trustedOrigins(config) },
    draining: draining.signal,
    reached: watch.reached,
  });

  // Nobody else works on the embedded database, so jobs found there belong to a process that is gone.
  const isAlone = kind === 'embedded';
  if (isAlone) await queue.clear();
  const workers =
    role === 'gateway'
      ? undefined
      : createWorkers({ maker, runner: traced.runner(engine.runner), log, hurry: queue.hurry });
  await workers?.start();
  if (isAlone)
    void engine.runner.takeOver().catch((error: unknown) => log.error({ err: error }, 'the takeover failed'));

  const receives = role !== 'worker';
  const discordGateway = receives
    ? discord?.createGateway({
        handler: traced.handler(engine.doors.public),
        messenger,
        understand: understood,
        words: errorText,
        clock,
      })
    : undefined;
  const telegramGateway = receives
    ? telegram?.createGateway({
        handler: traced.handler(engine.doors.public),
        words: errorText,
        dataDir: config.dataDir,
        admins: config.access.admins,
        onFatal: failure.resolve,
      })
    : undefined;
  const { host } = config;
  const port = portOf(config, role);
  const webhook = joinWebhooks([...pages, ...(telegramGateway?.webhook ? [telegramGateway.webhook] : [])]);
  async function ready(): Promise<string[]> {
    await pool.query('select 1');
    const gateways = { discord: discordGateway, telegram: telegramGateway };
    return Object.entries(gateways).flatMap(([name, one]) => (one?.isReady() === false ? [name] : []));
  }
  const web =
    receives && config.webChat
      ? createWebGateway({
          // Whoever is at this machine, or has its password, was let in there.
          handler: traced.handler(engine.doors.own),
          chatLog,
          host,
          port: config.port,
          webToken: config.webToken,
          limits: config.webLimits,
          trustedProxies: config.trustedProxies,
          log,
          words: errorText,
          understand: understood,
          webhook,
          ready,
        })
      : port === undefined
        ? undefined
        : createWebhookServer({ webhook, host, port, ready });

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
    await operators.stop();
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
