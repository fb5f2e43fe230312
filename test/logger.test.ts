import { expect, test } from 'vitest';
import { createLogger } from '#src/logger.ts';

function logged(secrets: string[], write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(
    createLogger({
      level: 'trace',
      secrets,
      destination: { write: (line: string) => void lines.push(line) },
    }),
  );
  return lines.join('');
}

const telegram = '123456789:AAF0123456789abcdefghijklmnopqrstuvw';
const discord = `MTA0${'a'.repeat(20)}.Gabcde.${'b'.repeat(38)}`;

test.each([
  ['a starter token', 'nmv_usr_abc-DEF_123', 'abc-DEF'],
  ['a claim token', 'https://web/workspace/claim?ct=clm_secret123', 'secret123'],
  ['an Authorization header', 'authorization: Bearer abc.def-ghi', 'abc.def'],
  ["a Telegram file's address", `https://api.telegram.org/file/bot${telegram}/videos/1.mp4`, 'AAF0123'],
  ['a Telegram token alone', telegram, 'AAF0123'],
  ['a Discord token', discord, 'Gabcde'],
  ['a password in an address', 'redis://user:hunter22@host:6379/0', 'hunter22'],
  ['a signature in an address', 'https://cdn/x.mp4?ex=1&is=2&hm=deadbeef01&', 'deadbeef01'],
  ['a known secret of any shape', 'the operator said "open sesame 42"', 'sesame'],
])('%s is masked wherever it stands', (_, text, secret) => {
  const all = logged(['open sesame 42'], (log) => {
    log.info(text);
    log.info({ url: text, deep: { list: [text] } }, 'with fields');
    log.error({ err: new Error(`failed: ${text}`, { cause: new Error(text) }) }, 'with an error');
    log.child({ thread: text }).warn('with a binding');
  });
  expect(all).not.toContain(secret);
  expect(all.split('\n').filter(Boolean)).toHaveLength(4);
  for (const line of all.split('\n').filter(Boolean)) JSON.parse(line);
});

test('what is no secret stays readable', () => {
  const all = logged([], (log) =>
    log.info({ turnId: 'b5c1', url: 'https://media.example/render_12_ab.mp4' }, 'delivered at 12:30:45'),
  );
  expect(all).toContain('https://media.example/render_12_ab.mp4');
  expect(all).toContain('delivered at 12:30:45');
});
