import type { EngineDeps } from './deps.ts';
import type { Sessions } from './sessions.ts';

/**
 * The address of the web editor for a project, or nothing where it cannot be had now. It holds a claim token
 * alone, which opens this one project.
 */
export type EditorLink = (projectId: string, signal: AbortSignal) => Promise<string | undefined>;

export function createEditorLink(
  deps: Pick<EngineDeps, 'agent' | 'log'> & { sessions: Sessions },
): EditorLink {
  const { agent, sessions, log } = deps;
  return async (projectId, signal) => {
    try {
      const claim = sessions.withSession(projectId, (s) => agent.claimLink(s, signal), signal, 'keep');
      return await claim;
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ projectId, err: error }, 'no editor link could be had');
      return undefined;
    }
  };
}
