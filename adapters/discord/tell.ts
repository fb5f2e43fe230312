import { randomUUID } from 'node:crypto';
import { AppError } from '#src/errors.ts';
import { textReply, type Locale, type ThreadKey } from '#src/core/message.ts';
import type { Log } from '#src/ports.ts';
import { loggable, toChatError } from './faults.ts';
import type { DiscordDeps } from './deps.ts';

/** Anything thrown, as an error with words. What nobody foresaw is logged under the number that the person sees. */
export function toAppError(error: unknown, log: Log): AppError {
  const known = loggable(error);
  if (known instanceof AppError) return known;
  const incident = randomUUID().slice(0, 8);
  log.error({ incident, err: error }, 'a message could not be taken');
  return new AppError('internal', { incident });
}

/** Answers a message that did not become a turn, with words or with those of an error. */
export async function tell(
  { messenger, words, log }: Pick<DiscordDeps, 'messenger' | 'words' | 'log'>,
  { threadKey, replyTo, locale }: { threadKey: ThreadKey; replyTo: string; locale: Locale },
  what: unknown,
): Promise<void> {
  const text = typeof what === 'string' ? what : words(toAppError(what, log), locale);
  const kind = typeof what === 'string' ? 'info' : 'error';
  try {
    await messenger.post(threadKey, textReply(replyTo, kind, text), `${replyTo}:told`, noFile);
  } catch (error) {
    log.warn({ threadKey, err: toChatError(error) }, 'an answer could not be posted');
  }
}

export const noFile = (): never => {
  throw new Error('this message brings no file');
};
