import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { envExample, settingsPage } from '#docs/settings-page.ts';
import { wordsPage } from '#docs/words-page.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the pages made from the settings are up to date (npm run docs)', () => {
  expect(read('docs/settings.md')).toBe(settingsPage());
  expect(read('.env.example')).toBe(envExample());
});

test('the page of all words is up to date (npm run docs)', () => {
  expect(read('docs/words.md')).toBe(wordsPage());
});

test('README opens with the two commands', () => {
  const lines = read('README.md').split('\n');
  const first = lines.findIndex((line) => line.startsWith('npm ci'));
  expect(first).toBeGreaterThan(0);
  expect(lines.slice(first, first + 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
});

test('every table stands on the page of what is kept about people', () => {
  const migrations = readdirSync(new URL('../src/store/migrations/', import.meta.url));
  const tables = migrations.flatMap((file) =>
    [...read(`src/store/migrations/${file}`).matchAll(/create table reelay\.(\w+)/g)].map(([, name]) => name),
  );
  expect(tables.length).toBeGreaterThan(10);
  const page = read('docs/privacy.md');
  expect(tables.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
