import { createParser, type ParseError } from 'eventsource-parser';

/** One server-sent event, or a comment. `isTail` marks an event the stream ended in the middle of. */
export type Frame =
  | { kind: 'comment' }
  | { kind: 'event'; name: string | undefined; data: string; isTail: boolean };

/** Characters of one event. A draft travels whole in one; the largest seen had 80,000. */
const maxEventChars = 16 * 1024 * 1024;

export type FrameReader = {
  feed(bytes: Uint8Array): Iterable<Frame>;
  /** What is left when the stream is over. */
  end(): Iterable<Frame>;
};

/**
 * Cuts bytes into frames, whatever the line ends and wherever the chunks are split. Throws the parser's
 * error for an event beyond all measure.
 */
export function createFrameReader(): FrameReader {
  const decoder = new TextDecoder();
  let frames: Frame[] = [];
  let tooLarge: ParseError | undefined;
  let isTail = false;
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onEvent: ({ event, data }) => frames.push({ kind: 'event', name: event, data, isTail }),
    onComment: () => frames.push({ kind: 'comment' }),
    onError: (error) => {
      // The other kinds are lines that are no fields, which the standard passes over.
      if (error.type === 'max-buffer-size-exceeded') tooLarge = error;
    },
  });

  function* take(): Generator<Frame> {
    const taken = frames;
    frames = [];
    yield* taken;
    if (tooLarge !== undefined) throw tooLarge;
  }

  return {
    feed(bytes) {
      parser.feed(decoder.decode(bytes, { stream: true }));
      return take();
    },
    end() {
      // An event without its closing blank line is handed on too, marked: it may be whole but for that line.
      parser.feed(decoder.decode());
      isTail = true;
      parser.feed('\n\n');
      return take();
    },
  };
}
