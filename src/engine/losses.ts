import type { Media } from '#src/core/records.ts';
import { messagesFor, type ButtonName } from '#src/i18n/index.ts';
import type { EngineDeps } from './deps.ts';
import type { Hold } from './hold.ts';
import { lastMessage } from './last-message.ts';
import { isAboutFile } from './outcome.ts';
import { showSent, type Status } from './status.ts';
import type { Uploads } from './upload.ts';

/** What a loss leaves of a turn. */
export type Verdict =
  | 'goes on'
  /** Files are missing that only the person has. */
  | 'needs files'
  /** An export was wanted, and the new timeline holds raw clips. */
  | 'nothing edited'
  /** The edit had gone out to the session that is lost. */
  | 'run lost';

/** Projects whose session the backend has lost (1002): a new one is filled with what can still be fetched. */
export type Losses = {
  /** Hands the project's lost files over again, and says what is gone. `isNews`: the turn itself met the loss. */
  makeGood(hold: Hold, status: Status, isNews: boolean, signal: AbortSignal): Promise<Verdict>;
  /** Ends a turn that cannot go on. */
  end(hold: Hold, verdict: Exclude<Verdict, 'goes on'>, cost: string): Promise<void>;
};

export function createLosses(deps: Pick<EngineDeps, 'store' | 'log'> & { uploads: Uploads }): Losses {
  const { store, uploads, log } = deps;

  /** True where the file is at the backend again; false where it can never be. */
  async function again(hold: Hold, media: Media, status: Status, signal: AbortSignal): Promise<boolean> {
    if (media.source === null) return false;
    try {
      await uploads.handOver(hold, media, showSent(status, media), signal);
      return true;
    } catch (error) {
      if (!isAboutFile(error)) throw error;
      log.warn({ mediaId: media.id, err: error }, 'a lost file cannot be fetched again');
      return false;
    }
  }

  return {
    async makeGood(hold, status, isNews, signal) {
      const lost = await store.media.ofProject(hold.turn.projectId, 'lost');
      if (lost.length === 0 && !isNews) return hold.turn.memory.runLost === true ? 'run lost' : 'goes on';
      const words = messagesFor(hold.turn.locale);
      const restored: string[] = [];
      const missing: Media[] = [];
      for (const media of lost) {
        status.show('uploading', media.name);
        if (await again(hold, media, status, signal)) restored.push(media.name);
        else missing.push(media);
      }
      await hold.advance({
        say: [words.sessionReplaced({ restored, missing: missing.map(({ name }) => name) })],
        happened: { what: 'files-made-good', detail: { restored: restored.length, missing: missing.length } },
      });
      for (const { id } of missing) await store.media.settle(id, 'failed', null);

      const { turn } = hold;
      if (turn.memory.runLost === true) return 'run lost';
      const next = turn.plan
        .slice(turn.step)
        .find((step) => step.do === 'upload' || step.do === 'edit' || step.do === 'export');
      if (next?.do === 'export') return 'nothing edited';
      const own = await store.media.list(turn.mediaIds);
      const brings = own.some(({ state }) => state === 'uploading' || state === 'uploaded');
      return missing.length === 0 || brings ? 'goes on' : 'needs files';
    },

    async end(hold, verdict, cost) {
      const words = messagesFor(hold.turn.locale);
      const more = { 'needs files': '', 'nothing edited': words.nothingEdited, 'run lost': words.runLost };
      const names: ButtonName[] = verdict === 'nothing edited' ? [] : ['retry'];
      const last = await lastMessage(store, hold.turn, 'error', names, more[verdict], cost);
      await hold.end(verdict === 'run lost' ? 'unknown' : 'failed', last);
    },
  };
}
