import type { Render } from '#src/core/records.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Answer } from './answer.ts';
import { makeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import type { Results } from './results.ts';

/**
 * A result once more, with a link that works: that version of the turn's project, else the newest of the thread.
 * A result of the same person that its own place did not take is found from anywhere.
 */
export type Last = (turn: Turn, version: number | undefined, signal: AbortSignal) => Promise<Answer>;

export function createLast({ store, results }: Pick<EngineDeps, 'store'> & { results: Results }): Last {
  return async (turn, version, signal) => {
    const words = messagesFor(turn.locale);
    const render =
      version === undefined ? await newest(turn) : await store.history.version(turn.projectId, version);
    if (render === undefined) {
      if (version !== undefined) return { text: words.project.noSuchVersion({ version }) };
      const rendering = (await store.turns.latest(turn.threadKey, 'rendering')) !== undefined;
      return { text: rendering ? words.project.stillRendering : words.project.nothingExported };
    }
    const now = await results.refreshed(render, signal);
    if (now !== undefined) return results.finished(turn, now, signal);
    const owner = { ...turn, projectId: render.projectId };
    return {
      text: words.project.resultGone({ version: render.version }),
      buttons: render.threadKey === turn.threadKey ? await makeButtons(store, owner, ['exportAgain']) : [],
    };
  };

  async function newest(turn: Turn): Promise<Render | undefined> {
    const here = await store.history.newest(turn.threadKey);
    const missed = await store.history.missed(turn.threadKey, turn.authorId);
    return missed !== undefined && (here === undefined || missed.createdAt > here.createdAt) ? missed : here;
  }
}
