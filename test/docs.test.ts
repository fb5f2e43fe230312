import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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

describe('docs/security.md', () => {
  const page = read('docs/security.md');
  /** The rows of its tables, without their headings. */
  const rows = page.split('\n').filter((line) => /^\| (?!wants|has|---)/.test(line));

  test('names a test for each thing that is stopped, and each of them is there', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      const named = [...row.matchAll(/`(test\/[\w/.-]+\.ts)`/g)].map(([, path = '']) => path);
      expect(named, row).not.toEqual([]);
      for (const path of named) expect(existsSync(new URL(`../${path}`, import.meta.url)), path).toBe(true);
    }
  });

  test('leads to pages that are there, and SECURITY.md leads to it', () => {
    for (const [text, base] of [
      [page, 'docs/'],
      [read('SECURITY.md'), ''],
    ] as const) {
      const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, path = '']) => path);
      expect(links.length).toBeGreaterThan(0);
      for (const path of links)
        expect(existsSync(new URL(`../${base}${path}`, import.meta.url)), path).toBe(true);
    }
    expect(read('SECURITY.md')).toContain('docs/security.md');
  });
});
