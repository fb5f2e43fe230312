import { GrammyError } from 'grammy';
import { request, type Dispatcher } from 'undici';
import { AppError } from '#src/errors.ts';
import type { IncomingFile } from '#src/core/remote.ts';
import { voiceToM4a } from '#src/core/voice.ts';
import type { Clock, FileSource, Log } from '#src/ports.ts';
import { createApi, fileCallS, isRefusal, toApiSignal, toChatError, type TelegramAccess } from './api.ts';
import { fromRef, type FileRef } from './attachments.ts';
import { openLocalFile } from './local-files.ts';

/** Telegram's own Bot API gives files up to this size. */
export const cloudDownloadMb = 20;
const mb = 1024 * 1024;

const tries = 3;
const pauseMs = 1_000;
const longestPauseMs = 30_000;

export type TelegramFilesOptions = TelegramAccess & {
  /** The folder that a local Bot API server puts files into; without it they come over HTTP. */
  filesDir: string | undefined;
  clock: Clock;
  log: Log;
};

/** The bytes of what people sent. There are no links for others: Telegram's hold the bot's token. */
export function createTelegramFiles(options: TelegramFilesOptions): FileSource {
  const { token, apiRoot, filesDir, clock, log } = options;
  // A server of our own answers when it has the whole file.
  const api = createApi(options, fileCallS);

  /** Where Telegram has made the file ready: a path below its file address, or on the disk we share. */
  async function pathOf(ref: FileRef, signal: AbortSignal): Promise<string> {
    const { file_path: path } = await api.getFile(ref.fileId, toApiSignal(signal));
    if (path === undefined) throw new AppError('file.gone', { name: ref.name }, 'getFile gave no path');
    return path;
  }

  async function download(path: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const url = `${apiRoot}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`;
    const response = await request(url, { signal }).catch(() => {
      // The error's own words may hold the address, and so the token.
      throw new AppError('chat.busy', {}, 'a file could not be fetched');
    });
    if (response.statusCode === 200) return response;
    await response.body.dump();
    const detail = `a file's address answered ${response.statusCode}`;
    throw response.statusCode === 404
      ? new AppError('file.gone', { name: '' }, detail)
      : new AppError('chat.busy', {}, detail);
  }

  async function openOnce(ref: FileRef, signal: AbortSignal): Promise<IncomingFile> {
    const path = await pathOf(ref, signal);
    const { name, mime } = ref;
    if (filesDir !== undefined) {
      const local = await openLocalFile(filesDir, path).catch((cause: unknown) => {
        throw new AppError('file.gone', { name }, 'a local file could not be opened', { cause });
      });
      return { name, mime, ...local };
    }
    const response = await download(path, signal);
    const declared = Number(response.headers['content-length']);
    return {
      name,
      mime,
      bytes: Number.isSafeInteger(declared) ? declared : ref.bytes,
      body: interrupted(response.body, name),
    };
  }

  function toFileError(error: unknown, ref: FileRef): unknown {
    const { name, bytes } = ref;
    if (isRefusal(error, 'file is too big')) {
      const sizeMb = bytes === undefined ? undefined : Math.ceil(bytes / mb);
      return new AppError('file.over-platform-limit', { name, limitMb: cloudDownloadMb, sizeMb });
    }
    const isTransient = error instanceof GrammyError && (error.error_code === 429 || error.error_code >= 500);
    if (error instanceof GrammyError && !isTransient) {
      return new AppError('file.gone', { name }, `${error.method}: ${error.description}`);
    }
    if (error instanceof AppError && error.code === 'file.gone') {
      return new AppError('file.gone', { name }, error.message, { cause: error.cause });
    }
    return toChatError(error);
  }

  return {
    link: async () => undefined,
    async open(_, ref, signal) {
      const wanted = fromRef(ref);
      for (let tried = 1; ; tried += 1) {
        try {
          const file = await openOnce(wanted, signal);
          return wanted.voice === true ? await voiceToM4a(file) : file;
        } catch (thrown) {
          signal.throwIfAborted();
          const error = toFileError(thrown, wanted);
          if (!(error instanceof AppError) || error.code !== 'chat.busy') throw error;
          const { name } = wanted;
          if (tried === tries) throw new AppError('file.interrupted', { name }, error.message);
          log.warn({ err: error }, 'a file is fetched again');
          const asked = (error as AppError<'chat.busy'>).params.retryAfterMs ?? pauseMs * tried;
          await clock.sleep(Math.min(asked, longestPauseMs), signal);
        }
      }
    },
  };
}

/** A connection that breaks in the middle, in words for the sender. */
async function* interrupted(body: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new AppError('file.interrupted', { name }, 'the connection to Telegram broke');
  }
}
