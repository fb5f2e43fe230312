import type { Calls } from '#sandbox/ledger.ts';
import type { Platform, Said } from './said.ts';

const platforms: Platform[] = ['web', 'telegram', 'discord'];

/** Something that must not be, and the message it happened to. */
export type Problem = { what: string; said?: Said };

export type Ledger = {
  rows: Record<string, number | string>;
  problems: Problem[];
  /** Last words that came twice on Telegram, which has no key against it. */
  telegramTwice: Said[];
  /** Edits for which no run was ever posted, by what people were told instead: it must be true. */
  notPosted: Map<string, Said[]>;
};

/** Names, numbers and what was said before the last paragraph taken out, so that like answers are one. */
function toldInstead({ heard }: Said): string {
  const text = heard.findLast(({ kind }) => kind === 'last')?.text ?? 'nothing';
  return text
    .replaceAll(/Q[a-z]+\d+n\d+/g, 'Q')
    .replaceAll(/\d+/g, '#')
    .replaceAll(/\s+/g, ' ');
}

/** The books at the end, kept by the stand-ins alone: what was said, bought, made and posted. */
export function keepBooks(all: Said[], calls: Calls): Ledger {
  const problems: Problem[] = [];
  const lost = all.filter(({ isLost }) => isLost);
  const owed = all.filter(({ isLost }) => !isLost);
  const lastWords = (said: Said): Said['heard'] => said.heard.filter(({ kind }) => kind === 'last');
  const countOf = (what: Said[], platform: Platform): number =>
    what.filter((said) => said.platform === platform).length;

  const unanswered = owed.filter((said) => lastWords(said).length === 0);
  for (const said of unanswered) problems.push({ what: 'was never answered', said });
  const twice = owed.filter((said) => lastWords(said).length > 1);
  const telegramTwice = twice.filter(({ platform }) => platform === 'telegram');
  for (const said of twice) {
    if (said.platform !== 'telegram') problems.push({ what: 'was answered twice', said });
  }

  const runs = Map.groupBy(calls.runs, ({ text }) => /"(Q\w+)"/.exec(text)?.[1] ?? text);
  const bought = new Map([...runs].map(([mark, posted]) => [mark, posted.length]));
  const boughtTwice = all.filter(({ mark }) => (bought.get(mark) ?? 0) > 1);
  for (const said of boughtTwice) problems.push({ what: 'was bought twice', said });
  for (const mark of bought.keys()) {
    if (!all.some((said) => said.mark === mark && said.isEdit))
      problems.push({ what: `a run that nobody asked for: ${mark}` });
  }

  const unposted = owed.filter((said) => said.isEdit && !bought.has(said.mark));
  const notPosted = Map.groupBy(unposted, toldInstead);

  const shown = new Map<string, Set<Said>>();
  for (const said of all) {
    for (const id of lastWords(said).flatMap(({ renders }) => renders))
      shown.set(id, (shown.get(id) ?? new Set()).add(said));
  }
  const missing = calls.renders.filter(({ id }) => !shown.has(id));
  for (const { id } of missing) problems.push({ what: `a render whose video nobody got: ${id}` });
  const submittedTwice = calls.renders.filter(({ submits }) => submits > 1);
  for (const { id } of submittedTwice) problems.push({ what: `a render submitted twice: ${id}` });
  for (const said of owed) {
    const ids = new Set(lastWords(said).flatMap(({ renders }) => renders));
    if (ids.size > 1) problems.push({ what: `was rendered ${ids.size} times`, said });
  }

  const uploads = Map.groupBy(calls.uploads, ({ name }) => name.replace(/\.mp4$/, ''));
  const uploadedTwice = all.filter(({ mark }) => (uploads.get(mark)?.length ?? 0) > 1);
  // What comes in the request itself is gone with it: the person sends it once more, and it arrives once more.
  for (const said of uploadedTwice)
    if (said.platform !== 'web') problems.push({ what: 'had its clip handed over twice', said });
  if (calls.concurrentRuns > 0)
    problems.push({ what: `two runs at once in a session, ${calls.concurrentRuns} times` });
  if (calls.draftMismatches > 0)
    problems.push({ what: `${calls.draftMismatches} exports of a draft that never was` });

  const perPlatform = (what: Said[]): string =>
    platforms.map((platform) => `${platform} ${countOf(what, platform)}`).join(', ');
  return {
    problems,
    telegramTwice,
    notPosted,
    rows: {
      'messages sent': `${all.length} (${perPlatform(all)})`,
      'lost by Discord itself, with no gateway to bring them to': lost.length,
      'messages owed an answer': owed.length,
      'answered with exactly one last word': owed.length - unanswered.length - twice.length,
      'answered by nobody': unanswered.length,
      'last words twice': `${twice.length} (${perPlatform(twice)})`,
      'status messages twice': owed.filter(
        ({ heard }) => heard.filter(({ kind }) => kind === 'status').length > 1,
      ).length,
      'edits asked for': owed.filter(({ isEdit }) => isEdit).length,
      '`/run_sse` posted': calls.runs.length,
      'edits without a run': unposted.length,
      'bought twice': boughtTwice.length,
      'renders submitted': calls.renders.length,
      'renders submitted twice': submittedTwice.length,
      'results posted': shown.size,
      'results missing': missing.length,
      'clips handed over twice': `${uploadedTwice.length} (${perPlatform(uploadedTwice)})`,
    },
  };
}
