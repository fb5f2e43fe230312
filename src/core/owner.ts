import { fromThreadKey, type ThreadKey } from './message.ts';

/** Whose account it is: a person on a platform, whatever the thread. */
export function ownerOf(threadKey: ThreadKey, authorId: string): string {
  return `user:${fromThreadKey(threadKey)?.platform ?? ''}:${authorId}`;
}

/**
 * Whose starter account it is: the same person's, in a row of its own. Linking another account and unlinking it
 * leave that row alone, so that nobody draws a second starter token.
 */
export function starterOf(owner: string): string {
  return `starter:${owner.replace(/^user:/, '')}`;
}

/** The server or group that something was written in, as one name on all platforms; nothing for a private chat. */
export function placeOf(threadKey: ThreadKey, space: string): string;
export function placeOf(threadKey: ThreadKey, space: string | null | undefined): string | null;
export function placeOf(threadKey: ThreadKey, space: string | null | undefined): string | null {
  return space == null ? null : `place:${fromThreadKey(threadKey)?.platform ?? ''}:${space}`;
}

/** True for an account that is everybody's in a server or group. */
export function isShared(owner: string): boolean {
  return owner.startsWith('place:');
}
