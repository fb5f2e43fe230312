import { createHash } from 'node:crypto';
import { cleanFileName } from '#src/core/file-name.ts';
import { fromThreadKey, toThreadKey, type ThreadKey } from '#src/core/message.ts';

/** Characters a message may have. Longer texts are no instructions any more. */
export const maxTextChars = 10_000;
/** Files a message may bring. */
export const maxFiles = 10;

/** The key of a web thread, or nothing where the id in a URL is not one. */
export function threadKeyOf(threadId: string): ThreadKey | undefined {
  return fromThreadKey(`web:${threadId}`)?.parts.length === 1 ? toThreadKey('web', threadId) : undefined;
}

/**
 * Who writes in a web chat. Nobody signs in as somebody here: a chat is known to whoever has its id, so the
 * chat is the person. An account linked in it, or the wish to be forgotten, reaches no other chat.
 */
export function authorOf(key: ThreadKey): string {
  return fromThreadKey(key)?.parts[0] ?? '';
}

/** A file's name as a form wrote it: the HTML standard's multipart encoding puts quotes this way. */
export function cleanName(name: string): string {
  return cleanFileName(name.replaceAll('%22', '"'));
}

/** The id of a message sent under a key of the client's own: the same key is the same message. */
export function messageIdOf(threadKey: ThreadKey, idempotencyKey: string): string {
  return createHash('sha256').update(`${threadKey}\n${idempotencyKey}`).digest('base64url').slice(0, 22);
}

export function tooLong(text: string): boolean {
  return text.length > maxTextChars && Array.from(text).length > maxTextChars;
}
