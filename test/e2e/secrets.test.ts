import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  databasePlaces,
  filePlaces,
  leaksIn,
  redisPlaces,
  strings,
  type Secrets,
} from '#test/support/leaks.ts';
import { given, mark, own, passwords, runMarked, shown, type MarkedRun } from '#test/support/marked-run.ts';
import { startPostgres, type Started } from '#test/support/postgres.ts';
import { startRedis } from '#test/support/redis.ts';
import { leaveOut } from '#test/support/requirements.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });

const redis = await startRedis();
const postgres = await startPostgres();
if (redis === undefined || postgres === undefined) {
  test('secrets stay secret', async ({ skip }) => {
    await redis?.stop();
    await postgres?.stop();
    leaveOut('the search for secrets', 'apt install redis-server postgresql');
    skip();
  });
} else searched(redis, postgres);

function searched(redis: Started, postgres: Started): void {
  let run: MarkedRun;
  let pool: Pool;
  let client: Redis;
  beforeAll(async () => {
    run = await runMarked(redis, postgres);
    pool = new Pool({ connectionString: postgres.url });
    client = new Redis(redis.url);
  });
  afterAll(async () => {
    await pool.end();
    client.disconnect();
    await run.stop();
    await redis.stop();
    await postgres.stop();
  });

  const nemoTokens = (): Secrets => ({
    ...given,
    ...shown,
    ...Object.fromEntries(run.starters().map((token, n) => [`starter token ${n + 1}`, token])),
  });
  const platformTokens = (): Secrets => ({
    DISCORD_TOKEN: run.discord.token,
    TELEGRAM_TOKEN: run.telegram.token,
  });
  const all = (): Secrets => ({ ...nemoTokens(), ...platformTokens(), ...own, ...passwords });
  const without = (secrets: Secrets, ...names: string[]): Secrets =>
    Object.fromEntries(Object.entries(secrets).filter(([name]) => !names.includes(name)));

  test('everything was used: each token by its own way', () => {
    expect(run.starters().length).toBeGreaterThan(0);
    for (const token of [...Object.values(given), ...run.starters(), shown['refused on the page']]) {
      expect(run.wires.nemo.sent()).toContain(`Bearer ${token}`);
    }
    expect(run.wires.telegram.sent()).toContain(run.telegram.token);
    expect(run.wires.telegram.sent()).toContain(own.TELEGRAM_WEBHOOK_SECRET);
    expect(run.wires.videos.sent()).toContain('GET /media/');
    expect(run.wires.redis.sent()).not.toBe('');
  });

  describe('no secret stands in clear', () => {
    test('in any column of PostgreSQL', async () => {
      const places = await databasePlaces(pool);
      expect(places.map(({ name }) => name)).toContain('the table reelay.accounts');
      expect(places.find(({ name }) => name === 'the table reelay.accounts')?.text).not.toBe('');
      expect(leaksIn(places, all())).toEqual([]);
    });

    test('in Redis, nor in anything that was ever sent there', async () => {
      const places = await redisPlaces(client);
      expect(places.length).toBeGreaterThan(0);
      expect(leaksIn(places, all())).toEqual([]);
      const sent = [{ name: 'the wire to Redis', text: run.wires.redis.sent() }];
      expect(leaksIn(sent, without(all(), 'the queue’s password'))).toEqual([]);
    });

    test('in the output of any process, at its most talkative', () => {
      const places = run.processes.map(({ output }, n) => ({ name: `process ${n + 1}`, text: output() }));
      expect(places.map(({ text }) => text).join('')).toContain('"level":20');
      expect(
        leaksIn(
          [
            ...places,
            ...places.map(({ name, text }) => ({ name, text: text.split('\n').map(strings).join('\n') })),
          ],
          all(),
        ),
      ).toEqual([]);
      // What opens a project in the editor is for the person alone.
      expect(places.map(({ text }) => text).join('')).not.toMatch(/clm_[\w-]{6}/);
    });

    test('in a file that Reelay keeps', () => {
      expect(leaksIn(filePlaces(join(run.dir, 'data')), all())).toEqual([]);
    });

    test('in what people get to see', () => {
      const { telegram, discord, seen } = run;
      const said = [...telegram.state.chats.values()]
        .flatMap(({ messages }) => messages)
        .filter(({ from }) => from?.id === telegram.state.me.id)
        .map(({ text, caption, reply_markup }) => [text, caption, reply_markup]);
      const posted = [...discord.world.channels.values()].flatMap(({ id, name }) => [
        name,
        ...[...discord.world.messagesOf(id).values()]
          .filter(({ message }) => message.author.id === discord.world.bot.id)
          .map(({ message: { content, components } }) => [content, components]),
      ]);
      expect(said.length * posted.length).toBeGreaterThan(0);
      const places = [
        ...seen,
        { name: 'Telegram', text: strings(said) },
        { name: 'Discord', text: strings(posted) },
      ];
      expect(leaksIn(places, all())).toEqual([]);
    });
  });

  describe('each goes to its own place and no other', () => {
    test('to the backend nothing but its own tokens', () => {
      const sent = run.wires.nemo.sent();
      expect(
        leaksIn([{ name: 'the backend', text: sent }], {
          ...platformTokens(),
          ...own,
          ...passwords,
          ...without(shown, 'refused on the page'),
        }),
      ).toEqual([]);
      // A token is a header, and never a part of an address or a body.
      const beside = sent.replace(/^authorization: Bearer .*$/gim, '');
      expect(leaksIn([{ name: 'an address or a body', text: beside }], nemoTokens())).toEqual([]);
    });

    test('to the host of a finished video nothing at all', () => {
      const sent = run.wires.videos.sent();
      expect(leaksIn([{ name: 'the link’s host', text: sent }], all())).toEqual([]);
      expect(sent).not.toMatch(/^(?:authorization|cookie|x-skill-\w+):/im);
    });

    test('to the platforms nothing but their own', () => {
      const sent = [{ name: 'Telegram', text: run.wires.telegram.sent() }];
      expect(leaksIn(sent, without(all(), 'TELEGRAM_TOKEN', 'TELEGRAM_WEBHOOK_SECRET'))).toEqual([]);
      expect(leaksIn([{ name: 'Discord', text: strings(run.discord.rest.calls) }], all())).toEqual([]);
    });
  });

  test('the search finds what is put there: in a column, a key, a log and a request, in each form', async () => {
    const planted = { planted: mark('planted') };
    const [clear, hex, base64] = [
      planted.planted,
      ...(['hex', 'base64'] as const).map((form) => Buffer.from(`a ${planted.planted} b`).toString(form)),
    ] as [string, string, string];
    await pool.query(`insert into reelay.chat_threads (key) values ($1)`, [`x ${hex}`]);
    await pool.query(`create table public.planted (bytes bytea)`);
    await pool.query(`insert into public.planted values ($1)`, [Buffer.from(clear)]);
    await client.hset('planted', 'deep', JSON.stringify({ data: JSON.stringify({ text: `"${clear}` }) }));
    await fetch(`${run.wires.nemo.url}/nowhere?x=${encodeURIComponent(base64)}`);
    expect(leaksIn(await databasePlaces(pool), planted)).toEqual(
      expect.arrayContaining([
        'planted stands in the table reelay.chat_threads (in hex)',
        'planted stands in the table public.planted (in hex)',
      ]),
    );
    expect(leaksIn(await redisPlaces(client), planted)).toContain(
      'planted stands in the Redis key planted (in clear)',
    );
    const wire = [{ name: 'a wire', text: decodeURIComponent(run.wires.nemo.sent().slice(-300)) }];
    expect(leaksIn(wire, planted)).toContain('planted stands in a wire (in base64)');
    const logged = [{ name: 'a log', text: JSON.stringify({ msg: `at ${clear}` }) }];
    expect(leaksIn(logged, planted)).toEqual(['planted stands in a log (in clear)']);
  });
}
