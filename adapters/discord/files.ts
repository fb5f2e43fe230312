import type { REST } from '@discordjs/rest';
import { RESTJSONErrorCodes as Code, Routes } from 'discord-api-types/v10';
import { request } from 'undici';
import { z } from 'zod';
import { AppError } from '#src/errors.ts';
import { cleanFileName } from '#src/core/file-name.ts';
import type { IncomingFile } from '#src/core/remote.ts';
import { voiceToM4a } from '#src/core/voice.ts';
import type { FileSource } from '#src/ports.ts';
import { isClosed, isCode, toChatError } from './faults.ts';
import { fromRef, type FileRef } from './ids.ts';
import { contentSchema, type RawAttachment, type RawContent } from './schema.ts';

const cdn = 'https://cdn.discordapp.com';
const refreshSchema = z.object({ refreshed_urls: z.array(z.object({ refreshed: z.string().nullish() })) });

/** All files of a message, forwarded ones too. */
export function filesOf(message: Pick<RawContent, 'attachments' | 'message_snapshots'>): RawAttachment[] {
  return [
    ...message.attachments,
    ...(message.message_snapshots ?? []).flatMap((snapshot) => snapshot.message.attachments),
  ];
}

/** True for an address from which files may be fetched: Discord's own, or the configured stand-in's. */
export function isFileAddress(url: string, apiUrl: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null) return false;
  const discord = /^(?:cdn\.discordapp\.com|media\.discordapp\.net)$/.test(parsed.host);
  return parsed.origin === new URL(apiUrl).origin || (discord && parsed.protocol === 'https:');
}

/** Files that Discord keeps. Each link is made anew by reading the message again: it lives for a day at most. */
export function createDiscordFiles({ rest, apiUrl }: { rest: REST; apiUrl: string }): FileSource {
  /** The documented way; nothing where we may not read the message, or not what is in it. */
  async function reread(ref: FileRef, signal: AbortSignal): Promise<string | undefined> {
    try {
      const answer = await rest.get(Routes.channelMessage(ref.channel, ref.message), { signal });
      return filesOf(contentSchema.parse(answer)).find(({ id }) => id === ref.attachment)?.url;
    } catch (error) {
      if (isCode(error, Code.UnknownMessage, Code.UnknownChannel))
        throw new AppError('file.gone', { name: ref.name });
      if (isClosed(error)) return undefined;
      throw toChatError(error);
    }
  }

  /** An endpoint that no documentation names, which signs a known file's address once more. */
  async function refreshed(ref: FileRef, signal: AbortSignal): Promise<string | undefined> {
    const host = new URL(apiUrl).hostname.endsWith('discord.com') ? cdn : new URL(apiUrl).origin;
    const url = `${host}/attachments/${ref.channel}/${ref.attachment}/${encodeURIComponent(ref.name)}`;
    try {
      const answer = await rest.post('/attachments/refresh-urls', {
        body: { attachment_urls: [url] },
        signal,
      });
      return refreshSchema.parse(answer).refreshed_urls[0]?.refreshed ?? undefined;
    } catch (error) {
      const known = toChatError(error);
      // Only a refusal says that the file is not for us.
      if (known.code === 'chat.busy') throw known;
      return undefined;
    }
  }

  async function fresh(
    text: string,
    signal: AbortSignal,
  ): Promise<{ url: string; name: string; voice: boolean }> {
    const ref = fromRef(text);
    if (ref === undefined) throw new AppError('file.gone', { name: '' }, 'not a file of Discord');
    const url = (await reread(ref, signal)) ?? (await refreshed(ref, signal));
    if (url === undefined || !isFileAddress(url, apiUrl)) throw new AppError('file.gone', { name: ref.name });
    return { url, name: ref.name, voice: ref.voice === true };
  }

  return {
    async link(_, ref, signal) {
      const { url, voice } = await fresh(ref, signal);
      return voice ? undefined : url;
    },
    async open(_, ref, signal) {
      const { url, name: given, voice } = await fresh(ref, signal);
      const name = cleanFileName(given);
      const file = await fetchFile(url, name, signal);
      return voice ? voiceToM4a({ ...file, name: name.replace(/\.\w+$/, '.m4a') }) : file;
    },
  };
}

/** A file from Discord's file server, as a stream. Throws `file.*` and `chat.busy`. */
export async function fetchFile(url: string, name: string, signal?: AbortSignal): Promise<IncomingFile> {
  const { statusCode, headers, body } = await request(url, signal === undefined ? {} : { signal }).catch(
    (error: unknown) => {
      throw toChatError(error);
    },
  );
  if (statusCode !== 200) {
    await body.dump();
    const detail = `${statusCode} from Discord's file server`;
    throw statusCode >= 500 || statusCode === 429
      ? new AppError('chat.busy', {}, detail)
      : new AppError('file.gone', { name }, detail);
  }
  const length = Number(headers['content-length']);
  const mime = headers['content-type'];
  return {
    name,
    ...(typeof mime === 'string' ? { mime } : {}),
    ...(Number.isFinite(length) ? { bytes: length } : {}),
    body: unbroken(body, name),
  };
}

/** A connection that breaks in the middle, in words for the sender. */
async function* unbroken(body: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw new AppError('file.interrupted', { name }, 'the connection to Discord broke', { cause: error });
  }
}
