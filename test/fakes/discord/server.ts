import { ChannelType, type APIMessage } from 'discord-api-types/v10';
import { accountRoutes } from './account-routes.ts';
import { channelRoutes } from './channel-routes.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { interactionRoutes } from './interaction-routes.ts';
import { createPerson, type Person } from './people.ts';
import { toGuild } from './payloads.ts';
import { createRest } from './rest.ts';
import { createRules } from './rules.ts';
import { createWorld, type Channel, type Guild, type Stored, type User } from './world.ts';

/** A Discord of one's own on this machine: REST v10, gateway and CDN, over real sockets. */
export type Discord = Awaited<ReturnType<typeof startDiscord>>;

export async function startDiscord(options: { token?: string; shards?: number; port?: number } = {}) {
  // The shape of a real one, and none.
  const token = options.token ?? `MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.Gabcde.${'x'.repeat(38)}`;
  const world = createWorld({ token });
  const rules = createRules();
  let origin = '';
  let gateway: Gateway | undefined;
  const parts = {
    world,
    origin: () => origin,
    gateway: (): Gateway => {
      if (gateway === undefined) throw new Error('not started');
      return gateway;
    },
  };
  const shards = (): number => options.shards ?? 1;
  const rest = await createRest({
    world,
    rules,
    routes: [...channelRoutes(parts), ...interactionRoutes(parts), ...accountRoutes({ ...parts, shards })],
  });
  await rest.app.ready();
  gateway = createGateway(world, rest.app.server, () => origin);
  origin = await rest.app.listen({ host: '127.0.0.1', port: options.port ?? 0 });

  /** What fits, now or after some news. */
  function until<T>(look: () => T | undefined | false): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const check = (): void => {
      try {
        const found = look();
        if (found === undefined || found === false) return;
        world.news.off('news', check);
        resolve(found);
      } catch (error) {
        world.news.off('news', check);
        reject(error);
      }
    };
    world.news.on('news', check);
    check();
    return promise;
  }

  /** The bot's own messages of a channel, in order. */
  const fromBot = (channel: Channel): APIMessage[] =>
    [...world.messagesOf(channel.id).values()]
      .filter(({ message, seenOnlyBy }) => message.author.id === world.bot.id && seenOnlyBy === undefined)
      .map(({ message }) => message);

  return {
    ...parts,
    token,
    apiUrl: `${origin}/api`,
    rules,
    rest,
    gateway: parts.gateway(),
    until,
    fromBot,
    guild: (name: string, more: Partial<Guild> = {}): Guild => world.addGuild(name, more),
    channel: (guild: Guild, name: string, type: ChannelType = ChannelType.GuildText): Channel =>
      world.addChannel({ name, type, guildId: guild.id }),
    /** A guild as an event shows it. */
    guildPayload: (guild: Guild) => toGuild(world, guild),
    person: (name: string, more: Partial<User> & { moderator?: boolean; manager?: boolean } = {}): Person =>
      createPerson(parts, world.addUser(name, more), more),
    /** The thread that was opened on a message. */
    threadOn: (message: APIMessage): Promise<Channel> => until(() => world.channels.get(message.id)),
    /** The bot's first message of a channel that fits. */
    botMessage: (channel: Channel, fits: (message: APIMessage) => boolean): Promise<APIMessage> =>
      until(() => fromBot(channel).find(fits)),
    /** What one person alone may see of a channel. */
    seenOnlyBy: (person: Person, channel: Channel): Stored[] =>
      [...world.messagesOf(channel.id).values()].filter(({ seenOnlyBy }) => seenOnlyBy === person.user.id),
    async stop(): Promise<void> {
      await parts.gateway().stop();
      rest.release();
      await rest.app.close();
    },
  };
}
