import { createParser } from 'eventsource-parser';

/** One server-sent event, or a comment. `isTail` marks an event the stream ended in the middle of. */
export type Frame =
  | { kind: 'comment' }
  | { kind: 'event'; name: string | undefined; data: string; isTail: boolean };

/** Characters of one event. A draft travels whole in one; the largest seen had 80,000. */
const maxEventChars = 16 * 1024 * 1024;

export type FrameReader = {
  feed(bytes: Uint8Array): void;
  /** Says that the stream is over: gives what is left. */
  end(): void;
};

/**
 * Cuts bytes into frames, whatever the line ends and wherever the chunks are split, and hands each on at once: a list kept
 * from one chunk to the next would grow old, and what is put into it with it. Throws what `take` throws, and the parser's
 * error for an event beyond all measure; nothing may be fed after either.
 */
export function createFrameReader(take: (frame: Frame) => void): FrameReader {
  const decoder = new TextDecoder();
  let isTail = false;
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onEvent: ({ event, data }) => take({ kind: 'event', name: event, data, isTail }),
    onComment: () => take({ kind: 'comment' }),
    onError: (error) => {
      // The other kinds are lines that are no fields, which the standard passes over.
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });

  return {
    feed: (bytes) => parser.feed(decoder.decode(bytes, { stream: true })),
    end() {
      // An event without its closing blank line is handed on too, marked: it may be whole but for that line.
      parser.feed(decoder.decode());
      isTail = true;
      parser.feed('\n\n');
    },
  };
}
