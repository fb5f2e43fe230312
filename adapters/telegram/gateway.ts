import { join } from 'node:path';
import { createApi, toApiSignal, toChatError, type TelegramAccess } from './api.ts';
import { setCommands } from './commands.ts';
import { createInbox } from './inbox.ts';
import { isBadToken, poll } from './polling.ts';
import { meSchema, updateSchema, wantedUpdates, type Me, type TelegramUpdate } from './schema.ts';
import { createUpdates, type UpdatesOptions } from './updates.ts';
import { createWebhook } from './webhook.ts';

export type TelegramGatewayOptions = Omit<UpdatesOptions, 'api'> &
  TelegramAccess & {
    /** Where Telegram is to bring updates; without it they are fetched. */
    webhook: { url: string; secret: string } | undefined;
    dataDir: string;
    /** Ids of those who are offered the commands of admins. */
    admins: string[];
    /** Called at most once, when nothing can be received any more: the token was taken back. */
    onFatal: (error: Error) => void;
  };

export type TelegramGateway = {
  /**
   * Gives when the token is known to be good, or Telegram cannot be reached; rejects where it is not. `notes` are
   * worth showing to whoever started the process.
   */
  start(): Promise<{ notes: string[] }>;
  /** False until Telegram has said who we are. */
  isReady(): boolean;
  /** Receives nothing new, and resolves when what was received is stored and answered. */
  stop(): Promise<void>;
  webhook: Pick<ReturnType<typeof createWebhook>, 'isCall' | 'answer'> | undefined;
};

const longestPauseMs = 60_000;
/** As many calls at once as Telegram makes: each is answered when its update is stored, so more of them are more a second. */
const maxConnections = 100;

/** Receives Telegram's updates, by long polling or by a webhook. */
export function createTelegramGateway(options: TelegramGatewayOptions): TelegramGateway {
  const { clock, log, webhook: wanted } = options;
  const api = createApi(options);
  const stopping = new AbortController();
  const { signal } = stopping;
  const updates = createUpdates({ ...options, api }, signal);
  const known = Promise.withResolvers<Me>();
  let running: Promise<void> = Promise.resolve();
  let isKnown = false;
  void known.promise.then(
    () => (isKnown = true),
    () => undefined,
  );

  const take = async (update: TelegramUpdate): Promise<void> => updates.take(update, await known.promise);

  async function takeRaw(raw: unknown): Promise<void> {
    const update = updateSchema.safeParse(raw);
    if (update.success) return take(update.data);
    log.error({ problem: update.error.message.slice(0, 500) }, 'an update could not be read and is left out');
    return undefined;
  }

  const webhook =
    wanted === undefined
      ? undefined
      : createWebhook({
          ...wanted,
          inbox: createInbox(join(options.dataDir, 'telegram-inbox')),
          log,
          take,
        });

  /** Who we are. Asks until Telegram answers; a refused token is an error in words. */
  async function introduce(): Promise<Me> {
    try {
      return meSchema.parse(await api.getMe(toApiSignal(signal)));
    } catch (error) {
      throw isBadToken(error) ? badToken() : toChatError(error);
    }
  }

  async function introduceAgain(): Promise<Me> {
    for (let pauseMs = 1_000; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      await clock.sleep(pauseMs, signal);
      try {
        return await introduce();
      } catch (error) {
        if (error instanceof BadTokenError) throw error;
        log.warn({ err: error }, 'Telegram does not answer; it is asked again');
      }
    }
  }

  async function receive(me: Me | undefined): Promise<void> {
    known.resolve(me ?? (await introduceAgain()));
    await setCommands(api, options.admins).catch((error: unknown) =>
      log.warn({ err: toChatError(error) }, 'the menu of commands could not be set'),
    );
    if (webhook === undefined || wanted === undefined) {
      await api.deleteWebhook().catch(() => undefined);
      return poll({ api, clock, log, take: takeRaw }, signal);
    }
    await webhook.resume();
    await announce(wanted);
  }

  async function announce({ url, secret }: { url: string; secret: string }): Promise<void> {
    for (let pauseMs = 1_000; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      try {
        await api.setWebhook(url, {
          secret_token: secret,
          allowed_updates: wantedUpdates,
          max_connections: maxConnections,
        });
        return;
      } catch (error) {
        if (isBadToken(error)) throw badToken();
        log.warn({ err: toChatError(error) }, 'Telegram did not take the webhook address; it is told again');
        await clock.sleep(pauseMs, signal);
      }
    }
  }

  return {
    async start() {
      const me = await introduce().catch((error: unknown) => {
        if (error instanceof BadTokenError) throw error;
        log.warn({ err: error }, 'Telegram does not answer; it is asked again');
        return undefined;
      });
      running = receive(me).catch((error: unknown) => {
        // Who waits for it to hand on an update waits no longer.
        known.reject(error);
        if (signal.aborted) return;
        log.fatal({ err: error }, 'Telegram cannot be received from any more');
        options.onFatal(isBadToken(error) ? badToken() : (error as Error));
      });
      return { notes: me === undefined ? [] : [`Telegram: @${me.username}`] };
    },
    isReady: () => isKnown,
    async stop() {
      stopping.abort();
      await running;
      await webhook?.settled();
      await updates.settled();
    },
    webhook,
  };
}

class BadTokenError extends Error {
  override readonly name = 'BadTokenError';
}

const badToken = (): BadTokenError =>
  new BadTokenError(
    'Telegram does not know the bot token in TELEGRAM_TOKEN: take the present one from @BotFather (docs/settings.md#telegram_token)',
  );
