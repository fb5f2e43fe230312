import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReelay, startScript, type Child } from './children.ts';
import { freePort } from '#test/support/ports.ts';
import type { Bench, BenchOptions, Row } from './report.ts';
import { startServers, type Servers } from './servers.ts';
import type { Driven, Load } from './stand-ins/drive.ts';

/** How updates reach a bot. */
type Way = 'Telegram webhook' | 'Telegram polling' | 'Discord';
type Bot = { name: string; start(): Promise<{ child: Child; webhook?: string | undefined }> };
type Figures = {
  perSecond: number;
  flooded: number;
  p50Ms: number;
  p99Ms: number;
  cpuMs: number;
  answered: number;
};

const secret = 'bench-secret-of-stand-in';

/** Messages of 500 threads, each stored for good (row and job) and acknowledged. */
export const intake: Bench = async (options) => {
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const way of ['Telegram webhook', 'Telegram polling', 'Discord'] as const) {
    const servers = await startServers();
    const { rows: found, notes: said } = await measureWay(way, servers, options);
    await servers.stop();
    rows.push(...found);
    notes.push(...said);
  }
  return { rows, notes };
};

async function measureWay(
  way: Way,
  servers: Servers,
  options: BenchOptions,
): Promise<{ rows: Row[]; notes: string[] }> {
  const standIn = await startScript(`stand-ins/${way === 'Discord' ? 'discord' : 'telegram'}.ts`);
  const dir = mkdtempSync(join(tmpdir(), 'reelay-bench-'));
  const bots = botsOf(way, { servers, dir, apiRoot: standIn.ready, options });
  const sizes = options.smoke
    ? { warm: 20, flood: 50, paced: 25 }
    : { warm: 1_000, flood: 5_000, paced: 2_000 };
  const figures = new Map<string, Figures>();
  for (const bot of bots) {
    const { child, webhook } = await bot.start();
    const drive = (load: Load): Promise<Driven> =>
      standIn.ask({ ...load, ...(webhook === undefined ? {} : { webhook: { url: webhook, secret } }) });
    await drive({ count: sizes.warm });
    const paced = await drive({ count: sizes.paced, perSecond: 250 });
    child.begin();
    const flood = await drive({ count: sizes.flood });
    const { cpuMs } = await child.end();
    await child.stop();
    figures.set(bot.name, {
      perSecond: flood.answered / flood.seconds,
      flooded: flood.answered,
      p50Ms: paced.p50Ms,
      p99Ms: paced.p99Ms,
      cpuMs: cpuMs / flood.answered,
      answered: (flood.answered + paced.answered) / (sizes.flood + sizes.paced),
    });
  }
  await standIn.stop();
  rmSync(dir, { recursive: true, force: true });
  return { rows: toRows(way, figures), notes: toNotes(way, figures) };
}

function toRows(way: Way, figures: Map<string, Figures>): Row[] {
  const of = (name: string): Figures | undefined => figures.get(name);
  const own = of('Reelay');
  if (own === undefined) return [];
  const row = (
    what: string,
    unit: string,
    figure: keyof Figures,
    name: string,
    wanted: Row['wanted'],
  ): Row[] => {
    const peer = of(name);
    return peer === undefined
      ? []
      : [
          {
            what: `${way}: ${what}`,
            value: own[figure],
            unit,
            beside: { name, value: peer[figure] },
            wanted,
          },
        ];
  };
  const ofChat = way === 'Discord' ? 1.5 : 2;
  return [
    ...row('time to ack at 250/s, p50', 'ms', 'p50Ms', 'bare', undefined),
    ...row('time to ack at 250/s, p99', 'ms', 'p99Ms', 'bare', { of: 'ratio', most: 1.75 }),
    ...row('time to ack at 250/s, p99', 'ms', 'p99Ms', 'chat', undefined),
    ...row('time to ack at 250/s, p99', 'ms', 'p99Ms', 'floor', undefined),
    ...row('flood', 'messages/s', 'perSecond', 'bare', undefined),
    ...row('flood', 'messages/s', 'perSecond', 'chat', { of: 'ratio', least: ofChat }),
    ...row('flood', 'messages/s', 'perSecond', 'floor', { of: 'ratio', least: 0.8 }),
    ...row('processor time a message', 'ms', 'cpuMs', 'floor', { of: 'ratio', most: 1.25 }),
  ];
}

function toNotes(way: Way, figures: Map<string, Figures>): string[] {
  const missing = [...figures].filter(([, { answered }]) => answered < 1);
  return missing.map(
    ([name, { answered }]) => `${way}: ${name} answered ${Math.round(answered * 100)}% of all.`,
  );
}

function botsOf(
  way: Way,
  {
    servers,
    dir,
    apiRoot,
    options,
  }: { servers: Servers; dir: string; apiRoot: string; options: BenchOptions },
): Bot[] {
  const byWebhook = way === 'Telegram webhook';
  const platform = way === 'Discord' ? 'discord.ts' : 'telegram.ts';
  const script = (name: string, file: string, env: Record<string, string>): Bot => ({
    name,
    async start() {
      const hook = byWebhook ? { WEBHOOK_SECRET: secret } : {};
      const child = await startScript(file, { env: { API_ROOT: apiRoot, ...hook, ...env } });
      return { child, webhook: byWebhook ? child.ready : undefined };
    },
  });
  const reelay: Bot = {
    name: 'Reelay',
    async start() {
      const port = await freePort();
      const webhook = `http://127.0.0.1:${port}/telegram`;
      const child = await startReelay({
        args: ['--role', 'gateway'],
        profile: options.profile,
        env: {
          ...servers.env,
          DATA_DIR: dir,
          WEB_CHAT: '0',
          PORT: String(port),
          ACCESS: 'open',
          ...(way === 'Discord'
            ? {
                DISCORD_TOKEN: 'bench.token.x',
                DISCORD_API_URL: `${apiRoot}/api`,
                DISCORD_REQUESTS_PER_SECOND: '100000',
              }
            : { TELEGRAM_TOKEN: '42:bench', TELEGRAM_API_ROOT: apiRoot }),
          ...(byWebhook ? { TELEGRAM_WEBHOOK_URL: webhook, TELEGRAM_WEBHOOK_SECRET: secret } : {}),
        },
      });
      return { child, webhook: byWebhook ? webhook : undefined };
    },
  };
  const { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL } = servers;
  return [
    script('bare', `bots/${platform}`, {}),
    script('floor', `bots/${platform}`, { DATABASE_URL, REDIS_URL }),
    reelay,
    ...(options.smoke ? [] : [script('chat', `peers/${platform}`, { REDIS_URL })]),
  ];
}
