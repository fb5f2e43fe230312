import { fromThreadKey, type ThreadKey } from './message.ts';

/** Whose account it is: a person on a platform, whatever the thread. */
export function ownerOf(threadKey: ThreadKey, authorId: string): string {
  return `user:${fromThreadKey(threadKey)?.platform ?? ''}:${authorId}`;
}
