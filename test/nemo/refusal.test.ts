import { describe, expect, test } from 'vitest';
import { refusalOf, retryAfterMs } from '#src/nemo/refusal.ts';

const refuse = (
  status: number,
  json: unknown,
  notFound: 'nemo.not-found' | 'nemo.session-not-found' = 'nemo.not-found',
) => refusalOf({ method: 'POST', path: '/x', status, json, retryAfterMs: 4000, notFound });

test.each([
  [200, { code: 0, data: {} }],
  [201, {}],
  [200, undefined],
  [200, { status: 'completed' }],
  [204, null],
])('%i %j is a success', (status, json) => {
  expect(refuse(status, json)).toBeUndefined();
});

test.each([
  // The code of the body is read first, whatever the status says.
  [200, { code: 1001 }, 'nemo.token-expired', {}],
  [500, { code: '1001' }, 'nemo.token-expired', {}],
  [200, { code: 1002 }, 'nemo.session-not-found', {}],
  [402, { code: 2001 }, 'nemo.out-of-credits', { bindId: undefined }],
  [200, { code: 2001, data: { bind_id: 'b1' } }, 'nemo.out-of-credits', { bindId: 'b1' }],
  [200, { code: 2001, data: { bind: 7 } }, 'nemo.out-of-credits', { bindId: '7' }],
  [400, { code: 4001 }, 'nemo.unsupported-type', {}],
  [400, { code: 4002 }, 'nemo.too-large', {}],
  [200, { code: 402 }, 'nemo.export-blocked', {}],
  [200, { code: 429 }, 'nemo.rate-limited', { retryAfterMs: 4000 }],
  [200, { code: 404 }, 'nemo.not-found', {}],
  [200, { code: 400, message: 'X-Client-Id header is required' }, 'nemo.client-id-missing', {}],
  [400, { error: 'missing client_id' }, 'nemo.client-id-missing', {}],
  // Then the status.
  [401, {}, 'nemo.token-expired', {}],
  [402, '<html>', 'nemo.export-blocked', {}],
  [404, undefined, 'nemo.not-found', {}],
  [413, undefined, 'nemo.too-large', {}],
  [415, undefined, 'nemo.unsupported-type', {}],
  [429, undefined, 'nemo.rate-limited', { retryAfterMs: 4000 }],
  // An unknown code leaves the word to a status that is known.
  [402, { code: 77 }, 'nemo.export-blocked', {}],
  [200, { code: 77, msg: 'odd' }, 'nemo.refused', { status: 200, code: 77, message: 'odd' }],
  [400, { message: 'bad draft' }, 'nemo.refused', { status: 400, code: undefined, message: 'bad draft' }],
  [500, { error: { message: 'oops' } }, 'nemo.refused', { status: 500, code: undefined, message: 'oops' }],
  [502, undefined, 'nemo.refused', { status: 502, code: undefined, message: undefined }],
  [503, { code: 0 }, 'nemo.refused', { status: 503, code: 0, message: undefined }],
  [302, undefined, 'nemo.refused', { status: 302, code: undefined, message: undefined }],
])('%i %j is %s', (status, json, code, params) => {
  const error = refuse(status, json);
  expect(error).toMatchObject({ code, params });
  expect(error?.message).toContain(`POST /x answered ${status}`);
});

describe('a 404 of a call that names a session', () => {
  test.each([
    [{ code: 404 }, 'nemo.session-not-found'],
    [{ error: 'Session not found: s1' }, 'nemo.session-not-found'],
    [{ detail: 'Session not found' }, 'nemo.session-not-found'],
    [{ message: 'task does not exist' }, 'nemo.session-not-found'],
    // A gateway, or a route that moved: the timeline is not given up for that.
    [undefined, 'nemo.refused'],
    [{ detail: 'Not Found' }, 'nemo.refused'],
    [{ message: 'no Route matched with those values' }, 'nemo.refused'],
  ])('%j is %s', (json, code) => {
    expect(refuse(404, json, 'nemo.session-not-found')).toMatchObject({ code });
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1);
  test.each([
    ['7', 7000],
    [['8', '9'], 8000],
    [new Date(now + 12_000).toUTCString(), 12_000],
    [new Date(now - 12_000).toUTCString(), 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
