import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';

/** Something that may hold a secret, by a name that says where it was found. */
export type Place = { name: string; text: string };

/** A secret by the name that tells where it came from. */
export type Secrets = Record<string, string>;

/** A leak, in words: which secret, where, and in what form. */
export function leaksIn(places: Place[], secrets: Secrets): string[] {
  const wanted = Object.entries(secrets).map(([name, value]) => ({ name, forms: formsOf(value) }));
  return places.flatMap((place) =>
    wanted.flatMap(({ name, forms }) =>
      forms
        .filter(({ text }) => place.text.includes(text))
        .map(({ form }) => `${name} stands in ${place.name} (${form})`),
    ),
  );
}

/** How a secret may stand somewhere: as it is, escaped, or in the forms that bytes are written in. */
function formsOf(secret: string): { form: string; text: string }[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const forms = [
    { form: 'in clear', text: secret },
    { form: 'in a URL', text: encodeURIComponent(secret) },
    { form: 'in JSON', text: JSON.stringify(secret).slice(1, -1) },
    { form: 'reversed', text: Array.from(secret).toReversed().join('') },
    { form: 'in hex', text: hex },
    { form: 'in hex', text: hex.toUpperCase() },
    // Within a longer text its bytes may begin at any of three places of a group.
    ...[0, 1, 2].flatMap((before) => {
      const whole = Buffer.concat([Buffer.alloc(before), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      const text = whole.slice(before === 0 ? 0 : before + 1, -2);
      return [
        { form: 'in base64', text },
        { form: 'in base64url', text: text.replaceAll('+', '-').replaceAll('/', '_') },
      ];
    }),
  ];
  return forms.filter(({ text }, at) => forms.findIndex((other) => other.text === text) === at);
}

/** Every column of every table, as text. */
export async function databasePlaces(pool: Pool): Promise<Place[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const places: Place[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: object }>(`select to_jsonb(t) as row from ${name} t`);
    places.push({ name: `the table ${name}`, text: rows.map(({ row }) => strings(row)).join('\n') });
  }
  return places;
}

/** Every key of a Redis with what it holds. */
export async function redisPlaces(redis: Redis): Promise<Place[]> {
  const places: Place[] = [];
  for (const key of await redis.keys('*')) {
    const text = JSON.stringify(await valueOf(redis, key)) ?? '';
    places.push({
      name: `the Redis key ${key}`,
      text: `${key} ${text} ${strings(JSON.parse(text || 'null'))}`,
    });
  }
  return places;
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      throw new Error(`a Redis key of a type that is not looked into: ${type}`);
  }
}

/** Every file below a folder, with its name. */
export function filePlaces(folder: string): Place[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ name: `the file ${path}`, text: `${path} ${readFileSync(path, 'latin1')}` }));
}

/** All texts within a value, JSON within JSON undone: escapes must hide nothing. */
export function strings(value: unknown): string {
  if (typeof value === 'string') {
    const inner = /^\s*[[{"]/.test(value) ? parsed(value) : undefined;
    return inner === undefined ? value : `${value}\n${strings(inner)}`;
  }
  if (Array.isArray(value)) return value.map(strings).join('\n');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, one]) => `${key} ${strings(one)}`)
      .join('\n');
  return String(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
