import type { AccessAsked } from './core/records.ts';

/** Who asks to be let in, and whom admins have let in. */
export type AccessStore = {
  isApproved(owner: string): Promise<boolean>;
  /** What the person waits with already, else what is given. Nothing where `most` others wait at this time. */
  ask(person: AccessAsked, now: number, most: number): Promise<AccessAsked | undefined>;
  /** Lets in who waits with this code. The same code again gives the same person, while it is good. */
  approve(code: string, now: number): Promise<AccessAsked | undefined>;
  /** Takes the approval of the person with this platform's id back, and gives the owner; nothing where there is none. */
  revoke(id: string): Promise<string | undefined>;
  /** Whom admins have let in, the newest first: so many of them, and how many there are in all. */
  approved(most: number): Promise<{ people: { owner: string; at: number }[]; count: number }>;
};
