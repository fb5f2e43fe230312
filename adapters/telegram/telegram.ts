import type { Clock, FileSource, Log, Messenger, Painter } from '#src/ports.ts';
import { createTelegramFiles } from './files.ts';
import { createTelegramGateway, type TelegramGateway, type TelegramGatewayOptions } from './gateway.ts';
import { createTelegramMessenger } from './messenger.ts';

type Receiving = Pick<TelegramGatewayOptions, 'handler' | 'words' | 'dataDir' | 'admins' | 'onFatal'>;

/** Telegram's parts for one token: what sends, what gives files, and what receives where that is wanted. */
export type Telegram = {
  messenger: Messenger;
  files: FileSource;
  createGateway(receiving: Receiving): TelegramGateway;
};

export function createTelegram(options: {
  token: string;
  apiRoot: string;
  /** The folder that a Bot API server of the operator's own shares with us. */
  filesDir: string | undefined;
  webhook: { url: string; secret: string } | undefined;
  paint: Painter;
  /** The program for thumbnails. */
  ffmpeg?: string | undefined;
  clock: Clock;
  log: Log;
  onBusy?: (() => void) | undefined;
  onVideo?: ((as: 'file' | 'link') => void) | undefined;
}): Telegram {
  const isLocal = options.filesDir !== undefined;
  const messenger = createTelegramMessenger({ ...options, isLocal });
  return {
    messenger,
    files: createTelegramFiles(options),
    createGateway: (receiving) => createTelegramGateway({ ...options, ...receiving, isLocal, messenger }),
  };
}
