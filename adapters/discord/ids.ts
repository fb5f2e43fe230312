import { z } from 'zod';
import { fromThreadKey, toThreadKey, type ThreadKey } from '#src/core/message.ts';

/**
 * Everything of Discord's that the engine and the store hold for us is an opaque string to them; here is what
 * each of them says. Workers answer with nothing but these, so they name whom to notify and where to turn to.
 */

/** Where a thread of ours is: a channel, or a Discord thread and the channel it hangs on. */
export type Place = { channelId: string; parentId?: string | undefined };

const snowflake = /^\d{1,20}$/;

export function keyOf({ channelId, parentId }: Place): ThreadKey {
  return parentId === undefined
    ? toThreadKey('discord', channelId)
    : toThreadKey('discord', parentId, channelId);
}

export function placeOf(key: string): Place | undefined {
  const parsed = fromThreadKey(key);
  const parts = parsed?.parts ?? [];
  if (parsed?.platform !== 'discord' || !parts.every((part) => snowflake.test(part))) return undefined;
  const [first, second] = parts;
  if (first === undefined || parts.length > 2) return undefined;
  return second === undefined ? { channelId: first } : { channelId: second, parentId: first };
}

/** What a turn answers: a message, which can be replied to, or an interaction, whose author can be named. */
export type Origin = { kind: 'message' | 'interaction'; authorId: string; id: string };

/** The engine's message id: at most 42 characters. */
export function messageIdOf({ kind, authorId, id }: Origin): string {
  return `${kind === 'message' ? 'm' : 'i'}${authorId}-${id}`;
}

/** Reads the above; nothing where it came from elsewhere, such as a message moved from another thread. */
export function originOf(messageId: string | undefined): Origin | undefined {
  const match = /^([mi])(\d{1,20})-(\d{1,20})$/.exec(messageId ?? '');
  const [, kind, authorId, id] = match ?? [];
  if (authorId === undefined || id === undefined) return undefined;
  return { kind: kind === 'm' ? 'message' : 'interaction', authorId, id };
}

/** A message of our own. It may stand elsewhere than its thread, where that one was closed to us. */
export type Posted = { channelId: string; messageId: string };

export function postedId({ channelId, messageId }: Posted, place: Place): string {
  return channelId === place.channelId ? messageId : `${channelId}-${messageId}`;
}

export function postedOf(id: string, place: Place): Posted | undefined {
  const match = /^(?:(\d{1,20})-)?(\d{1,20})$/.exec(id);
  const [, channelId = place.channelId, messageId] = match ?? [];
  return messageId === undefined ? undefined : { channelId, messageId };
}

/** A button's custom id names its thread, so that it works wherever the message had to be posted. */
export function customIdOf(key: ThreadKey, token: string): string {
  return `${key}/${token}`;
}

/** Nothing for a button of another deployment, or of another app. */
export function pressedOf(customId: string): { threadKey: ThreadKey; token: string } | undefined {
  const at = customId.indexOf('/');
  const place = placeOf(customId.slice(0, Math.max(0, at)));
  const token = customId.slice(at + 1);
  return place === undefined || token === '' ? undefined : { threadKey: keyOf(place), token };
}

/** The ids by which a file is found again. Its links expire within a day, so they are never kept. */
const fileRef = z.object({
  /** The channel and the message to read again. */
  channel: z.string().regex(snowflake),
  message: z.string().regex(snowflake),
  attachment: z.string().regex(snowflake),
  /** As it stands in the file's address, after those ids. */
  name: z.string(),
  /** A voice message: Opus in Ogg, which the backend does not take as it is. */
  voice: z.literal(true).optional(),
});
export type FileRef = z.infer<typeof fileRef>;

export const toRef = (ref: FileRef): string => JSON.stringify(ref);

export function fromRef(text: string): FileRef | undefined {
  try {
    return fileRef.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
