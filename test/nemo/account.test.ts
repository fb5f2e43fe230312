import { describe, expect, test } from 'vitest';
import { createTestClient, failureOf, json, never, session, startBackend } from './support.ts';

async function answering(data: unknown) {
  const backend = await startBackend((res) => json(res, { code: 0, data }));
  return { backend, ...createTestClient(backend.url) };
}

describe('anonymousToken', () => {
  const start = Date.UTC(2026, 0, 1);
  test.each([
    [{}, start + 604_800_000],
    [{ expires_in: 60 }, start + 60_000],
    [{ expires_at: '2026-02-01T00:00:00Z' }, Date.UTC(2026, 1, 1)],
    [{ expires_at: 1_770_000_000 }, 1_770_000_000_000],
    [{ expires_at: 1_770_000_000_123 }, 1_770_000_000_123],
    [{ expires_at: 'some day' }, start + 604_800_000],
  ])('%j', async (life, expiresAt) => {
    const { client, backend } = await answering({ token: 'nmv_usr_1', credits: 100, ...life });
    expect(await client.anonymousToken('c-1', never)).toEqual({
      token: 'nmv_usr_1',
      expiresAt,
      credits: 100,
    });
    expect(backend.requests[0]).toMatchObject({ method: 'POST', url: '/api/auth/anonymous-token' });
    expect(backend.requests[0]?.headers['x-client-id']).toBe('c-1');
  });

  test('an id lost on its way is sent once more, the same one', async () => {
    const backend = await startBackend((res) =>
      backend.requests.length === 1
        ? json(res, { code: 400, message: 'X-Client-Id is required' }, 400)
        : json(res, { code: 0, data: { token: 'nmv_usr_1' } }),
    );
    const { client } = createTestClient(backend.url);
    expect(await client.anonymousToken('c-1', never)).toMatchObject({ token: 'nmv_usr_1' });
    expect(backend.requests.map(({ headers }) => headers['x-client-id'])).toEqual(['c-1', 'c-1']);
  });

  test('without a token is unreadable', async () => {
    const { client } = await answering({ credits: 100 });
    expect(await failureOf(client.anonymousToken('c-1', never))).toMatchObject({ code: 'nemo.unreadable' });
  });
});

describe('credits', () => {
  test.each([
    [
      { available: 70, frozen: 20, total: 90 },
      { available: 70, frozen: 20, total: 90 },
    ],
    [
      { available: '70.5', frozen: 20 },
      { available: 70.5, frozen: 20, total: 90.5 },
    ],
    [
      { available: 0, frozen: null },
      { available: 0, frozen: 0, total: 0 },
    ],
  ])('%j', async (data, credits) => {
    const { client } = await answering(data);
    expect(await client.credits('t', never)).toEqual(credits);
  });

  test('of no kind of number are unreadable', async () => {
    const { client } = await answering({ available: 'many' });
    expect(await failureOf(client.credits('t', never))).toMatchObject({ code: 'nemo.unreadable' });
  });
});

test('createSession', async () => {
  const { client, backend } = await answering({ task_id: 7, session_id: 's-1', bind_id: 'b-1' });
  const made = await client.createSession('t', { name: 'project', language: 'zh' }, never);
  expect(made).toEqual({ taskId: '7', sessionId: 's-1', bindId: 'b-1' });
  expect(backend.requests[0]).toMatchObject({
    url: '/api/tasks/me/with-session/nemo_agent',
    body: '{"task_name":"project","language":"zh"}',
  });
});

test('claimLink holds the claim token and never the token itself', async () => {
  const { client, backend } = await answering({ claim_token: 'clm_a+b', expires_in: 604_800 });
  expect(await client.claimLink(session, never)).toBe('https://editor.example/workspace/claim?ct=clm_a%2Bb');
  expect(backend.requests[0]).toMatchObject({
    url: '/api/auth/claim-token',
    body: '{"task_id":"task-1","session_id":"sess-1"}',
  });
});
