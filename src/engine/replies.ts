import { randomBytes } from 'node:crypto';
import { AppError, isAppError, type ErrorCode } from '#src/errors.ts';
import type { Locale, OutboundMessage } from '#src/core/message.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor, type ButtonName } from '#src/i18n/index.ts';
import { makeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';

type ReplyDeps = Pick<EngineDeps, 'store' | 'log' | 'settings'>;

/** Errors after which asking once more may help. */
const retryable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'nemo.rate-limited',
  'nemo.refused',
  'nemo.unreadable',
  'nemo.unreachable',
  'nemo.cut',
  'nemo.silent',
  'nemo.out-of-credits',
  'render.failed',
  'render.timeout',
  'internal',
]);

/** Anything thrown, as an error with words. What nobody foresaw gets an incident number that is also in the log. */
function toAppError(error: unknown, log: EngineDeps['log']): AppError {
  if (error instanceof AppError) return error;
  const incident = randomBytes(4).toString('hex');
  log.error({ incident, err: error }, 'unforeseen error');
  return new AppError('internal', { incident });
}

/** The words of an error; the keys of the table are the codes, so the two casts cannot miss. */
export function errorText(error: AppError, locale: Locale): string {
  const say = messagesFor(locale).errors[error.code] as (params: AppError['params']) => string;
  return say(error.params);
}

/** The last message of a turn that failed: what happened, what it cost, what to do next. */
export async function errorReply(deps: ReplyDeps, turn: Turn, thrown: unknown): Promise<OutboundMessage> {
  const error = toAppError(thrown, deps.log);
  const words = messagesFor(turn.locale);
  const lines = [...(turn.memory.said ?? []), errorText(error, turn.locale)];
  const project = await deps.store.projects.get(turn.projectId);
  const anonymous = deps.settings.nemoToken === undefined;
  const bindId =
    (isAppError(error, 'nemo.out-of-credits') ? error.params.bindId : undefined) ?? project?.bindId;
  const registration =
    bindId == null ? deps.settings.webUrl : `${deps.settings.webUrl}/?bind=${encodeURIComponent(bindId)}`;
  if (error.code === 'nemo.out-of-credits') {
    lines.push(
      anonymous ? words.register({ url: registration }) : words.topUp({ url: deps.settings.webUrl }),
    );
  }
  if (error.code === 'nemo.export-blocked') lines.push(words.register({ url: registration }));

  const names: ButtonName[] = retryable.has(error.code) ? ['retry'] : [];
  if (error.code === 'nemo.out-of-credits') names.push('credits');
  return {
    kind: 'error',
    text: lines.join('\n\n'),
    replyTo: turn.messageId,
    buttons: await makeButtons(deps.store, turn, names),
    files: [],
  };
}
