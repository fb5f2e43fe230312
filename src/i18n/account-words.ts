import type { LinkWay, SpaceWord } from '#src/core/message.ts';

/** Accounts of one's own, and being forgotten. */
export type AccountWords = {
  howToLink(p: { by: LinkWay; url: string }): string;
  /** `here` are names of projects that cannot go on without the account; `elsewhere` counts those of other threads. */
  unlinked(p: { here: string[]; elsewhere: number }): string;
  notLinked: string;
  /** Behind the balance: whose it is, where the person could think otherwise. */
  whoseCredits(p: { whose: 'own' | 'shared' | 'other'; word: SpaceWord }): string;
  /** How an account is linked for everybody in a server or group; `space` is its id. */
  howToShare(p: { by: LinkWay; space: string; word: SpaceWord }): string;
  sharedLinked(p: { available: number; word: SpaceWord }): string;
  sharedUnlinked(p: { here: string[]; elsewhere: number; word: SpaceWord }): string;
  noneShared(p: { word: SpaceWord }): string;
  /** An account for everybody is wanted where everybody is alone with Reelay. */
  nothingShared: string;
  /** What is kept, where it goes, and how it is deleted. */
  privacy: string;
  /** The question before everything about a person is deleted; `forgetConfirm` is its button. */
  forgetAsk: string;
  forgetConfirm: string;
  /** Something of theirs is still being worked on. */
  forgetLater: string;
  forgotten(p: { url: string }): string;
};
