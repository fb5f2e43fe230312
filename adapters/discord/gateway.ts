import { GatewayDispatchEvents, Status, type Client } from 'discord.js';
import { pickLocale } from '#src/i18n/index.ts';
import type { Clock } from '#src/ports.ts';
import { createAnswers } from './answers.ts';
import { createChannels } from './channels.ts';
import { logIn, type Shards } from './client.ts';
import { registerCommands } from './commands.ts';
import type { DiscordDeps } from './deps.ts';
import { loggable, toChatError } from './faults.ts';
import { createInteractions } from './interactions.ts';
import { createMessages } from './messages.ts';
import { createOrder } from './order.ts';

export type DiscordGatewayOptions = Omit<DiscordDeps, 'patience'> & {
  token: string;
  shards: Shards | undefined;
  clock: Clock;
  /** How long a message waits for a database that is away. */
  patienceMs?: number | undefined;
  /** Called where Discord will not have us any more. */
  onFatal: (error: Error) => void;
};

export type DiscordGateway = {
  /** Logs in. `notes` are worth showing to whoever started the process. */
  start(): Promise<{ notes: string[] }>;
  /** Takes nothing new, and resolves when what was taken is stored. */
  stop(): Promise<void>;
  isReady(): boolean;
};

/**
 * Receives from Discord. Payloads are taken as Discord sends them, by the client's own feed, before they are
 * made into anything: what is not needed is never built, and what is recorded in tests is the real thing.
 */
export function createDiscordGateway(options: DiscordGatewayOptions): DiscordGateway {
  const { log, clock, patienceMs = 5 * 60_000 } = options;
  const stopping = new AbortController();
  const underway = new Set<Promise<void>>();
  let client: Client | undefined;
  let readsMessages = true;

  function track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => log.error({ err: loggable(error) }, 'an event of Discord was lost'))
      .finally(() => underway.delete(tracked));
    underway.add(tracked);
  }

  let saidRival = false;
  function onRival(where: string): void {
    if (saidRival) return;
    saidRival = true;
    log.error(
      { where },
      'another process seems to answer with the same DISCORD_TOKEN. Stop one of them, or give each its own SHARD_IDS (docs/discord.md#two-processes-one-token)',
    );
  }

  function listen(next: Client): void {
    const channels = createChannels({ client: next, rest: options.rest, log, onRival });
    const patience = { ms: patienceMs, clock, stopping: stopping.signal, log };
    const shared = { ...options, patience, channels, order: createOrder() };
    const interactions = createInteractions({ ...shared, answers: createAnswers(options), onRival });
    const messages = createMessages({
      ...shared,
      readsMessages: () => readsMessages,
      localeOf: (guildId) => {
        const tag: string | undefined = next.guilds.cache.get(guildId ?? '')?.preferredLocale;
        // Every server that never chose stands on American English, so that says nothing.
        return tag === 'en-US' ? undefined : pickLocale(tag);
      },
    });
    const on = (event: GatewayDispatchEvents, take: (payload: unknown) => Promise<void>): void => {
      next.ws.on(event, (payload: unknown) => track(take(payload)));
    };
    on(GatewayDispatchEvents.MessageCreate, messages.created);
    on(GatewayDispatchEvents.MessageUpdate, messages.updated);
    on(GatewayDispatchEvents.MessageDelete, messages.deleted);
    on(GatewayDispatchEvents.MessageDeleteBulk, messages.deleted);
    on(GatewayDispatchEvents.InteractionCreate, interactions.created);
  }

  /** Commands that could not be registered are no reason to stop: the old ones work on. */
  async function register(applicationId: string): Promise<void> {
    try {
      await registerCommands({ rest: options.rest, applicationId, log });
    } catch (error) {
      log.error({ err: toChatError(error) }, 'the commands could not be registered');
    }
  }

  return {
    async start() {
      const login = await logIn(options, listen);
      ({ client, readsMessages } = login);
      // Commands are the whole app's, so one process of several sees to them.
      if (login.client.ws.shards.has(0)) await register(login.client.application.id);
      return {
        notes: readsMessages
          ? []
          : [
              'Discord: without the Message Content intent only messages that mention the bot are read (docs/discord.md#intents)',
            ],
      };
    },
    async stop() {
      stopping.abort();
      await client?.destroy();
      while (underway.size > 0) await Promise.all(underway);
    },
    isReady: () => client?.ws.shards.every(({ status }) => status === Status.Ready) ?? false,
  };
}
