import type { Parts } from './channel-routes.ts';
import { signed, toChannel, toGuildAnswer, toRoles, toUser } from './payloads.ts';
import type { Route } from './rest.ts';
import { refusal } from './rules.ts';

/** What belongs to the bot's account: itself, its gateway, its commands, its direct channels. */
export function accountRoutes({ world, origin, shards }: Parts & { shards: () => number }): Route[] {
  return [
    {
      method: 'GET',
      path: /^\/gateway\/bot$/,
      answer: () => ({
        status: 200,
        body: {
          url: `${origin().replace('http', 'ws')}/gateway`,
          shards: shards(),
          session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 16 },
        },
      }),
    },
    {
      method: 'GET',
      path: /^\/applications\/@me$/,
      answer: () => ({ status: 200, body: { id: world.applicationId, flags: world.settings.appFlags } }),
    },
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)\/members\/(\d+)$/,
      answer: ({ at }) => {
        const guild = world.guilds.get(at[0] ?? '');
        return guild?.installed === true && at[1] === world.bot.id
          ? { status: 200, body: { user: toUser(world.bot), roles: [guild.botRoleId] } }
          : refusal(404, 10007, 'Unknown Member');
      },
    },
    { method: 'GET', path: /^\/users\/@me$/, answer: () => ({ status: 200, body: toUser(world.bot) }) },
    {
      method: 'POST',
      path: /^\/users\/@me\/channels$/,
      answer: ({ body }) => {
        const person = world.users.get(String(body['recipient_id']));
        return person === undefined
          ? refusal(400, 50033, 'Invalid Recipient(s)')
          : { status: 200, body: toChannel(world, world.dmOf(person.id)) };
      },
    },
    {
      method: 'GET',
      path: /^\/guilds\/(\d+)$/,
      answer: ({ at }) => {
        const guild = world.guilds.get(at[0] ?? '');
        return guild?.installed === true
          ? { status: 200, body: { ...toGuildAnswer(guild), roles: toRoles(world, guild) } }
          : refusal(404, 10004, 'Unknown Guild');
      },
    },
    {
      method: 'GET',
      path: /^\/applications\/(\d+)\/commands$/,
      answer: () => ({ status: 200, body: world.commands }),
    },
    {
      method: 'PUT',
      path: /^\/applications\/(\d+)\/commands$/,
      answer: ({ body }) => {
        world.commands = (body as unknown as Record<string, unknown>[]).map((command) => ({
          ...command,
          id: world.newId(),
          application_id: world.applicationId,
          version: world.newId(),
          default_member_permissions: command['default_member_permissions'] ?? null,
          nsfw: false,
        }));
        return { status: 200, body: world.commands };
      },
    },
    {
      method: 'POST',
      path: /^\/attachments\/refresh-urls$/,
      answer: ({ body }) => ({
        status: 200,
        body: {
          refreshed_urls: (body['attachment_urls'] as string[]).map((original) => {
            const { pathname } = new URL(original);
            return {
              original,
              refreshed: world.files.has(pathname) ? signed(world, origin(), pathname) : null,
            };
          }),
        },
      }),
    },
  ];
}
