import { createHash, randomUUID } from 'node:crypto';
import { AppError } from '#src/errors.ts';
import { understand } from '#src/core/intent.ts';
import type { InboundMessage, Locale, OutboundMessage, ThreadKey } from '#src/core/message.ts';
import { isQuick, type Plan } from '#src/core/plan.ts';
import type { StoredButton } from '#src/core/records.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { InboundHandler } from '#src/ports.ts';
import type { Deliverer } from './deliver.ts';
import type { EngineDeps } from './deps.ts';
import type { QuickAnswers } from './quick.ts';
import { errorReply } from './replies.ts';
import type { createResults } from './results.ts';
import type { Uploads } from './upload.ts';

type HandlerDeps = EngineDeps & {
  quick: QuickAnswers;
  uploads: Uploads;
  deliverer: Deliverer;
  results: ReturnType<typeof createResults>;
};

type Request = {
  threadKey: ThreadKey;
  messageId: string;
  authorId: string;
  locale: Locale;
  projectId: string;
  plan: Plan;
  mediaIds: string[];
};

export type Handler = InboundHandler & {
  /** Answers a stored quick request. Errors become words. */
  answer(turn: Turn): Promise<void>;
};

/** The one way in: every message and every pressed button of every platform. */
export function createHandler(deps: HandlerDeps): Handler {
  const { store, messenger, queue, log, quick, uploads, deliverer, results } = deps;

  async function answer(turn: Turn): Promise<void> {
    const { signal } = new AbortController();
    let last: OutboundMessage;
    try {
      const said: string[] = [];
      for (const step of turn.plan) {
        if (step.do === 'edit' || step.do === 'export') continue;
        said.push(
          step.do === 'upload'
            ? messagesFor(turn.locale).howToUpload
            : await quick.answer(step, turn, signal),
        );
      }
      last = { kind: 'info', text: said.join('\n\n'), replyTo: turn.messageId, buttons: [], files: [] };
    } catch (error) {
      last = await errorReply(deps, turn, error);
    }
    await store.turns.endUnheld(turn.id, 'answering', last.kind === 'error' ? 'failed' : 'done', last);
    await deliverer.deliver(turn.id);
  }

  async function acknowledge(turn: Turn): Promise<void> {
    const ahead = await store.turns.countAhead(turn);
    const text = messagesFor(turn.locale).ack({ ahead });
    const ack: OutboundMessage = { kind: 'ack', text, replyTo: turn.messageId, buttons: [], files: [] };
    try {
      const statusId = await messenger.post(turn.threadKey, ack, `${turn.id}:status`);
      await store.turns.noteStatus(turn.id, statusId);
    } catch (error) {
      log.warn({ turnId: turn.id, err: error }, 'an acknowledgement was not delivered; the turn goes on');
    }
  }

  async function take(request: Request): Promise<{ turnId: string; isNew: boolean }> {
    const fast = isQuick(request.plan, request.mediaIds.length);
    const { turn, isNew } = await store.turns.add({
      ...request,
      id: randomUUID(),
      state: fast ? 'answering' : 'queued',
    });
    if (isNew) {
      if (fast) await answer(turn);
      else {
        await acknowledge(turn);
        await queue.wakeLane(turn.threadKey);
      }
    }
    return { turnId: turn.id, isNew };
  }

  async function mediaOf(message: InboundMessage, projectId: string, plan: Plan): Promise<string[]> {
    const ids: string[] = [];
    for (const attachment of message.attachments) {
      ids.push(
        attachment.kind === 'media'
          ? attachment.mediaId
          : await uploads.noteLink(message.threadKey, projectId, attachment.url, attachment.name),
      );
    }
    for (const step of plan) {
      if (step.do !== 'upload') continue;
      for (const url of step.urls) ids.push(await uploads.noteLink(message.threadKey, projectId, url));
    }
    return ids;
  }

  /** What a pressed button asks for, and with which files. */
  async function planOf(button: StoredButton): Promise<{ plan: Plan; mediaIds: string[] }> {
    if (button.action.do === 'plan') return { plan: button.action.plan, mediaIds: [] };
    const again = await store.turns.get(button.action.turnId);
    if (again === undefined) throw new AppError('button.unknown', {});
    const rest = again.plan.slice(again.step);
    return { plan: rest.length > 0 ? rest : [{ do: 'export' }], mediaIds: again.mediaIds };
  }

  return {
    answer,
    receive: uploads.receive,
    openResult: results.openResult,

    async handle(message) {
      const text = message.text.trim();
      if (text === '' && message.attachments.length === 0) throw new AppError('message.empty', {});
      const platformLocale = message.locale ?? 'en';
      const thread = await store.threads.ensure(message.threadKey, platformLocale);
      const plan = understand({ text, attachments: message.attachments.length });
      return take({
        threadKey: message.threadKey,
        messageId: message.messageId,
        authorId: message.authorId,
        locale: thread.locale ?? platformLocale,
        projectId: thread.projectId,
        plan,
        mediaIds: await mediaOf(message, thread.projectId, plan),
      });
    },

    async press(press) {
      const button = await store.buttons.get(press.threadKey, press.token);
      if (button === undefined) return false;
      const platformLocale = press.locale ?? 'en';
      const thread = await store.threads.ensure(press.threadKey, platformLocale);
      await take({
        threadKey: press.threadKey,
        // A repeated event of the platform is the same press; the id is bounded whatever the platform's is.
        messageId:
          press.pressId.length <= 64
            ? press.pressId
            : createHash('sha256').update(press.pressId).digest('hex'),
        authorId: press.authorId,
        locale: thread.locale ?? platformLocale,
        projectId: thread.projectId,
        ...(await planOf(button)),
      });
      return true;
    },
  };
}
