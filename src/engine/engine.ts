import { createHash, randomUUID } from 'node:crypto';
import { AppError, codeOf, isAppError, isStoreAway } from '#src/errors.ts';
import type { InboundMessage, Locale, OutboundMessage, ThreadKey } from '#src/core/message.ts';
import { isQuick, type Plan } from '#src/core/plan.ts';
import type { StoredButton, Thread } from '#src/core/records.ts';
import { withoutTokens } from '#src/core/token-shape.ts';
import type { Turn } from '#src/core/turn.ts';
import { understood } from '#src/core/understood.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { InboundHandler } from '#src/ports.ts';
import { toLastMessage, type Answer } from './answer.ts';
import { edits, harmless, isPersonal } from './asked.ts';
import type { Costs } from './costs.ts';
import { startDeadline } from './deadline.ts';
import type { Deliverer } from './deliver.ts';
import type { EngineDeps } from './deps.ts';
import type { Limiter } from './limiter.ts';
import { nameOfLink } from './linked.ts';
import { busyWaitMs } from './outcome.ts';
import type { Placing } from './placing.ts';
import type { Questions } from './questions.ts';
import type { QuickAnswers } from './quick.ts';
import type { Replies } from './replies.ts';
import type { Results } from './results.ts';
import type { Revisions } from './revisions.ts';
import { acknowledge, showStage } from './status.ts';
import type { Uploads } from './upload.ts';

/** Whoever asks for a moment's answer is told after this long that the backend is down. */
const quickMs = 10_000;

type HandlerDeps = EngineDeps & {
  quick: QuickAnswers;
  uploads: Uploads;
  placing: Placing;
  deliverer: Deliverer;
  results: Results;
  replies: Replies;
  questions: Questions;
  revisions: Revisions;
  costs: Costs;
  limiter: Limiter;
  accounts: Pick<InboundHandler, 'linkAccount' | 'unlinkAccount'>;
};

/** What somebody asks for, all that is known of it. */
type Request = {
  threadKey: ThreadKey;
  messageId: string;
  authorId: string;
  space: string | undefined;
  locale: Locale;
  projectId: string;
  plan: Plan;
  mediaIds: string[];
  /** The turn whose question this one answers. */
  answers: Turn | undefined;
};

export type Handler = Omit<InboundHandler, 'admit' | 'order' | 'handle'> & {
  handle(message: InboundMessage, stored?: () => void): Promise<{ turnId: string; isNew: boolean }>;
  /** Answers a stored quick request. Errors become words. */
  answer(turn: Turn): Promise<void>;
};

/** The one way in: every message and every pressed button of every platform. */
export function createHandler(deps: HandlerDeps): Handler {
  const { store, queue, clock, settings, quick, uploads, placing, deliverer } = deps;
  const { results, replies, questions, revisions, costs, limiter, accounts } = deps;

  /** Requests that this process is at: a sweep must not answer them a second time. */
  const answering = new Set<string>();

  async function answer(turn: Turn): Promise<void> {
    if (answering.has(turn.id)) return;
    answering.add(turn.id);
    await answerOnce(turn).finally(() => answering.delete(turn.id));
  }

  async function answerOnce(turn: Turn): Promise<void> {
    const { signal, done } = startDeadline(clock, quickMs);
    let last: OutboundMessage;
    let why: string | undefined;
    try {
      const answers: Answer[] = [];
      if (!isQuick(turn.plan, turn.mediaIds.length)) throw await limiter.refusal(turn);
      for (const step of turn.plan) {
        if (step.do === 'edit' || step.do === 'export') continue;
        answers.push(
          step.do === 'upload'
            ? { text: messagesFor(turn.locale).howToUpload }
            : await quick.answer(step, turn, signal),
        );
      }
      last = toLastMessage(turn, answers);
    } catch (error) {
      if (isAppError(error, 'nemo.rate-limited') && turn.memory.rateLimited !== true) {
        await putOff(turn, busyWaitMs(error, settings.rateLimitWaitMs));
        return;
      }
      // It stays unanswered, and the sweep answers it when the database is back.
      if (isStoreAway(error)) throw error;
      why = codeOf(error);
      const links = startDeadline(clock, quickMs);
      last = await replies.error(turn, error, links.signal).finally(links.done);
    } finally {
      done();
    }
    await deps.reached('answer found');
    await store.turns.endUnheld(turn.id, 'answering', why === undefined ? 'done' : 'failed', last, why);
    await deps.reached('last message stored');
    await deliverer.deliver(turn.id);
  }

  /** The backend is busy: the request waits in the lane, where no worker waits with it, and is made once more. */
  async function putOff(turn: Turn, waitMs: number): Promise<void> {
    const memory = { ...turn.memory, rateLimited: true, waitsMs: waitMs };
    const waiting = await store.turns.putOff(turn.id, clock.now() + waitMs, memory);
    if (waiting === undefined) return;
    const statusMessageId = (await acknowledge(deps, waiting, 0)) ?? null;
    await showStage(deps, { ...waiting, statusMessageId }, 'waiting');
    await queue.wakeLane(turn.threadKey);
  }

  async function take(request: Request, stored?: () => void): Promise<{ turnId: string; isNew: boolean }> {
    const fast = isQuick(request.plan, request.mediaIds.length) || !(await limiter.mayQueue(request));
    const { turn, isNew, ahead } = await store.turns.add({
      ...request,
      id: randomUUID(),
      state: fast ? 'answering' : 'queued',
    });
    if (isNew) {
      await deps.reached('turn stored');
      stored?.();
      if (request.answers !== undefined && !fast) await questions.close(request.answers);
      if (fast) await answer(turn);
      else {
        await acknowledge(deps, turn, ahead, await costs.notice(turn));
        await deps.reached('turn acknowledged');
        await queue.wakeLane(turn.threadKey);
        await deps.reached('lane woken');
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
          : await uploads.note(message.threadKey, projectId, attachment),
      );
    }
    for (const step of plan) {
      if (step.do !== 'upload') continue;
      for (const url of step.urls) {
        const link = { kind: 'url' as const, url, name: nameOfLink(url) };
        ids.push(await uploads.note(message.threadKey, projectId, link));
      }
    }
    return ids;
  }

  /** What a pressed button asks for, about which project, and with which files. */
  async function planOf(
    button: StoredButton,
  ): Promise<{ plan: Plan; projectId: string | undefined; mediaIds: string[] }> {
    const { action } = button;
    if (action.do === 'plan') return { plan: action.plan, projectId: action.projectId, mediaIds: [] };
    const again = await store.turns.get(action.turnId);
    if (again === undefined) throw new AppError('button.unknown', {});
    const { plan, step, projectId, mediaIds } = again;
    const rest = plan.slice(step);
    return { plan: rest.length > 0 ? rest : [{ do: 'export' }], projectId, mediaIds };
  }

  /** Places a request, and turns the thread to where it belongs. */
  async function placed(
    thread: Thread,
    asked: Parameters<Placing['place']>[1],
  ): Promise<{ projectId: string; plan: Plan }> {
    const place = await placing.place(thread, asked);
    if (place.projectId !== thread.projectId) await store.threads.turnTo(thread.key, place.projectId);
    return place;
  }

  return {
    answer,
    ...revisions,
    linkAccount: accounts.linkAccount,
    unlinkAccount: accounts.unlinkAccount,
    receive: uploads.receive,
    openResult: results.openResult,
    strip: results.strip,

    async handle(message, stored) {
      const text = withoutTokens(message.text.trim());
      if (text === '' && message.attachments.length === 0) throw new AppError('message.empty', {});
      const { threadKey, messageId, authorId, space, replyTo } = message;
      const known = await store.threads.look(threadKey, messageId);
      if (known.turnId !== undefined) return { turnId: known.turnId, isNew: false };
      const platformLocale = message.locale ?? 'en';
      const thread = known.thread ?? (await store.threads.ensure(threadKey, platformLocale));
      const locale = thread.locale ?? platformLocale;
      const place = await placed(thread, {
        messageId,
        locale,
        plan: harmless(understood({ text, attachments: message.attachments.length }), message),
        replyTo,
      });
      const { projectId } = place;
      const asked = known.asks ? await questions.open(threadKey, projectId) : undefined;
      const plan = questions.resume(asked, place.plan);
      const mediaIds = await mediaOf(message, projectId, plan);
      const answers = edits(plan) ? asked : undefined;
      const request = { threadKey, messageId, authorId, space, locale, projectId, plan, mediaIds, answers };
      return take(request, stored);
    },

    async press(press) {
      const button = await store.buttons.get(press.threadKey, press.token);
      if (button === undefined) return 'unknown';
      const owner = await store.turns.get(button.turnId);
      const mayPress =
        owner?.authorId === press.authorId || (press.canModerate === true && !isPersonal(button));
      if (!mayPress) return 'not-yours';
      const platformLocale = press.locale ?? 'en';
      const thread = await store.threads.ensure(press.threadKey, platformLocale);
      const locale = thread.locale ?? platformLocale;
      // A repeated event of the platform is the same press; the id is bounded whatever the platform's is.
      const messageId =
        press.pressId.length <= 64 ? press.pressId : createHash('sha256').update(press.pressId).digest('hex');
      const { threadKey, authorId, space } = press;
      if ((await store.turns.ofMessage(threadKey, messageId)) !== undefined) return 'taken';
      const { mediaIds, ...asked } = await planOf(button);
      // What costs credits is done once, however often it is pressed.
      const isUsed = edits(asked.plan) && !(await store.buttons.use(threadKey, press.token, messageId));
      if (isUsed) return 'unknown';
      const place = await placed(thread, { ...asked, messageId, locale });
      const answers = edits(asked.plan) ? await questions.open(threadKey, place.projectId) : undefined;
      await take({ threadKey, messageId, authorId, space, locale, mediaIds, answers, ...place });
      return 'taken';
    },
  };
}
