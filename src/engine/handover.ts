import { isAppError } from '#src/errors.ts';
import type { SessionRef } from '#src/core/remote.ts';
import type { EngineDeps } from './deps.ts';
import { busyWaitMs } from './outcome.ts';
import type { Sessions } from './sessions.ts';
import { answerLost, isFetchRefusal } from './upload-faults.ts';

/** A session, and how many files the backend had in it before. */
type Ready = { session: SessionRef; filesBefore: number };

/** How one file gets into a session, and not twice. */
export type Handover = {
  /** The session, and how many files it has. */
  look(projectId: string, signal: AbortSignal): Promise<Ready>;
  /**
   * The same for a file that is here now and not again: a new session takes it where the old one is gone, and a
   * busy backend is asked once more, since no worker is held up by the wait.
   */
  readyToReceive(projectId: string, signal: AbortSignal): Promise<Ready>;
  /**
   * Runs `send` and, where its answer got lost, lets the backend's list of files tell whether it arrived:
   * sending the same file again would put it on the timeline twice.
   */
  once(
    session: SessionRef,
    filesBefore: number,
    send: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Has the backend fetch a file by itself. False where it could not, and so has nothing of it. */
  fetches(session: SessionRef, link: string, mediaId: string, signal: AbortSignal): Promise<boolean>;
};

type HandoverDeps = Pick<EngineDeps, 'agent' | 'clock' | 'log' | 'settings'> & { sessions: Sessions };

export function createHandover({ agent, clock, log, settings, sessions }: HandoverDeps): Handover {
  const look: Handover['look'] = (projectId, signal) =>
    sessions.withSession(
      projectId,
      async (session) => ({ session, filesBefore: (await agent.state(session, signal)).videoInfos.length }),
      signal,
    );

  return {
    look,

    async readyToReceive(projectId, signal) {
      try {
        return await look(projectId, signal);
      } catch (error) {
        if (isAppError(error, 'nemo.rate-limited')) {
          await clock.sleep(busyWaitMs(error, settings.rateLimitWaitMs), signal);
        } else if (!isAppError(error, 'nemo.session-not-found')) throw error;
        return look(projectId, signal);
      }
    },

    async once(session, filesBefore, send, signal) {
      try {
        await send();
      } catch (error) {
        if (!answerLost(error)) throw error;
        const { videoInfos } = await agent.state(session, signal);
        if (videoInfos.length <= filesBefore) throw error;
        log.info('an upload without an answer had arrived');
      }
    },

    async fetches(session, link, mediaId, signal) {
      try {
        await agent.uploadUrls(session, [link], signal);
        return true;
      } catch (error) {
        // An address that is good for us may not be good for the backend.
        if (answerLost(error) || !isFetchRefusal(error)) throw error;
        log.info({ mediaId, err: error }, 'the backend could not fetch a link; the bytes go by us');
        return false;
      }
    },
  };
}
