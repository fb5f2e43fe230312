import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import { RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { AppError } from '#src/errors.ts';

/** Discord's own code of a refusal, where it is one. */
export function codeOf(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? Number(error.code) : undefined;
}

export const isCode = (error: unknown, ...codes: number[]): boolean => codes.includes(codeOf(error) ?? -1);

const closed: ReadonlySet<number> = new Set<number>([
  Code.UnknownChannel,
  Code.UnknownGuild,
  Code.MissingAccess,
  Code.MissingPermissions,
  Code.CannotSendMessagesToThisUser,
  Code.CannotSendMessagesInNonTextChannel,
  Code.CannotExecuteActionOnThisChannelType,
  Code.ThreadLocked,
  // No mutual server: the person left the last one.
  50278,
]);

/** True where the place is gone, or closed to us: another one may do. */
export function isClosed(error: unknown): boolean {
  return closed.has(codeOf(error) ?? -1) || (error instanceof DiscordAPIError && error.status === 403);
}

/** True where the file was too much for this place. */
export function isTooLarge(error: unknown): boolean {
  const status = error instanceof DiscordAPIError || error instanceof HTTPError ? error.status : undefined;
  return status === 413 || isCode(error, Code.RequestEntityTooLarge);
}

/** The same without what the request held: its address may hold an interaction's token, its body words of people. */
export function loggable(error: unknown): unknown {
  const isDiscords =
    error instanceof DiscordAPIError || error instanceof HTTPError || error instanceof RateLimitError;
  return isDiscords ? toChatError(error) : error;
}

/** Anything thrown by a request, as the engine understands it. */
export function toChatError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const options = error instanceof Error ? { cause: error } : {};
  if (error instanceof RateLimitError) {
    return new AppError(
      'chat.busy',
      { retryAfterMs: error.retryAfter || error.timeToReset },
      error.route,
      options,
    );
  }
  if (!(error instanceof DiscordAPIError)) {
    // No answer, or none that counts: 5xx, a broken line, a token that was refused before.
    return new AppError('chat.busy', {}, error instanceof Error ? error.message : String(error), options);
  }
  const detail = `${error.status} ${error.code} ${error.message}`;
  if (isClosed(error)) return new AppError('chat.gone', {}, detail, options);
  // A refused token says nothing against the message: it goes out when the token is right again.
  if (error.status === 401 || error.status === 429) return new AppError('chat.busy', {}, detail, options);
  return new AppError('chat.refused', {}, detail, options);
}
