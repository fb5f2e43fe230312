import type { FileSource, Log, Messenger } from '#src/ports.ts';
import type { Shards } from './client.ts';
import { createDiscordFiles } from './files.ts';
import { createDiscordGateway, type DiscordGateway, type DiscordGatewayOptions } from './gateway.ts';
import { createDiscordMessenger } from './messenger.ts';
import { createRest } from './rest.ts';

type Receiving = Pick<DiscordGatewayOptions, 'handler' | 'messenger' | 'understand' | 'words'>;

/** Discord's parts for one token: what sends, what gives files, and what receives where that is wanted. */
export type Discord = {
  messenger: Messenger;
  files: FileSource;
  createGateway(receiving: Receiving): DiscordGateway;
};

export function createDiscord(options: {
  token: string;
  apiUrl: string;
  shards: Shards | undefined;
  log: Log;
}): Discord {
  const rest = createRest(options);
  return {
    messenger: createDiscordMessenger({ ...options, rest }),
    files: createDiscordFiles({ ...options, rest }),
    createGateway: (receiving) => createDiscordGateway({ ...options, ...receiving, rest }),
  };
}
