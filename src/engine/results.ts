import { AppError } from '#src/errors.ts';
import type { OutboundMessage, ThreadKey } from '#src/core/message.ts';
import type { Render } from '#src/core/records.ts';
import { toTimeline } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { OpenedResult } from '#src/core/remote.ts';
import type { InboundHandler, OpenFile } from '#src/ports.ts';
import { makeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import type { Sessions } from './sessions.ts';

/** Finished videos: the message that brings one, and its bytes. */
export type Results = {
  finished(turn: Turn, render: Render, signal: AbortSignal): Promise<OutboundMessage>;
  openResult: InboundHandler['openResult'];
  /** For a messenger that sends the bytes along. Throws `nemo.not-found` for a file that is none of the thread's. */
  opener(threadKey: ThreadKey): OpenFile;
};

export function createResults(
  deps: Pick<EngineDeps, 'store' | 'agent' | 'log'> & { sessions: Sessions },
): Results {
  const { store, agent, sessions, log } = deps;

  async function open(render: Render, range: string | undefined, signal: AbortSignal): Promise<OpenedResult> {
    return sessions.withSession(
      render.projectId,
      (session) => agent.openRender(session, { id: render.id, url: render.url ?? '' }, range, signal),
      signal,
    );
  }

  /** The size of the finished file, from the first byte's answer; the video itself is not fetched. */
  async function sizeOf(render: Render, signal: AbortSignal): Promise<number | undefined> {
    try {
      const opened = await open(render, 'bytes=0-0', signal);
      await opened.body[Symbol.asyncIterator]().return?.();
      const total = /\/(\d+)$/.exec(opened.range ?? '')?.[1];
      return total === undefined ? opened.bytes : Number(total);
    } catch (error) {
      log.warn({ renderId: render.id, err: error }, 'the size of a finished video could not be read');
      return undefined;
    }
  }

  async function editorLink(turn: Turn, signal: AbortSignal): Promise<string | undefined> {
    try {
      return await sessions.withSession(
        turn.projectId,
        (session) => agent.claimLink(session, signal),
        signal,
      );
    } catch (error) {
      log.warn({ turnId: turn.id, err: error }, 'no editor link could be had');
      return undefined;
    }
  }

  const openResult: Results['openResult'] = async (threadKey, renderId, range, signal) => {
    const render = await store.renders.get(renderId);
    if (render?.threadKey !== threadKey || render.state !== 'completed') return undefined;
    return open(render, range, signal);
  };

  return {
    openResult,
    opener: (threadKey) => async (file, signal) => {
      const opened = await openResult(threadKey, file.renderId, undefined, signal);
      if (opened === undefined) throw new AppError('nemo.not-found', {});
      return opened;
    },
    async finished(turn, render, signal) {
      const words = messagesFor(turn.locale);
      const bytes = await sizeOf(render, signal);
      const editor = await editorLink(turn, signal);
      const { durationMs } = toTimeline(JSON.parse(render.draft));
      const url = render.url ?? '';
      const text = [
        words.rendered({ version: render.version, url, bytes, durationMs: durationMs || undefined }),
        ...(turn.memory.said ?? []),
        editor === undefined ? '' : words.editorLink({ url: editor }),
      ];
      return {
        kind: 'result',
        text: text.filter(Boolean).join('\n\n'),
        replyTo: turn.messageId,
        buttons: await makeButtons(store, turn, ['exportAgain', 'timeline', 'newProject']),
        files: [{ name: `reelay-v${render.version}.mp4`, mime: 'video/mp4', bytes, renderId: render.id }],
      };
    },
  };
}
