import { readdir } from 'node:fs/promises';
import { GrammyError } from 'grammy';
import { z } from 'zod';
import { ok, reasonOf, warning, wrong, type Finding } from '#src/core/finding.ts';
import { fromThreadKey, type ThreadKey } from '#src/core/message.ts';
import type { Check } from '#src/ports.ts';
import { createApi, toApiSignal } from './api.ts';
import { isGroup, toPlace } from './place.ts';
import { isBadToken } from './polling.ts';
import { meSchema, type Me } from './schema.ts';

export type TelegramCheckOptions = {
  token: string;
  apiRoot: string;
  filesDir: string | undefined;
  webhook: { url: string } | undefined;
};

const webhookInfo = z.object({
  url: z.string(),
  pending_update_count: z.number().default(0),
  last_error_message: z.string().optional(),
  /** Seconds since 1970. */
  last_error_date: z.number().optional(),
});
type WebhookInfo = z.infer<typeof webhookInfo>;

const member = z.object({ status: z.string(), can_send_messages: z.boolean().optional() });

/** More than a gateway that keeps up would ever leave there. */
const backlog = 100;
/** An older error is history: Telegram goes on telling the last one. */
const freshErrorMs = 60 * 60_000;
const telegramsOwn = 'https://api.telegram.org';

const hostOf = (url: string): string => URL.parse(url)?.host ?? '';

/** The token, privacy mode, how updates come, the Bot API server, and what the bot may do where the report goes. */
export function createTelegramCheck(options: TelegramCheckOptions, now: () => number): Check {
  return {
    name: 'telegram',
    async look(signal, here) {
      const api = createApi(options);
      const apiSignal = toApiSignal(signal);
      try {
        const me = meSchema.parse(await api.getMe(apiSignal));
        const [info, status, server] = await Promise.all([
          api.getWebhookInfo(apiSignal).then((raw) => webhookInfo.parse(raw)),
          statusHere(here, me),
          serverFindings(options),
        ]);
        return {
          findings: [
            ok('telegram.known', { name: me.username }),
            sight(me, status),
            ...(isSilenced(status) ? [wrong('telegram.here-silent', {})] : []),
            ...updateFindings(info, options, now()),
            ...server,
          ],
        };
      } catch (error) {
        if (signal.aborted) throw error;
        return { findings: [unreachable(error, options)] };
      }

      /** What the bot is in the group of the report; nothing elsewhere. */
      async function statusHere(key: ThreadKey | undefined, me: Me) {
        if (key === undefined || fromThreadKey(key)?.platform !== 'telegram') return undefined;
        const { chat_id: chatId } = toPlace(key);
        if (!isGroup(chatId)) return undefined;
        return member.parse(await api.getChatMember(chatId, me.id, apiSignal));
      }
    },
  };
}

type Status = z.infer<typeof member> | undefined;

const isSilenced = (status: Status): boolean =>
  status?.status === 'restricted' && status.can_send_messages === false;

function sight({ can_read_all_group_messages: seesAll }: Me, status: Status): Finding {
  if (seesAll === true) return ok('telegram.sees-all', {});
  return status?.status === 'administrator'
    ? ok('telegram.here-admin', {})
    : warning('telegram.privacy-mode', {});
}

function unreachable(error: unknown, { apiRoot, token }: TelegramCheckOptions): Finding {
  // A Bot API server says so with `ok: false`; another one behind this address answers otherwise.
  if (isBadToken(error)) return wrong('telegram.token-refused', {});
  const reason =
    error instanceof GrammyError
      ? `${error.error_code} ${error.description}`
      : reasonOf(error instanceof Error && 'error' in error ? error.error : error);
  // The address of every call holds the token, and stands before the reason.
  const bare = reason.replace(/^.* reason: /, '').replaceAll(token, '***');
  return wrong('telegram.unreachable', { root: apiRoot, reason: bare });
}

/** How updates come, as the settings want it and as Telegram tells it. */
export function updateFindings(
  info: WebhookInfo,
  { webhook, apiRoot }: TelegramCheckOptions,
  now: number,
): Finding[] {
  const pending = info.pending_update_count;
  const waiting = pending >= backlog ? [warning('telegram.backlog', { pending })] : [];
  if (webhook === undefined) {
    const host = hostOf(info.url);
    return [
      host === '' ? ok('telegram.polling', {}) : warning('telegram.webhook-left', { host }),
      ...waiting,
    ];
  }
  const host = hostOf(webhook.url);
  if (apiRoot === telegramsOwn && !webhook.url.startsWith('https:'))
    return [wrong('telegram.webhook-insecure', {})];
  if (info.url !== webhook.url) return [wrong('telegram.webhook-missing', { host }), ...waiting];
  const { last_error_message: error, last_error_date: at } = info;
  const isFresh = error !== undefined && (at === undefined || now - at * 1000 < freshErrorMs || pending > 0);
  return isFresh
    ? [wrong('telegram.webhook-failing', { host, error, pending })]
    : [ok('telegram.webhook', { host }), ...waiting];
}

async function serverFindings({ apiRoot, filesDir }: TelegramCheckOptions): Promise<Finding[]> {
  if (filesDir !== undefined) {
    try {
      await readdir(filesDir);
      return [ok('telegram.own-server', { folder: true })];
    } catch (error) {
      return [wrong('telegram.folder-unreadable', { reason: reasonOf(error) })];
    }
  }
  return apiRoot === telegramsOwn ? [] : [warning('telegram.own-server', { folder: false })];
}
