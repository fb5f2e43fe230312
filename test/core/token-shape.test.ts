import { expect, test } from 'vitest';
import { holdsToken, withoutTokens } from '#src/core/token-shape.ts';

test.each([
  ['my token is nmv_usr_Ab-12.cd_ef, use it', 'my token is nmv_***, use it'],
  ['nmv_usr_aaaaaa nmv_bot_bbbbbb', 'nmv_*** nmv_***'],
  ['令牌nmv_usr_abcdef', '令牌nmv_***'],
])('%s', (text, expected) => {
  expect(holdsToken(text)).toBe(true);
  expect(withoutTokens(text)).toBe(expected);
});

test.each(['trim to 5 seconds', 'a file called nmv_usr.mp4', 'nmv_usr_ is how they begin'])(
  '%s holds none',
  (text) => {
    expect(holdsToken(text)).toBe(false);
    expect(withoutTokens(text)).toBe(text);
  },
);
