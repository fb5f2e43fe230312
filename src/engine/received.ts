import { toFootage } from '#src/core/footage.ts';
import { suggest } from '#src/core/suggestions.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Answer } from './answer.ts';
import { storeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import type { Sessions } from './sessions.ts';

/** The answer to files that came without words: what was seen of them, and three things to do. */
export type Received = (turn: Turn, signal: AbortSignal) => Promise<Answer>;

export function createReceived(
  deps: Pick<EngineDeps, 'store' | 'agent' | 'log'> & { sessions: Sessions },
): Received {
  const { store, agent, sessions, log } = deps;

  async function look(turn: Turn, signal: AbortSignal): Promise<{ videoInfos: unknown[]; draft: unknown }> {
    try {
      const state = await sessions.withSession(turn.projectId, (s) => agent.state(s, signal), signal);
      return { videoInfos: state.videoInfos, draft: state.draft?.value };
    } catch (error) {
      signal.throwIfAborted();
      // The files are there all the same; only their facts are not.
      log.warn({ turnId: turn.id, err: error }, 'the state could not be read after an upload');
      return { videoInfos: [], draft: undefined };
    }
  }

  return async (turn, signal) => {
    const words = messagesFor(turn.locale);
    const files = toFootage(await store.media.list(turn.mediaIds), await look(turn, signal));
    const wanted = suggest(files).map((name) => ({
      label: words.suggestion[name],
      action: {
        do: 'plan' as const,
        plan: [{ do: 'edit' as const, text: words.suggestion[name] }],
        projectId: turn.projectId,
      },
    }));
    return { text: words.uploaded({ files }), buttons: await storeButtons(store, turn, wanted) };
  };
}
