import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';
import type { Sessions } from './sessions.ts';

/** Where more credits are to be had for the project of a turn, in words with a link. `bindId`: as an answer had it. */
export type TopUp = {
  words(turn: Turn, signal: AbortSignal, bindId?: string): Promise<string>;
  /** Where an anonymous account becomes a registered one. */
  registration(turn: Turn, signal: AbortSignal, bindId?: string): Promise<string>;
};

export function createTopUp(
  deps: Pick<EngineDeps, 'store' | 'agent' | 'settings'> & { sessions: Sessions },
): TopUp {
  const { store, agent, sessions, settings } = deps;

  /** The id is the session's, from whatever answer had it. */
  const registration: TopUp['registration'] = async (turn, signal, known) => {
    const project = await store.projects.get(turn.projectId);
    let bindId = known ?? project?.bindId;
    if (bindId == null && project?.sessionId != null) {
      bindId = await sessions
        .withSession(turn.projectId, async (s) => (await agent.state(s, signal)).bindId, signal, 'keep')
        .catch(() => undefined);
    }
    return bindId == null ? settings.webUrl : `${settings.webUrl}/?bind=${encodeURIComponent(bindId)}`;
  };

  return {
    registration,
    async words(turn, signal, bindId) {
      const words = messagesFor(turn.locale);
      const { kind } = await sessions.accountOf(turn.projectId);
      return kind === 'anonymous'
        ? words.register({ url: await registration(turn, signal, bindId) })
        : words.topUp({ url: settings.webUrl });
    },
  };
}
