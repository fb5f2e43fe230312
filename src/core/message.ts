/** What every chat platform is turned into on its way in, and what it is given on its way out. */
import type { Drawing } from './drawing.ts';

/** One place in one chat, as `<platform>:<id parts>`; the only name of a thread outside its adapter. */
export type ThreadKey = string & { readonly ThreadKey: unique symbol };

/** The languages Reelay speaks. */
export const locales = ['en', 'zh'] as const;
export type Locale = (typeof locales)[number];

/**
 * A file that came with a message: at the backend already (`media`), at a public address (`url`), or kept by
 * the platform (`remote`), which gives it again for its own ids in `ref`. A `ref` never holds a link or a secret.
 */
export type Attachment =
  | { kind: 'media'; mediaId: string }
  | { kind: 'url'; url: string; name: string }
  | {
      kind: 'remote';
      ref: string;
      name: string;
      mime?: string | undefined;
      bytes?: number | undefined;
    };

/** One user message in the form the engine takes. `messageId` is the platform's and unique in its thread. */
export type InboundMessage = {
  threadKey: ThreadKey;
  messageId: string;
  authorId: string;
  /** The server or group that it was written in, by the platform's id; nothing in a private chat. */
  space: string | undefined;
  /** May manage that server or group, as the platform says. */
  canManage?: boolean | undefined;
  /** The user's platform language, where it is known. */
  locale?: Locale | undefined;
  text: string;
  attachments: Attachment[];
  /** The message this one answers, by the platform's id. */
  replyTo?: string | undefined;
};

/** A pressed button. The token is opaque: everything it means stands in the store. */
export type ButtonPress = {
  threadKey: ThreadKey;
  token: string;
  /** The platform's id of this press, so that a repeated event does nothing twice. */
  pressId: string;
  authorId: string;
  /** The thread that it was pressed in, where the button's message had to be posted elsewhere than in its own. */
  pressedAt?: ThreadKey | undefined;
  /** The server or group that it was pressed in; nothing in a private chat. */
  space: string | undefined;
  /** May press what somebody else's message brought. */
  canModerate?: boolean | undefined;
  locale?: Locale | undefined;
};

/** Where a person may write a token: on the page, in a form that only they see, or in a private chat. */
export type LinkWay = 'page' | 'form' | 'private';

/** What a platform calls the places that people share. */
export type SpaceWord = 'server' | 'group';

/**
 * `not-yours`: the button belongs to somebody else's message. `refused`: who pressed it may not use Reelay here; they
 * were told what there was to tell.
 */
export type PressOutcome = 'taken' | 'unknown' | 'not-yours' | 'refused';

/** `ack` and `status` are one message in two phases; a turn ends with one of the other three. */
export type MessageKind = 'ack' | 'status' | 'result' | 'error' | 'info';

export type Button = { label: string; token: string };

/** A finished video, or a table for an admin. Platforms that hold no bytes of their own serve it by `renderId`. */
export type OutboundFile = { name: string; mime: string; bytes?: number | undefined; renderId: string };

/**
 * A picture beside the words. It is kept as a drawing and made into what the platform shows when it is sent, so that a
 * message that is sent once more looks the same; or it is the strip of frames that is stored with a result. `alt` = what
 * is to be seen, for who does not see it.
 */
export type Picture = { alt: string; drawing: Drawing } | { alt: string; renderId: string };

/** A picture that is here now, as a file. `renderId` = the result that it shows. */
export type Image = { name: string; mime: string; alt: string; bytes: Uint8Array; renderId: string };

export type OutboundMessage = {
  kind: MessageKind;
  /** Our markdown subset: **bold**, `code`, [words](url), bare URLs, line breaks, "- " lists. */
  text: string;
  replyTo?: string | undefined;
  buttons: Button[];
  files: OutboundFile[];
  picture?: Picture | undefined;
};

/** A message of words alone, in answer to the one with the id `replyTo`. */
export function textReply(replyTo: string, kind: MessageKind, text: string): OutboundMessage {
  return { kind, text, replyTo, buttons: [], files: [] };
}

const part = /^[A-Za-z0-9_-]+$/;

/** Makes a thread key. Throws on a part that would not survive the way back. */
export function toThreadKey(platform: string, ...parts: string[]): ThreadKey {
  for (const piece of [platform, ...parts]) {
    if (!part.test(piece)) throw new TypeError(`not a part of a thread key: ${JSON.stringify(piece)}`);
  }
  return [platform, ...parts].join(':') as ThreadKey;
}

/** Takes a thread key apart, or gives nothing where it is not one. */
export function fromThreadKey(key: string): { platform: string; parts: string[] } | undefined {
  const [platform, ...parts] = key.split(':');
  if (platform === undefined || parts.length === 0) return undefined;
  return [platform, ...parts].every((piece) => part.test(piece)) ? { platform, parts } : undefined;
}

/** The platform that a thread is on: one of the few that `compose.ts` knows. */
export function platformOf(key: ThreadKey): string {
  return fromThreadKey(key)?.platform ?? 'other';
}
