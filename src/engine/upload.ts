import { randomUUID } from 'node:crypto';
import { isAppError } from '#src/errors.ts';
import type { ThreadKey } from '#src/core/message.ts';
import type { Media } from '#src/core/records.ts';
import type { SessionRef } from '#src/core/remote.ts';
import type { InboundHandler } from '#src/ports.ts';
import type { EngineDeps } from './deps.ts';
import { checkFile } from './intake.ts';
import type { Sessions } from './sessions.ts';

export type Uploads = {
  receive: InboundHandler['receive'];
  /**
   * Hands one linked file to the backend. `filesBefore` is what an earlier try noted through `note` before it
   * began: where the backend has more files than that by now, the file arrived and is not sent again.
   */
  uploadLink(
    link: { media: Media; url: string; filesBefore: number | undefined },
    note: (filesBefore: number) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Notes a linked file, to be handed over when its turn runs. Gives the media id. */
  noteLink(threadKey: ThreadKey, projectId: string, url: string, name?: string): Promise<string>;
};

type UploadDeps = Pick<EngineDeps, 'store' | 'agent' | 'log'> & { sessions: Sessions };

export function createUploads(deps: UploadDeps): Uploads {
  const { store, agent, sessions, log } = deps;

  /**
   * Runs `send` and, where its answer got lost, lets the backend's list of files tell whether it arrived:
   * sending the same file again would put it on the timeline twice.
   */
  async function once(
    session: SessionRef,
    filesBefore: number,
    send: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await send();
    } catch (error) {
      if (!answerLost(error)) throw error;
      const { videoInfos } = await agent.state(session, signal);
      if (videoInfos.length <= filesBefore) throw error;
      log.info('an upload without an answer had arrived');
    }
  }

  return {
    async receive(threadKey, file, locale) {
      const checked = await checkFile(file);
      const signal = new AbortController().signal;
      const { projectId } = await store.threads.ensure(threadKey, locale);
      // The body can be read once only, so token and session are proven by a cheap call before it goes.
      const { session, filesBefore } = await readyForUpload(projectId, signal);
      const id = randomUUID();
      await store.media.add({
        id,
        threadKey,
        projectId,
        name: checked.name,
        mime: checked.mime,
        bytes: checked.bytes ?? null,
        source: null,
      });
      let sent = 0;
      const body = counted(checked.body, (bytes) => (sent += bytes));
      try {
        await once(session, filesBefore, () => agent.upload(session, { ...checked, body }, signal), signal);
      } catch (error) {
        await store.media.settle(id, 'failed', null);
        throw error;
      }
      await store.media.settle(id, 'uploaded', sent);
      return id;
    },

    async noteLink(threadKey, projectId, url, name) {
      const id = randomUUID();
      await store.media.add({
        id,
        threadKey,
        projectId,
        name: name ?? nameOfLink(url),
        mime: 'application/octet-stream',
        bytes: null,
        source: { url },
      });
      return id;
    },

    async uploadLink({ media, url, filesBefore: noted }, note, signal) {
      const { session, filesBefore } = await readyForUpload(media.projectId, signal);
      if (noted === undefined || filesBefore <= noted) {
        await note(filesBefore);
        await once(session, filesBefore, () => agent.uploadUrls(session, [url], signal), signal);
      }
      await store.media.settle(media.id, 'uploaded', null);
    },
  };

  async function readyForUpload(
    projectId: string,
    signal: AbortSignal,
  ): Promise<{ session: SessionRef; filesBefore: number }> {
    const look = (): Promise<{ session: SessionRef; filesBefore: number }> =>
      sessions.withSession(
        projectId,
        async (session) => ({ session, filesBefore: (await agent.state(session, signal)).videoInfos.length }),
        signal,
      );
    try {
      return await look();
    } catch (error) {
      if (!isAppError(error, 'nemo.session-not-found')) throw error;
      const project = await store.projects.get(projectId);
      if (project?.sessionId != null) await store.projects.closeSession(projectId, project.sessionId);
      return look();
    }
  }
}

/** True where the file may have arrived although no good answer came. */
function answerLost(error: unknown): boolean {
  return (
    (isAppError(error, 'nemo.unreachable') && error.params.sent) ||
    isAppError(error, 'nemo.unreadable') ||
    (isAppError(error, 'nemo.refused') && error.params.status >= 500)
  );
}

async function* counted(
  body: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    count(chunk.length);
    yield chunk;
  }
}

function nameOfLink(url: string): string {
  const last = new URL(url).pathname.split('/').findLast((part) => part !== '') ?? '';
  try {
    return decodeURIComponent(last) || new URL(url).hostname;
  } catch {
    return last;
  }
}
