export const isHan = (word: string): boolean => /^\p{Script=Han}/u.test(word);

/** No word of the lexicon is longer. */
const longest = 8;

/**
 * The words as `knows` has them, or nothing where one is unknown. Chinese has no spaces, so it is cut anew for
 * whoever asks: 先别|剪 for one, 先|别剪了 for another.
 */
export function partsOf(list: string[], knows: (word: string) => boolean): string[] | undefined {
  const parts: string[] = [];
  for (let i = 0; i < list.length; i += 1) {
    let word = list[i] ?? '';
    if (isHan(word)) {
      while (isHan(list[i + 1] ?? '')) word += list[++i] ?? '';
      const cut = cutHan(word, knows);
      if (cut === undefined) return undefined;
      parts.push(...cut);
    } else if (knows(word)) parts.push(word);
    else return undefined;
  }
  return parts;
}

/** Longest words first; a place that led nowhere is not tried again. */
function cutHan(text: string, knows: (word: string) => boolean): string[] | undefined {
  const dead = new Set<number>();
  const from = (at: number): string[] | undefined => {
    if (at === text.length) return [];
    if (dead.has(at)) return undefined;
    for (let length = Math.min(longest, text.length - at); length > 0; length -= 1) {
      const word = text.slice(at, at + length);
      const rest = knows(word) ? from(at + length) : undefined;
      if (rest !== undefined) return [word, ...rest];
    }
    dead.add(at);
    return undefined;
  };
  return from(0);
}
