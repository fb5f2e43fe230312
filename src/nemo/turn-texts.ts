/**
 * The texts of the model turns in one stream. A streamed turn comes as pieces and then once more as a
 * whole; a turn that breaks off has only the pieces. Either way its text is given once.
 */
export type TurnTexts = {
  /** Takes a piece and gives what of it may be shown: half a character waits for its other half. */
  piece(speaker: string, text: string): string;
  /** Takes a whole text and gives the texts that are now complete. */
  whole(speaker: string, text: string): string[];
  /** Gives what was only ever there in pieces, of one speaker or of all. */
  flush(speaker?: string): string[];
};

type Pending = { text: string; held: string };

export function createTurnTexts(): TurnTexts {
  const pending = new Map<string, Pending>();

  function flush(speaker?: string): string[] {
    const speakers = speaker === undefined ? [...pending.keys()] : [speaker];
    return speakers.flatMap((key) => {
      const text = pending.get(key)?.text ?? '';
      pending.delete(key);
      return visible(text);
    });
  }

  return {
    flush,
    piece(speaker, text) {
      const before = pending.get(speaker) ?? { text: '', held: '' };
      const ready = before.held + text;
      const held = /[\uD800-\uDBFF]$/.exec(ready)?.[0] ?? '';
      pending.set(speaker, { text: before.text + text, held });
      return ready.slice(0, ready.length - held.length).toWellFormed();
    },
    whole(speaker, text) {
      if (text.trim() === '') return [];
      // Tool results of the same turn may stand between its pieces and its whole, so a turn is known by its
      // words. Pieces with other words are those of an earlier turn that never came whole.
      const pieces = bare(pending.get(speaker)?.text ?? '');
      if (bare(text).startsWith(pieces)) pending.delete(speaker);
      return [...flush(speaker), ...visible(text)];
    },
  };
}

function bare(text: string): string {
  return text.replace(/\s+/g, '');
}

function visible(text: string): string[] {
  return text.trim() === '' ? [] : [text.toWellFormed()];
}
