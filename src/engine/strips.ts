import type { OutboundMessage } from '#src/core/message.ts';
import type { Media, Render } from '#src/core/records.ts';
import { readDraft } from '#src/core/draft.ts';
import { toTimeline } from '#src/core/timeline.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { StripRow } from '#src/ports.ts';
import { startDeadline } from './deadline.ts';
import type { EngineDeps } from './deps.ts';
import type { Results } from './results.ts';

/** What is not there by then is left out. */
const stripMs = 40_000;

/** Four frames of a result under it, and above them four of what it was made from. */
export type Strips = {
  /**
   * Called when the result has been posted: nothing waits for it, and whatever goes wrong, there is no strip and that
   * is all. Never throws.
   */
  add(turn: Turn, render: Render, posted: { messageId: string; message: OutboundMessage }): Promise<void>;
};

type StripDeps = Pick<
  EngineDeps,
  'store' | 'messenger' | 'files' | 'clock' | 'log' | 'draining' | 'makeStrip'
> & {
  results: Results;
};

export function createStrips(deps: StripDeps): Strips {
  const { store, messenger, files, clock, log, draining, makeStrip, results } = deps;

  const version = (render: Render): StripRow => ({
    label: `v${render.version}`,
    open: async (signal) => (await results.open(render, undefined, signal)).body,
  });

  /** The version before, else the clip itself, where its platform still has it. */
  async function rowBefore(turn: Turn, render: Render): Promise<StripRow[]> {
    const earlier = await store.history.before(render);
    if (earlier !== undefined) return [version(earlier)];
    const clip = clipOf(render, await store.media.ofProject(render.projectId, 'uploaded'));
    const ref = clip?.source?.ref;
    if (clip === undefined || ref === undefined) return [];
    const open: StripRow['open'] = async (signal) => (await files.open(clip.threadKey, ref, signal)).body;
    return [{ label: messagesFor(turn.locale).project.strip.source, open }];
  }

  async function make(turn: Turn, render: Render, posted: Parameters<Strips['add']>[2], signal: AbortSignal) {
    const made = await makeStrip?.([...(await rowBefore(turn, render)), version(render)], signal);
    if (made === undefined) return;
    const { threadKey } = turn;
    const [below, above] = made.shown.map(({ label }) => label).toReversed();
    const alt = messagesFor(turn.locale).project.strip.alt({ above, below: below ?? '' });
    if (!messenger.limits(threadKey).keepsFiles) await store.strips.keep(render.id, made.jpeg);
    const image = { name: 'frames.jpg', mime: 'image/jpeg', alt, bytes: made.jpeg, renderId: render.id };
    await messenger.illustrate(threadKey, posted.messageId, posted.message, image);
  }

  return {
    async add(turn, render, posted) {
      if (makeStrip === undefined) return;
      const { signal, done } = startDeadline(clock, stripMs);
      // A process that is to end does not wait for pictures.
      await make(turn, render, posted, AbortSignal.any([signal, draining]))
        .catch((error: unknown) => log.info({ renderId: render.id, err: error }, 'a result has no strip'))
        .finally(done);
    },
  };
}

/** The first clip on the timeline, of those that a platform keeps. */
function clipOf(render: Render, media: Media[]): Media | undefined {
  const kept = media.filter(({ source }) => source?.ref !== undefined);
  const names = toTimeline(readDraft(render.draft))
    .tracks.filter(({ type }) => type === 'video')
    .flatMap(({ segments }) => segments.map(({ name }) => name));
  const named = names.map((name) => kept.find((one) => one.name === name)).find(Boolean);
  return named ?? (kept.length === 1 ? kept[0] : undefined);
}
