import { AppError } from '#src/errors.ts';
import type { OutboundFile } from '#src/core/message.ts';
import type { OpenFile } from '#src/ports.ts';

/** A file on its way out, with its size known before its first byte. */
export type Upload = {
  name: string;
  mime: string;
  bytes: number;
  /** What a picture shows, for who does not see it. */
  description?: string | undefined;
  /** The bytes from the first on, at each call. */
  read(): AsyncIterable<Uint8Array>;
  /** Lets go of what was opened and will not be read. */
  discard(): Promise<void>;
};

/** Opens a finished video. Throws where it cannot be opened, or does not tell its size. */
export async function openVideo(file: OutboundFile, open: OpenFile): Promise<Upload> {
  const closed = new AbortController();
  const first = await open(file, closed.signal);
  const bytes = first.bytes ?? file.bytes;
  if (bytes === undefined) throw new AppError('chat.refused', {}, 'the size of the video is not known');
  let unread: typeof first | undefined = first;
  return {
    name: file.name,
    mime: file.mime,
    bytes,
    async *read() {
      try {
        const opened = unread ?? (await open(file, closed.signal));
        unread = undefined;
        yield* opened.body;
      } catch (error) {
        // The backend's trouble, told apart from Discord's: the message goes out without its file.
        throw new AppError('chat.refused', {}, 'the video could not be read', { cause: error });
      }
    },
    async discard() {
      closed.abort();
      await unread?.body[Symbol.asyncIterator]().return?.();
    },
  };
}
