import { randomUUID } from 'node:crypto';
import { AppError, isAppError } from '#src/errors.ts';
import { understand } from '#src/core/intent.ts';
import { checkClaim } from '#src/core/media-type.ts';
import type { Attachment, ThreadKey } from '#src/core/message.ts';
import { nameOfClip } from '#src/core/project-list.ts';
import type { Media } from '#src/core/records.ts';
import type { SessionRef } from '#src/core/remote.ts';
import type { InboundHandler } from '#src/ports.ts';
import { counted, drain } from './bytes.ts';
import type { EngineDeps } from './deps.ts';
import type { Hold } from './hold.ts';
import { checkFile } from './intake.ts';
import { refusalOfLink } from './linked.ts';
import { createHandover } from './handover.ts';
import { isAboutFile } from './outcome.ts';
import type { Payers } from './payers.ts';
import type { Placing } from './placing.ts';
import type { Sessions } from './sessions.ts';
import { hasArrived, notGiven, withFile } from './upload-faults.ts';

/** Told how far a file has come whose bytes go through us; `of` where its size is known. */
export type OnSent = (bytes: number, of: number | undefined) => void;

export type Uploads = {
  receive: InboundHandler['receive'];
  /**
   * Hands one linked or remote file of a held turn to the backend. The turn notes how many files the backend had
   * before: where an earlier try left such a note and there are more by now, the file arrived and is not sent
   * again. An error about the file itself names it, and settles it as `failed`.
   */
  handOver(hold: Hold, media: Media, onSent: OnSent, signal: AbortSignal): Promise<void>;
  /** Notes a file that is to be handed over when its turn runs. Gives the media id. */
  note(threadKey: ThreadKey, projectId: string, file: KeptAttachment): Promise<string>;
};

type KeptAttachment = Exclude<Attachment, { kind: 'media' }>;
type UploadDeps = Pick<EngineDeps, 'store' | 'agent' | 'files' | 'clock' | 'log' | 'settings' | 'reached'> & {
  sessions: Sessions;
  placing: Placing;
  payers: Payers;
};

export function createUploads(deps: UploadDeps): Uploads {
  const { store, agent, files, placing, payers, settings } = deps;
  const { look, readyToReceive, once, fetches } = createHandover(deps);

  return {
    async receive(file, message) {
      checkClaim(file);
      const checked = file.link === undefined ? await checkFile(file) : undefined;
      const { name } = checked ?? file;
      const signal = new AbortController().signal;
      const { threadKey, messageId, text, replyTo } = message;
      const thread = await store.threads.ensure(threadKey, message.locale ?? 'en');
      const { projectId } = await placing.place(thread, {
        messageId,
        locale: thread.locale ?? message.locale ?? 'en',
        plan: understand({ text, attachments: 1 }),
        replyTo,
      });
      const { authorId, space = null } = message;
      await payers.settle({ projectId, threadKey, authorId, space });
      const fresh = {
        id: randomUUID(),
        threadKey,
        projectId,
        name,
        mime: checked?.mime ?? file.mime ?? 'application/octet-stream',
        bytes: file.bytes ?? null,
        source: null,
      };
      const from = file.place === undefined ? undefined : { messageId, place: file.place };
      const media = await store.media.add(fresh, from);
      const { id } = media;
      let sent: number | null = null;
      try {
        if (media.state !== 'uploaded') {
          // The body can be read once only, so token and session are proven by a cheap call before it goes.
          const { session, filesBefore } = await readyToReceive(media.projectId, signal);
          const bring = async (): Promise<void> => {
            if (file.link !== undefined && (await fetches(session, file.link, id, signal))) return;
            const ready = checked ?? (await checkFile(file));
            const body = counted(ready.body, (bytes) => (sent = (sent ?? 0) + bytes));
            await agent.upload(session, { ...ready, body }, signal);
          };
          if (!hasArrived(media, filesBefore)) {
            await store.media.begin(id, filesBefore);
            await once(session, filesBefore, bring, signal);
          }
        }
        // A message that is sent again, since its first answer was lost, brings what is there already.
        if (sent === null && file.link === undefined) await drain((checked ?? file).body);
      } catch (error) {
        if (media.state !== 'uploaded') await store.media.settle(id, 'failed', null);
        throw withFile(error, name, file.bytes ?? sent);
      }
      await deps.reached('file received');
      if (media.state !== 'uploaded') await store.media.settle(id, 'uploaded', sent);
      await nameProject(media.projectId, name);
      return id;
    },

    async note(threadKey, projectId, file) {
      const id = randomUUID();
      const remote = file.kind === 'remote';
      await store.media.add({
        id,
        threadKey,
        projectId,
        name: file.name,
        mime: (remote ? file.mime : undefined) ?? 'application/octet-stream',
        bytes: (remote ? file.bytes : undefined) ?? null,
        source: remote ? { ref: file.ref } : { url: file.url },
      });
      return id;
    },

    async handOver(hold, media, onSent, signal) {
      const refused = refusalOfLink(media, settings.trustedOrigins);
      if (refused !== undefined) {
        await store.media.settle(media.id, 'failed', null, hold.turn.id);
        throw refused;
      }
      const { session, filesBefore } = await look(media.projectId, signal);
      const { handingOver } = hold.turn.memory;
      const noted = handingOver?.mediaId === media.id ? handingOver.filesBefore : null;
      if (!hasArrived({ filesBefore: media.filesBefore ?? noted }, filesBefore)) {
        // A worker of the version before finds its note in the turn alone.
        const memory = { ...hold.turn.memory, handingOver: { mediaId: media.id, filesBefore } };
        const detail = { media: media.id, filesBefore };
        await hold.advance({ memory, happened: { what: 'upload-noted', detail } });
        await store.media.begin(media.id, filesBefore);
        await deps.reached('upload noted');
        hold.waits();
        try {
          await once(session, filesBefore, () => send(hold, session, media, onSent, signal), signal);
        } catch (error) {
          const named = withFile(notGiven(error, media.name), media.name, media.bytes);
          if (isAboutFile(named)) await store.media.settle(media.id, 'failed', null, hold.turn.id);
          throw named;
        }
        await deps.reached('upload sent');
      }
      await store.media.settle(media.id, 'uploaded', null, hold.turn.id);
      await deps.reached('upload settled');
      await nameProject(media.projectId, media.name);
    },
  };

  /** A project is called after its first clip, until somebody finds it a better name. */
  async function nameProject(projectId: string, file: string): Promise<void> {
    const name = nameOfClip(file);
    if (name !== '') await store.projects.nameOnce(projectId, name);
  }

  /** By an address that the backend fetches itself, where there is one; else its bytes go through us. */
  async function send(
    hold: Hold,
    session: SessionRef,
    media: Media,
    onSent: OnSent,
    signal: AbortSignal,
  ): Promise<void> {
    const { url, ref } = media.source ?? {};
    if (url !== undefined) {
      await hold.check();
      return agent.uploadUrls(session, [url], signal).catch((error: unknown) => {
        const isOdd = isAppError(error, 'nemo.refused') && error.params.status < 500;
        throw isOdd ? new AppError('file.not-fetched', { name: media.name }, '', { cause: error }) : error;
      });
    }
    if (ref === undefined) throw new AppError('file.gone', { name: media.name });
    const { threadKey } = media;
    const link = await files.link(threadKey, ref, signal);
    if (link !== undefined) {
      await hold.check();
      if (await fetches(session, link, media.id, signal)) return undefined;
    }
    const file = await checkFile(await files.open(threadKey, ref, signal));
    await hold.check();
    let sent = 0;
    const body = counted(file.body, (bytes) =>
      onSent((sent += bytes), file.bytes ?? media.bytes ?? undefined),
    );
    return agent.upload(session, { ...file, body }, signal);
  }
}
