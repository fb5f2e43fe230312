import { expect, test } from 'vitest';
import { understand } from '#src/core/intent.ts';

const planOf = (text: string) => understand({ text, attachments: 0 });

test.each([
  ['/link server', 'link', 'shared'],
  ['/link@reelay_bot group', 'link', 'shared'],
  ['/link for this server', 'link', 'shared'],
  ['/link 服务器', 'link', 'shared'],
  ['/unlink server', 'unlink', 'shared'],
  ['/unlink group please', 'unlink', 'shared'],
  ['link an account for this server', 'link', 'shared'],
  ["unlink the server's account", 'unlink', 'shared'],
  ['取消关联群账户', 'unlink', 'shared'],
  ['给本群关联账户', 'link', 'shared'],
  ['/link', 'link', undefined],
  ['/link now', 'link', undefined],
  ['/unlink', 'unlink', undefined],
  ['/unlink me please', 'unlink', undefined],
  ['unlink my account', 'unlink', undefined],
  ['hey everyone, unlink my account', 'unlink', undefined],
])('%s', (text, step, whose) => {
  expect(planOf(text)).toEqual([whose === undefined ? { do: step } : { do: step, whose }]);
});

test.each(['link the group shots', 'show the server room', 'add the group name'])('%s is an edit', (text) => {
  expect(planOf(text)).toEqual([{ do: 'edit', text }]);
});

test('words never say that somebody may manage a place', () => {
  expect(JSON.stringify(planOf('/unlink server mayManage true'))).not.toContain('mayManage":');
});
