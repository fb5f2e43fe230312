import type { LinkWay } from '#src/core/message.ts';

/** Accounts of one's own, and being forgotten. */
export type AccountWords = {
  howToLink(p: { by: LinkWay; url: string }): string;
  /** `here` are names of projects that cannot go on without the account; `elsewhere` counts those of other threads. */
  unlinked(p: { here: string[]; elsewhere: number }): string;
  notLinked: string;
  /** Behind the balance, where the person has an account of their own: is it that one's? */
  whoseCredits(p: { whose: 'own' | 'other' }): string;
  /** What is kept, where it goes, and how it is deleted. */
  privacy: string;
  /** The question before everything about a person is deleted; `forgetConfirm` is its button. */
  forgetAsk: string;
  forgetConfirm: string;
  /** Something of theirs is still being worked on. */
  forgetLater: string;
  forgotten(p: { url: string }): string;
};
