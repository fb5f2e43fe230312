import { AppError, isAppError } from '#src/errors.ts';
import type { OutboundMessage, ThreadKey } from '#src/core/message.ts';
import type { Render } from '#src/core/records.ts';
import { diffTimelines } from '#src/core/timeline-diff.ts';
import { readDraft } from '#src/core/draft.ts';
import { toTimeline } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { OpenedResult } from '#src/core/remote.ts';
import type { InboundHandler, OpenFile } from '#src/ports.ts';
import { makeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import type { EditorLink } from './editor-link.ts';
import type { Sessions } from './sessions.ts';
import type { Usage } from './usage.ts';

/** Lines about what is new in a version; the rest is counted. */
const changesAtMost = 6;

/** Finished videos: the message that brings one, and its bytes. */
export type Results = {
  /** `lead` are the first words, where there are any to say. */
  finished(turn: Turn, render: Render, signal: AbortSignal, lead?: string): Promise<OutboundMessage>;
  /** The completed render with a link that works now; nothing where its video is gone. */
  refreshed(render: Render, signal: AbortSignal): Promise<Render | undefined>;
  openResult: InboundHandler['openResult'];
  strip: InboundHandler['strip'];
  /** The bytes of a completed render. */
  open(render: Render, range: string | undefined, signal: AbortSignal): Promise<OpenedResult>;
  /** For a messenger that sends the bytes along. Throws `nemo.not-found` for a file that is none of the thread's. */
  opener(threadKey: ThreadKey): OpenFile;
};

export function createResults(
  deps: Pick<EngineDeps, 'store' | 'agent' | 'log'> & {
    sessions: Sessions;
    editorLink: EditorLink;
    usage: Pick<Usage, 'open'>;
  },
): Results {
  const { store, agent, sessions, editorLink, usage, log } = deps;

  async function open(render: Render, range: string | undefined, signal: AbortSignal): Promise<OpenedResult> {
    return sessions.withSession(
      render.projectId,
      (session) => agent.openRender(session, { id: render.id, url: render.url ?? '' }, range, signal),
      signal,
      'keep',
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

  const openResult: Results['openResult'] = async (threadKey, renderId, range, signal) => {
    const render = await shownIn(threadKey, renderId);
    return render === undefined ? usage.open(threadKey, renderId) : open(render, range, signal);
  };

  async function shownIn(threadKey: ThreadKey, renderId: string): Promise<Render | undefined> {
    const render = await store.renders.get(renderId);
    if (render?.state !== 'completed') return undefined;
    const here = render.threadKey === threadKey || (await store.history.isShownIn(threadKey, renderId));
    return here ? render : undefined;
  }

  /** What is new since the version before; nothing where this turn has said it already, or there is none. */
  async function news(turn: Turn, render: Render): Promise<string> {
    const earlier = await store.history.before(render);
    if (earlier === undefined) return '';
    const words = messagesFor(turn.locale);
    const { version } = earlier;
    const changes = diffTimelines(readDraft(earlier.draft), readDraft(render.draft));
    if (changes.length === 0) return words.project.sameAsVersion({ version });
    const told = words.timeline.changes(changes.slice(0, changesAtMost));
    if ((turn.memory.said ?? []).join('\n').includes(told)) return '';
    return words.project.sinceVersion({
      version,
      changes: told,
      more: Math.max(0, changes.length - changesAtMost),
    });
  }

  /** The link as the backend gives it now. What it does not say stays as it is known. */
  async function linkNow(render: Render, signal: AbortSignal): Promise<string> {
    try {
      const status = await sessions.withSession(
        render.projectId,
        (session) => agent.renderStatus(session, render.id, signal),
        signal,
        'keep',
      );
      if (status.state === 'completed') return status.url;
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ renderId: render.id, err: error }, 'no fresh link could be had');
    }
    return render.url ?? '';
  }

  return {
    openResult,
    open,
    strip: async (threadKey, renderId) => (await shownIn(threadKey, renderId)) && store.strips.get(renderId),
    async refreshed(render, signal) {
      const now = { ...render, url: await linkNow(render, signal) };
      try {
        const { body } = await open(now, 'bytes=0-0', signal);
        await body[Symbol.asyncIterator]().return?.();
      } catch (error) {
        signal.throwIfAborted();
        if (isGone(error)) return undefined;
        // Out of reach for the moment; the link may work all the same.
        log.warn({ renderId: render.id, err: error }, 'a finished video could not be opened');
      }
      if (now.url !== render.url) {
        await store.renders.advance(render.id, ['completed'], { state: 'completed', url: now.url });
      }
      return now;
    },
    opener: (threadKey) => async (file, signal) => {
      const opened = await openResult(threadKey, file.renderId, undefined, signal);
      if (opened === undefined) throw new AppError('nemo.not-found', {});
      return opened;
    },
    async finished(turn, render, signal, lead = '') {
      const words = messagesFor(turn.locale);
      const bytes = await sizeOf(render, signal);
      const editor = await editorLink(render.projectId, signal);
      const { durationMs } = toTimeline(readDraft(render.draft));
      const url = render.url ?? '';
      const text = [
        lead,
        words.rendered({ version: render.version, url, bytes, durationMs: durationMs || undefined }),
        ...(turn.memory.said ?? []),
        await news(turn, render),
        editor === undefined ? '' : words.editorLink({ url: editor }),
      ];
      return {
        kind: 'result',
        text: text.filter(Boolean).join('\n\n'),
        replyTo: turn.messageId,
        // A result brought here from elsewhere has no project here to go on with.
        buttons:
          render.threadKey === turn.threadKey
            ? await makeButtons(store, { ...turn, projectId: render.projectId }, [
                'exportAgain',
                'timeline',
                'newProject',
              ])
            : [],
        files: [{ name: `reelay-v${render.version}.mp4`, mime: 'video/mp4', bytes, renderId: render.id }],
      };
    },
  };
}

/** True where the backend, or the host of its link, says that it has no such video. */
function isGone(error: unknown): boolean {
  return (
    isAppError(error, 'nemo.not-found') ||
    (isAppError(error, 'nemo.refused') && error.params.status >= 400 && error.params.status < 500)
  );
}
