import type { REST } from '@discordjs/rest';
import type { AppError } from '#src/errors.ts';
import type { Locale } from '#src/core/message.ts';
import type { Plan } from '#src/core/plan.ts';
import type { InboundHandler, Log, Messenger } from '#src/ports.ts';
import type { Patience } from './patience.ts';

/** What everything that receives needs. */
export type DiscordDeps = {
  handler: InboundHandler;
  messenger: Messenger;
  rest: REST;
  apiUrl: string;
  understand: (input: { text: string; attachments: number }) => Plan;
  /** An error in the words a person may read. */
  words: (error: AppError, locale: Locale) => string;
  log: Log;
  /** How what was taken waits for a store that is away. */
  patience: Patience;
};
