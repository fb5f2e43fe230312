import type { Clock } from '#src/ports.ts';
import type { TelegramMessage } from './schema.ts';

/** An album has no end mark: it is whole when no part has come for this long. */
const albumWaitMs = 1_500;

type Album = { parts: TelegramMessage[]; lastAt: number; stored: Promise<void> };
const rememberedParts = 1_000;

/** Puts albums together, which Telegram sends as one update a part. */
export type Albums = {
  /**
   * Takes a part. The first one calls `begin` with the parts to come; all of them wait for what it gives.
   * `begin` should claim the chat's next place and then wait for the parts there.
   */
  add(
    part: TelegramMessage,
    begin: (whole: () => Promise<TelegramMessage[]>) => Promise<void>,
  ): Promise<void>;
  /** The id under which a message was taken: for a part of an album the first part's. */
  idOf(message: TelegramMessage): string;
};

export function createAlbums({ clock, signal }: { clock: Clock; signal: AbortSignal }): Albums {
  const open = new Map<string, Album>();
  const firstIds = new Map<string, string>();

  function remember(parts: TelegramMessage[]): void {
    const first = Math.min(...parts.map(({ message_id: id }) => id));
    for (const { chat, message_id: id } of parts) firstIds.set(`${chat.id}:${id}`, String(first));
    for (const key of firstIds.keys()) {
      if (firstIds.size <= rememberedParts) break;
      firstIds.delete(key);
    }
  }

  return {
    add(part, begin) {
      const key = `${part.chat.id}:${part.media_group_id}`;
      const known = open.get(key);
      if (known !== undefined) {
        known.parts.push(part);
        known.lastAt = clock.now();
        return known.stored;
      }
      const album: Album = { parts: [part], lastAt: clock.now(), stored: Promise.resolve() };
      open.set(key, album);
      album.stored = begin(async () => {
        for (let restMs = albumWaitMs; restMs > 0;) {
          await clock.sleep(restMs, signal);
          const leftMs = album.lastAt + albumWaitMs - clock.now();
          // More than that is left only where the clock was set back.
          restMs = leftMs > albumWaitMs ? 0 : leftMs;
        }
        open.delete(key);
        remember(album.parts);
        return album.parts;
      });
      return album.stored;
    },
    idOf: ({ chat, message_id: id }) => firstIds.get(`${chat.id}:${id}`) ?? String(id),
  };
}
