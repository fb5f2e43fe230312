import { randomBytes } from 'node:crypto';
import { AppError, type ErrorCode, isAppError } from '#src/errors.ts';
import type { Locale, OutboundMessage } from '#src/core/message.ts';
import type { Turn } from '#src/core/turn.ts';
import { type ButtonName, type Charge, messagesFor } from '#src/i18n/index.ts';
import { makeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import type { EditorLink } from './editor-link.ts';
import { isAboutFile } from './outcome.ts';
import type { Sessions } from './sessions.ts';
import type { TopUp } from './top-up.ts';

type ReplyDeps = Pick<EngineDeps, 'store' | 'messenger' | 'log' | 'settings'> & {
  sessions: Sessions;
  editorLink: EditorLink;
  topUp: TopUp;
};

export type Replies = {
  /** The last message of a turn that failed: what happened, what it cost, what to do next. */
  error(turn: Turn, thrown: unknown, signal: AbortSignal): Promise<OutboundMessage>;
};

/** What may be done after an error; one that is not here has no remedy but other words. */
const remedies: Partial<Record<ErrorCode, ButtonName[]>> = {
  'nemo.token-expired': ['retry'],
  'nemo.session-not-found': ['retry', 'newProject'],
  'nemo.out-of-credits': ['retry', 'credits', 'link'],
  'nemo.client-id-missing': ['retry'],
  'nemo.export-blocked': ['retry', 'link'],
  'nemo.rate-limited': ['retry'],
  'nemo.not-found': ['retry', 'newProject'],
  'nemo.refused': ['retry', 'newProject'],
  'nemo.unreadable': ['retry'],
  'nemo.unreachable': ['retry'],
  'nemo.cut': ['retry'],
  'nemo.silent': ['retry'],
  'render.failed': ['retry'],
  'render.timeout': ['retry'],
  'account.expired': ['retry', 'link'],
  'account.gone': ['retry', 'link', 'newProject'],
  'file.interrupted': ['retry'],
  'limit.daily': ['retry', 'link'],
  'limit.rate': ['retry'],
  'limit.waiting': ['retry'],
  internal: ['retry'],
};

/** Anything thrown, as an error with words. What nobody foresaw gets an incident number that is also in the log. */
function toAppError(error: unknown, log: EngineDeps['log']): AppError {
  if (error instanceof AppError) return error;
  const incident = randomBytes(4).toString('hex');
  log.error({ incident, err: error }, 'unforeseen error');
  return new AppError('internal', { incident });
}

/** The words of an error; the keys of the table are the codes, so the two casts cannot miss. */
function whatHappened(error: AppError, locale: Locale): string {
  const say = messagesFor(locale).errors[error.code] as (params: AppError['params']) => string;
  return say(error.params);
}

/** The words of an error that was met before anything was asked of the agent, such as while a file came in. */
export function errorText(error: AppError, locale: Locale): string {
  const what = whatHappened(error, locale);
  return error.code.startsWith('nemo.') ? `${what}\n${messagesFor(locale).charged.nothing}` : what;
}

export function createReplies(deps: ReplyDeps): Replies {
  const { store, messenger, sessions, editorLink, topUp, log, settings } = deps;

  /** Addresses that help, one a line. */
  async function links(turn: Turn, error: AppError, signal: AbortSignal): Promise<string[]> {
    const words = messagesFor(turn.locale);
    if (lacksStarter(error)) {
      const by = messenger.limits(turn.threadKey).linkBy;
      return [words.account.howToLink({ by, url: settings.webUrl })];
    }
    const isBlocked = error.code === 'nemo.export-blocked';
    if (!isBlocked && error.code !== 'nemo.out-of-credits') return [];
    const found: string[] = [];
    if (isAppError(error, 'nemo.out-of-credits')) {
      found.push(await topUp.words(turn, signal, error.params.bindId));
    } else {
      const { kind } = await sessions.accountOf(turn.projectId);
      const isFree = kind === 'anonymous';
      found.push(
        isFree
          ? words.register({ url: await topUp.registration(turn, signal) })
          : words.upgrade({ url: settings.webUrl }),
      );
    }
    const editor = isBlocked ? await editorLink(turn.projectId, signal) : undefined;
    if (editor !== undefined) found.push(words.editorLink({ url: editor }));
    return found;
  }

  async function buttons(turn: Turn, error: AppError): Promise<ButtonName[]> {
    if (lacksStarter(error)) return ['retry', 'link'];
    if (isAppError(error, 'account.expired') && error.params.kind === 'operator') return ['retry'];
    if (isAppError(error, 'account.expired') && error.params.kind === 'shared')
      return ['retry', 'link', 'newProject'];
    if (!isAboutFile(error)) return remedies[error.code] ?? [];
    // The rest of the message can do without this file only where there is another one to work on.
    const own = await store.media.list(turn.mediaIds);
    const others = own.some(({ state }) => state === 'uploading' || state === 'uploaded');
    const isAlone = !others && (await store.media.ofProject(turn.projectId, 'uploaded')).length === 0;
    return isAlone || turn.plan.length === 1 ? [] : ['goOn'];
  }

  return {
    async error(turn, thrown, signal) {
      const error = toAppError(thrown, log);
      const words = messagesFor(turn.locale);
      const names = await buttons(turn, error);
      const hint = names.includes('retry') && turn.step < turn.plan.length - 1 ? words.retryGoesOn : '';
      const what = [whatHappened(error, turn.locale), words.charged[chargeOf(turn)], hint];
      return {
        kind: 'error',
        text: [
          ...(turn.memory.said ?? []),
          what.filter(Boolean).join('\n'),
          ...(await links(turn, error, signal)),
        ].join('\n\n'),
        replyTo: turn.messageId,
        buttons: await makeButtons(store, turn, names),
        files: [],
      };
    },
  };
}

/** True where the backend gave no starter token, so that an account of one's own is the way to go on. */
function lacksStarter(error: AppError): boolean {
  return isAppError(error, 'nemo.rate-limited') && error.params.starter === true;
}

/** What the step that failed has cost. A refused edit is back in `preparing` by now; one that ran is not. */
function chargeOf(turn: Turn): Charge {
  if (turn.state === 'rendering') return 'export';
  return ['sending', 'streaming', 'recovering'].includes(turn.state) ? 'unknown' : 'nothing';
}
