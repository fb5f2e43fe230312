import { fromThreadKey, type ThreadKey } from './core/message.ts';
import { AppError } from './errors.ts';
import type { FileSource, Messenger } from './ports.ts';

/** What serves a thread's platform, by the thread's key. */
function byPlatform<T>(parts: Record<string, T>): (key: ThreadKey) => T {
  return (key) => {
    const found = parts[fromThreadKey(key)?.platform ?? ''];
    // The platform is switched off in this process, or was never there: later processes may serve it.
    if (found === undefined) throw new AppError('chat.busy', {}, `nobody serves thread ${key}`);
    return found;
  };
}

/** One for the engine; the real ones are picked by the thread. */
export function routeFiles(parts: Record<string, FileSource>): FileSource {
  const of = byPlatform(parts);
  return {
    link: async (key, ref, signal) => of(key).link(key, ref, signal),
    open: async (key, ref, signal) => of(key).open(key, ref, signal),
  };
}

/** One for the engine; the real ones are picked by the thread. */
export function routeMessenger(parts: Record<string, Messenger>): Messenger {
  const of = byPlatform(parts);
  return {
    limits: (key) => of(key).limits(key),
    post: async (key, message, nonce, open) => of(key).post(key, message, nonce, open),
    edit: async (key, messageId, message) => of(key).edit(key, messageId, message),
    illustrate: async (key, messageId, message, image) => of(key).illustrate(key, messageId, message, image),
    showBusy: async (key) => of(key).showBusy(key),
  };
}
