import { expect, test } from 'vitest';
import { detectPlatform } from '#src/nemo/platform.ts';

test.each([
  ['/home/ann/.clawhub/skills/reelay', 'clawhub'],
  ['/home/ann/.clawhub', 'unknown'],
  ['/home/ann/.clawhub-old/reelay', 'unknown'],
  ['/home/bob/.clawhub/reelay', 'unknown'],
  ['/home/ann/.cursor/skills/reelay', 'cursor'],
  ['/home/ann/.cursor/reelay', 'unknown'],
  ['/home/ann/..cursor/skills/reelay', 'unknown'],
  ['/opt/reelay', 'unknown'],
  ['/', 'unknown'],
])('%s is %s', (path, platform) => {
  expect(detectPlatform(path, '/home/ann')).toBe(platform);
});

test('a name that begins with two dots is still below', () => {
  expect(detectPlatform('/home/ann/.clawhub/..reelay', '/home/ann')).toBe('clawhub');
});
