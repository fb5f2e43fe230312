import { expect, test } from 'vitest';
import {
  adminOrderOf,
  isListed,
  toCode,
  type AccessMode,
  type AdminOrder,
  type Visit,
} from '#src/core/access.ts';
import { toThreadKey } from '#src/core/message.ts';

const lists = { places: ['77', '-1005'], users: ['11'], admins: ['22'] };
const visit = (authorId: string, space?: string, ...chat: string[]): Visit => ({
  authorId,
  space,
  threadKey: toThreadKey('test', ...(chat.length > 0 ? chat : ['9'])),
});

test.each<[string, AccessMode, Visit, boolean]>([
  ['anybody where all is open', 'open', visit('1'), true],
  ['anybody in a group where all is open', 'open', visit('1', '3'), true],
  ['a stranger in private', 'allowlist', visit('1'), false],
  ['a stranger in a strange server', 'allowlist', visit('1', '3'), false],
  ['a listed person in private', 'allowlist', visit('11'), true],
  ['a listed person in a strange server', 'allowlist', visit('11', '3'), true],
  ['an admin', 'pairing', visit('22'), true],
  ['anybody in a listed server', 'allowlist', visit('1', '77'), true],
  ['the same with pairing', 'pairing', visit('1', '77'), true],
  ['anybody in a listed group and its topics', 'allowlist', visit('1', '-1005', '-1005', '4'), true],
  ['anybody in a thread of a listed channel', 'allowlist', visit('1', '3', '77', '8'), true],
  ['a thread with the number of a listed channel elsewhere', 'allowlist', visit('1', '3', '8', '77'), false],
  ['a group with the number of a listed person', 'allowlist', visit('1', '11'), false],
  ['a person with the number of a listed place', 'allowlist', visit('77'), false],
])('%s (%s)', (_, mode, visit, expected) => {
  expect(isListed({ mode, ...lists }, visit)).toBe(expected);
});

test.each<[string, AdminOrder | undefined]>([
  ['/approve K7PM2XWQ', { do: 'approve', code: 'K7PM2XWQ' }],
  ['  /Approve@reelay_bot k7pm-2xwq ', { do: 'approve', code: 'K7PM2XWQ' }],
  ['/approve', { do: 'approve', code: '' }],
  ['/approved', { do: 'approved' }],
  ['/approved please', { do: 'approved' }],
  ['/revoke 501000001', { do: 'revoke', id: '501000001' }],
  ['/revoke@reelay_bot <@1139201834728374123>', { do: 'revoke', id: '1139201834728374123' }],
  ['/revoke', { do: 'revoke', id: '' }],
  ['/revoke mia', { do: 'revoke', id: '' }],
  ['/revoked 5', undefined],
  ['/approves K7PM2XWQ', undefined],
  ['please /approve K7PM2XWQ', undefined],
  ['approve the cut', undefined],
])('%j orders %j', (text, order) => {
  expect(adminOrderOf(text)).toEqual(order);
});

test('codes are read aloud without a doubt, and are what comes back', () => {
  const all = toCode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  expect(new Set(all).size).toBe(32);
  expect(all).not.toMatch(/[IO01]/);
  expect(adminOrderOf(`/approve ${all.toLowerCase()}`)).toEqual({ do: 'approve', code: all });
});
