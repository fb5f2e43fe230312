import { DiscordAPIError } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import type { FileSource, Log, Messenger, Painter } from '#src/ports.ts';
import { tokenTrouble, type Shards } from './client.ts';
import { loggable } from './faults.ts';
import { createDiscordFiles } from './files.ts';
import { createDiscordGateway, type DiscordGateway, type DiscordGatewayOptions } from './gateway.ts';
import { createDiscordMessenger } from './messenger.ts';
import { createRest } from './rest.ts';

type Receiving = Pick<
  DiscordGatewayOptions,
  'handler' | 'messenger' | 'understand' | 'words' | 'clock' | 'patienceMs'
>;

/** Discord's parts for one token: what sends, what gives files, and what receives where that is wanted. */
export type Discord = {
  messenger: Messenger;
  files: FileSource;
  /** Throws where Discord does not know the token. Where it cannot be asked now, later calls will tell. */
  checkToken(): Promise<void>;
  createGateway(receiving: Receiving): DiscordGateway;
};

export function createDiscord(options: {
  token: string;
  apiUrl: string;
  /** What Discord bears of us. */
  requestsPerSecond?: number | undefined;
  shards: Shards | undefined;
  paint: Painter;
  log: Log;
  /** Discord will not have us any more. */
  onFatal: (error: Error) => void;
  onBusy?: (() => void) | undefined;
  onVideo?: ((as: 'file' | 'link') => void) | undefined;
}): Discord {
  const rest = createRest({ ...options, onRefused: () => options.onFatal(new Error(tokenTrouble)) });
  return {
    messenger: createDiscordMessenger({ ...options, rest }),
    files: createDiscordFiles({ ...options, rest }),
    async checkToken() {
      try {
        await rest.get(Routes.user());
      } catch (error) {
        if (error instanceof DiscordAPIError && error.status === 401)
          throw new Error(tokenTrouble, { cause: error });
        options.log.warn({ err: loggable(error) }, 'Discord could not be asked about its token');
      }
    },
    createGateway: (receiving) => createDiscordGateway({ ...options, ...receiving, rest }),
  };
}
