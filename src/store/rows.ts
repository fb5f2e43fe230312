import { z } from 'zod';
import { locales, type ThreadKey } from '#src/core/message.ts';
import type {
  ButtonAction,
  Delivery,
  Media,
  Project,
  Render,
  RenderLook,
  StoredButton,
  Thread,
} from '#src/core/records.ts';
import type { Plan } from '#src/core/plan.ts';
import { turnStates, type Turn } from '#src/core/turn.ts';
import { memory } from './memory-row.ts';
import { message } from './message-row.ts';
import { json, plan } from './turn-columns.ts';

/**
 * Stored rows are input too: an older or newer version may have written them. Each is parsed on its way out
 * of the database. int8 comes as text from both databases.
 */
const time = z.coerce.number();
const threadKey = z.string().transform((key) => key as ThreadKey);
const locale = z.enum(locales);

const action: z.ZodType<ButtonAction> = z.discriminatedUnion('do', [
  z.object({ do: z.literal('plan'), plan, projectId: z.string().optional() }),
  z.object({ do: z.literal('retry'), turnId: z.string() }),
]);

const threadRow = z
  .object({ key: threadKey, project_id: z.string(), locale: locale.nullable() })
  .transform((row): Thread => ({ key: row.key, projectId: row.project_id, locale: row.locale }));

const projectRow = z
  .object({
    id: z.string(),
    thread_key: threadKey,
    name: z.string().nullable(),
    locale,
    account_id: z.string().nullable(),
    session_id: z.string().nullable(),
    task_id: z.string().nullable(),
    bind_id: z.string().nullable(),
    opened_with: z.string().nullable(),
    created_at: time,
  })
  .transform((row): Project => ({
    id: row.id,
    threadKey: row.thread_key,
    name: row.name,
    locale: row.locale,
    accountId: row.account_id,
    sessionId: row.session_id,
    taskId: row.task_id,
    bindId: row.bind_id,
    openedWith: row.opened_with,
    createdAt: row.created_at,
  }));

const turnRow = z
  .object({
    id: z.string(),
    thread_key: threadKey,
    project_id: z.string(),
    message_id: z.string(),
    author_id: z.string(),
    space: z.string().nullable(),
    locale,
    plan: json(plan),
    step: z.number(),
    media_ids: json(z.array(z.string())),
    state: z.enum(turnStates),
    attempt: z.string().nullable(),
    status_message_id: z.string().nullable(),
    memory: json(memory),
    not_before: time.nullable(),
    stop_at: time.nullable(),
    created_at: time,
    started_at: time.nullable(),
    slot: z.enum(['waiting', 'taken']).nullable(),
  })
  .transform((row): Turn => ({
    id: row.id,
    threadKey: row.thread_key,
    projectId: row.project_id,
    messageId: row.message_id,
    authorId: row.author_id,
    space: row.space,
    locale: row.locale,
    plan: row.plan,
    step: row.step,
    mediaIds: row.media_ids,
    state: row.state,
    attempt: row.attempt,
    statusMessageId: row.status_message_id,
    memory: row.memory,
    notBefore: row.not_before,
    stopAt: row.stop_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    slot: row.slot,
  }));

const mediaRow = z
  .object({
    id: z.string(),
    thread_key: threadKey,
    project_id: z.string(),
    name: z.string(),
    mime: z.string(),
    bytes: time.nullable(),
    source: json(z.looseObject({ url: z.string().optional(), ref: z.string().optional() })).nullable(),
    state: z.enum(['uploading', 'uploaded', 'failed', 'lost']),
    files_before: time.nullable(),
    created_at: time,
  })
  .transform(({ thread_key, project_id, files_before, created_at, ...row }): Media => ({
    ...row,
    threadKey: thread_key,
    projectId: project_id,
    filesBefore: files_before,
    createdAt: created_at,
  }));

const lookRow = z
  .object({
    id: z.string(),
    turn_id: z.string(),
    thread_key: threadKey,
    project_id: z.string(),
    version: z.number(),
    draft_hash: z.string(),
    state: z.enum(['intent', 'submitting', 'rendering', 'completed', 'failed']),
    url: z.string().nullable(),
    polls: z.number(),
    retry_of: z.string().nullable(),
    created_at: time,
  })
  .transform(({ turn_id, thread_key, project_id, draft_hash, retry_of, created_at, ...row }): RenderLook => ({
    ...row,
    turnId: turn_id,
    threadKey: thread_key,
    projectId: project_id,
    draftHash: draft_hash,
    retryOf: retry_of,
    createdAt: created_at,
  }));

const renderRow = lookRow.and(z.object({ draft: z.string() }));

const deliveryRow = z
  .object({ turn_id: z.string(), thread_key: threadKey, message: json(message) })
  .transform((row): Delivery => ({ turnId: row.turn_id, threadKey: row.thread_key, message: row.message }));

const buttonRow = z
  .object({
    token: z.string(),
    thread_key: threadKey,
    turn_id: z.string(),
    label: z.string(),
    action: json(action),
  })
  .transform(({ thread_key, turn_id, ...row }): StoredButton => ({
    ...row,
    threadKey: thread_key,
    turnId: turn_id,
  }));

const wishRow = z.object({ plan: json(plan) }).transform((row): Plan => row.plan);

export const toWish = (row: unknown): Plan => wishRow.parse(row);
export const toThread = (row: unknown): Thread => threadRow.parse(row);
export const toProject = (row: unknown): Project => projectRow.parse(row);
export const toTurn = (row: unknown): Turn => turnRow.parse(row);
export const toMedia = (row: unknown): Media => mediaRow.parse(row);
export const toRender = (row: unknown): Render => renderRow.parse(row);
export const toRenderLook = (row: unknown): RenderLook => lookRow.parse(row);
export const toDelivery = (row: unknown): Delivery => deliveryRow.parse(row);
export const toButton = (row: unknown): StoredButton => buttonRow.parse(row);
