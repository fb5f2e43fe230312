import { setTimeout as sleep } from 'node:timers/promises';
import { newSaid, type News, type Person, type Said } from './said.ts';

/** How long somebody waits for an answer before they say something else. */
const patienceMs = 60_000;
/** After so many edits a new project is begun, as timelines would grow for ever. */
const editsOfProject = 5;

/** One person's conversation, until `over`: clips, edits, exports, questions, sometimes two things at once. */
export async function talk(options: {
  person: Person;
  clip: string;
  random: (limit: number) => number;
  pauseMs: number;
  news: News;
  over: AbortSignal;
  note: (said: Said) => void;
}): Promise<void> {
  const { person, clip, random, pauseMs, news, over, note } = options;
  let edits = 0;
  let count = 0;
  let hasClip = false;

  async function say(
    text: (mark: string) => string,
    more: Partial<Pick<Said, 'clip' | 'isEdit' | 'isExport'>> = {},
  ): Promise<Said> {
    count += 1;
    const mark = `Q${person.name.replace(/\W/g, '')}n${count}`;
    const said = newSaid({ person, mark, text: text(mark), ...more });
    note(said);
    await person.say(said);
    return said;
  }

  async function sayNext(): Promise<Said> {
    if (edits >= editsOfProject) {
      edits = 0;
      hasClip = false;
      return say(() => 'new project');
    }
    if (hasClip && random(100) < 15) return say(() => (random(2) === 0 ? 'credits' : 'help'));
    const isExport = random(100) < 30;
    const isFirst = !hasClip;
    hasClip = true;
    edits += 1;
    return say((mark) => `add a title "${mark}"${isExport ? ', export' : ''}`, {
      isEdit: true,
      isExport,
      clip: isFirst ? clip : undefined,
    });
  }

  const isAnswered = (said: Said): boolean => said.isLost || said.heard.some(({ kind }) => kind === 'last');
  await sleep(random(pauseMs));
  while (!over.aborted) {
    const open = [await sayNext()];
    if (random(100) < 25) open.push(await sayNext());
    await Promise.race([
      news.until(() => open.every(isAnswered), patienceMs),
      new Promise((resolve) => over.addEventListener('abort', resolve, { once: true })),
    ]);
    await sleep(pauseMs / 4 + random(pauseMs), undefined, { signal: over }).catch(() => undefined);
  }
}
