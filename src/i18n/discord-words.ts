/** Words that only Discord's own surfaces need: menus, forms, and where an answer will be. */
export type DiscordWords = {
  /** The bot's status line. */
  presence: string;
  /** The same where it cannot read messages that do not mention it. */
  presenceMentionOnly: string;
  /** Said once in a thread whose messages it cannot read. */
  mentionMe: string;
  /** A menu entry on messages: at most 32 characters. */
  editThisVideo: string;
  /** Titles and labels of forms: at most 45 characters; hints: at most 100. */
  editForm: { title: string; label: string; hint: string };
  linkForm: { title: string; label: string; hint: string };
  /** The same for everybody in the server. */
  shareForm: { title: string; label: string; hint: string };
  /** For whom an account is linked: at most 100 characters. */
  thisServer: string;
  /** What the commands' options mean: at most 100 characters. */
  options: {
    prompt: string;
    file: string;
    quality: string;
    name: string;
    language: string;
    whose: string;
    code: string;
    person: string;
    range: string;
  };
  /** `place` is a channel's mention. */
  goesOnIn(p: { place: string }): string;
  cannotWriteHere(p: { place: string }): string;
  cannotReachYou: string;
  directOpening: string;
  noFileThere: string;
  formExpired: string;
};
