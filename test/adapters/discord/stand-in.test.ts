import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDiscord, type Discord } from '#test/fakes/discord/server.ts';
import { invitePermissions, type Channel, type Interaction } from '#test/fakes/discord/world.ts';
import type { Person } from '#test/fakes/discord/people.ts';

let discord: Discord;
let channel: Channel;
let ann: Person;

beforeAll(async () => {
  discord = await startDiscord();
  channel = discord.channel(discord.guild('Studio'), 'clips');
  ann = discord.person('Ann');
  discord.world.commands = [{ id: '1', name: 'help', type: 1 }];
});
afterAll(() => discord.stop());

async function call(method: string, path: string, body?: object, token = discord.token) {
  const response = await fetch(`${discord.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === '' ? {} : JSON.parse(text)) as { code?: number; id?: string },
  };
}
const post = (body: object) => call('POST', `/channels/${channel.id}/messages`, body);
const button = (custom_id: string, label = 'Go') => ({ type: 2, style: 2, custom_id, label });
const row = (...components: object[]) => ({ type: 1, components });

/** A stand-in that takes everything proves nothing, so here is what it refuses. */
describe('the stand-in refuses what Discord refuses', () => {
  test.each([
    ['2,001 characters', { content: 'x'.repeat(2_001) }],
    ['a nonce of 26 characters', { content: 'x', nonce: 'n'.repeat(26) }],
    ['six rows', { content: 'x', components: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => row(button(id))) }],
    [
      'six buttons in a row',
      { content: 'x', components: [row(...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => button(id)))] },
    ],
    ['a label of 81 characters', { content: 'x', components: [row(button('a', 'x'.repeat(81)))] }],
    ['a custom id of 101 characters', { content: 'x', components: [row(button('x'.repeat(101)))] }],
    ['a custom id twice', { content: 'x', components: [row(button('a'), button('a'))] }],
    ['a reply to a message that is not there', { content: 'x', message_reference: { message_id: '1' } }],
  ])('%s', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 50035 } });
  });

  test('a message without anything', async () => {
    expect((await post({ content: '' })).body.code).toBe(50006);
  });

  test('the wrong token', async () => {
    expect((await call('GET', '/users/@me', undefined, 'wrong')).status).toBe(401);
  });

  test('a body that the official schema does not know, where that is at hand', async () => {
    const { status } = await post({ content: 'x', flags: 'many' });
    expect(status).toBe(discord.rules.official ? 400 : 200);
  });

  test('a second thread on one message', async () => {
    const path = `/channels/${channel.id}/messages/${ann.say(channel, 'x').id}/threads`;
    expect((await call('POST', path, { name: 'x' })).status).toBe(201);
    expect((await call('POST', path, { name: 'x' })).body.code).toBe(160004);
  });

  test('the same nonce makes one message', async () => {
    const first = await post({ content: 'x', nonce: 'one', enforce_nonce: true });
    expect((await post({ content: 'y', nonce: 'one', enforce_nonce: true })).body.id).toBe(first.body.id);
  });
});

describe('interactions', () => {
  const answer = ({ id, token }: Interaction) =>
    call('POST', `/interactions/${id}/${token}/callback`, { type: 5 }).then(({ body }) => body.code);
  const edit = ({ token }: Interaction) =>
    call('PATCH', `/webhooks/${discord.world.applicationId}/${token}/messages/@original`, { content: 'x' });

  test('are answered once, within three seconds', async () => {
    const used = ann.command(channel, 'help');
    expect(await answer(used)).toBeUndefined();
    expect(await answer(used)).toBe(40060);
    const late = ann.command(channel, 'help');
    discord.world.advance(3_001);
    expect(await answer(late)).toBe(10062);
  });

  test('and worked on for fifteen minutes', async () => {
    const used = ann.command(channel, 'help');
    await answer(used);
    expect((await edit(used)).status).toBe(200);
    discord.world.advance(15 * 60_000 + 1);
    expect((await edit(used)).body.code).toBe(50027);
  });
});

test('the permissions that it gives are those that the documentation asks for', () => {
  const page = readFileSync(new URL('../../../docs/discord.md', import.meta.url), 'utf8');
  expect(page).toContain(`permissions=${invitePermissions}\n`);
});
