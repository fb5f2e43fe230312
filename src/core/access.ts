import { fromThreadKey, type InboundMessage } from './message.ts';

export const accessModes = ['open', 'allowlist', 'pairing'] as const;
export type AccessMode = (typeof accessModes)[number];

/**
 * Whom the settings let in. Ids of people and places of all platforms stand in one list: Discord's have 17 digits and
 * more, Telegram's are below 2^52 (its Bot API), so none means two things.
 */
export type AccessRules = {
  mode: AccessMode;
  /** Servers, groups and channels, by the platforms' ids. */
  places: string[];
  users: string[];
  admins: string[];
};

/** Who is where, as far as access goes. */
export type Visit = Pick<InboundMessage, 'threadKey' | 'authorId' | 'space'>;

/** True for whom the settings alone let in: listed people wherever they are, and everybody in a listed place. */
export function isListed({ mode, places, users, admins }: AccessRules, visit: Visit): boolean {
  if (mode === 'open' || users.includes(visit.authorId) || admins.includes(visit.authorId)) return true;
  // A thread's key begins with its chat: the group, or the channel that a thread hangs on.
  return [visit.space, fromThreadKey(visit.threadKey)?.parts[0]].some(
    (place) => place !== undefined && places.includes(place),
  );
}

/** What an admin may want about who is let in. */
export type AdminOrder =
  /** The code as it was given out; empty where there is none. */
  | { do: 'approve'; code: string }
  /** The platform's id of a person; empty where there is none. */
  | { do: 'revoke'; id: string }
  | { do: 'approved' };

/** "/approve CODE", "/revoke ID" and "/approved" as texts. Nothing for any other. */
export function adminOrderOf(text: string): AdminOrder | undefined {
  const said = /^\/(approved?|revoke)(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(text.trim());
  const rest = said?.[2] ?? '';
  switch (said?.[1]?.toLowerCase()) {
    case 'approve':
      return { do: 'approve', code: rest.toUpperCase().replace(/[^A-Z0-9]/g, '') };
    case 'revoke':
      // An id alone, or as a platform mentions people.
      return { do: 'revoke', id: /\d+/.exec(rest)?.[0] ?? '' };
    case 'approved':
      return { do: 'approved' };
    default:
      return undefined;
  }
}

/** Letters and digits that nobody takes for one another: 32, so that each byte makes one as likely as any other. */
const codeLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A code of as many characters as there are random bytes. */
export function toCode(random: Uint8Array): string {
  return Array.from(random, (byte) => codeLetters[byte % codeLetters.length]).join('');
}
