import {
  ActivityType,
  Client,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  Options,
  Partials,
} from 'discord.js';
import { messagesFor } from '#src/i18n/index.ts';
import type { Log } from '#src/ports.ts';
import { loggable } from './faults.ts';

/** Which of all shards this process serves. Nothing = as many as Discord recommends, all of them here. */
export type Shards = { count: number; ids: number[] };

const disallowedIntents: number = GatewayCloseCodes.DisallowedIntents;
const authenticationFailed: number = GatewayCloseCodes.AuthenticationFailed;

export type LoginOptions = {
  token: string;
  apiUrl: string;
  shards: Shards | undefined;
  log: Log;
  /** Discord has closed a connection for good. */ onFatal: (error: Error) => void;
};

/**
 * Logs in, and where the app may not read message content logs in again without asking for it. `listen` is
 * called before each login, so that no event is missed. Throws where the token or the shards are wrong: Discord
 * is asked once, not again and again.
 */
export async function logIn(
  options: LoginOptions,
  listen: (client: Client) => void,
): Promise<{ client: Client<true>; readsMessages: boolean }> {
  const first = await tryLogin(options, listen, true);
  if (first !== undefined) return { client: first, readsMessages: true };
  options.log.warn(
    'this app may not read message content, so only messages that mention it reach it (docs/discord.md#intents)',
  );
  const second = await tryLogin(options, listen, false);
  if (second === undefined)
    throw new Error('Discord refuses the intents of this app (docs/discord.md#intents)');
  return { client: second, readsMessages: false };
}

async function tryLogin(
  { token, apiUrl, shards, log, onFatal }: LoginOptions,
  listen: (client: Client) => void,
  readsMessages: boolean,
): Promise<Client<true> | undefined> {
  const words = messagesFor('en').discord;
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(readsMessages ? [GatewayIntentBits.MessageContent] : []),
    ],
    // Without it the library drops messages of direct channels that it has not seen before.
    partials: [Partials.Channel],
    allowedMentions: { parse: [], repliedUser: false },
    rest: { api: apiUrl, version: '10' },
    presence: {
      activities: [
        {
          name: 'Reelay',
          type: ActivityType.Custom,
          state: readsMessages ? words.presence : words.presenceMentionOnly,
        },
      ],
    },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      // Events are read as they come; only channels, roles and the bot's own membership are looked up.
      MessageManager: 0,
      GuildMemberManager: { maxSize: 1, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 1, keepOverLimit: (user) => user.id === user.client.user.id },
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildScheduledEventManager: 0,
      StageInstanceManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      ThreadMemberManager: 0,
      VoiceStateManager: 0,
    }),
    ...(shards === undefined ? { shards: 'auto' } : { shards: shards.ids, shardCount: shards.count }),
  });
  let closedWith: number | undefined;
  let loggedIn = false;
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    closedWith = code;
    if (!loggedIn) return;
    log.error({ shard, code }, hint(code));
    onFatal(new Error(hint(code)));
  });
  client.on(Events.ShardError, (error, shard) => {
    // What closed it for good has been said already.
    if (closedWith === undefined) log.warn({ shard, err: loggable(error) }, 'a connection to Discord failed');
  });
  client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, 'connecting to Discord again'));
  client.on(Events.ShardResume, (shard, events) =>
    log.info({ shard, events }, 'the connection to Discord goes on'),
  );
  client.on(Events.Error, (error) => log.error({ err: loggable(error) }, 'discord.js reports an error'));
  client.on(Events.Warn, (message) => log.warn(message));
  listen(client);
  try {
    await client.login(token);
  } catch (error) {
    await client.destroy();
    if (closedWith === disallowedIntents && readsMessages) return undefined;
    throw new Error(loginTrouble(error, closedWith), { cause: error });
  }
  loggedIn = true;
  return client as Client<true>;
}

const shardTrouble = 'Discord does not accept these shards (docs/settings.md#shards)';
const hints = new Map<number, string>([
  [
    authenticationFailed,
    'Discord no longer accepts DISCORD_TOKEN. Make a new one and start again (docs/settings.md#discord_token)',
  ],
  [GatewayCloseCodes.InvalidShard, shardTrouble],
  [GatewayCloseCodes.ShardingRequired, shardTrouble],
]);
const hint = (code: number): string => hints.get(code) ?? 'Discord closed the connection for good';

function loginTrouble(error: unknown, closedWith: number | undefined): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'TokenInvalid' || closedWith === authenticationFailed) return tokenTrouble;
  if (closedWith !== undefined) return hint(closedWith);
  return `Discord cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
}

export const tokenTrouble =
  'Discord does not accept DISCORD_TOKEN. It is the bot token of your application (Developer Portal, Bot, Reset Token), not its client secret (docs/settings.md#discord_token)';
