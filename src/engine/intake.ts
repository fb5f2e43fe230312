import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '#src/errors.ts';
import {
  acceptedEnding,
  checkClaim,
  endingOf,
  isForeignMime,
  maxFileBytes,
  maxFileMb,
  mimeOf,
} from '#src/core/media-type.ts';
import type { UploadFile } from '#src/core/remote.ts';
import type { IncomingFile } from '#src/core/remote.ts';

/** Enough of a file for its type to show; the signatures of all accepted types lie well within. */
const headBytes = 4_100;

/**
 * Checks a file by its name, its declared type and its first bytes, and gives it on as a stream that fails
 * with `file.too-large` where it grows past the limit. Nothing but the head is held in memory.
 */
export async function checkFile(file: IncomingFile): Promise<UploadFile> {
  const { name } = file;
  checkClaim(file);

  const body = file.body[Symbol.asyncIterator]();
  const { head, chunks, ended } = await readHead(body);
  if (head.length === 0) throw new AppError('file.empty', { name });
  const detected = await detect(head);
  if (detected === undefined) {
    // A text called clip.mp4 is a mismatch; a text that never claimed to be a clip is just unsupported.
    const code = acceptedEnding(name) === undefined ? 'file.unsupported' : 'file.mismatch';
    throw new AppError(code, { name });
  }
  if (file.mime !== undefined && isForeignMime(file.mime)) throw new AppError('file.mismatch', { name });
  return {
    name: acceptedEnding(name) === undefined ? `${name}.${detected}` : name,
    mime: mimeOf(detected),
    bytes: file.bytes,
    body: limited(name, chunks, ended ? undefined : body),
  };
}

async function detect(head: Uint8Array): Promise<ReturnType<typeof endingOf>> {
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined) return endingOf(found.ext);
  // A long ID3 tag (cover art) hides the sound behind it from any detector of first bytes.
  return head[0] === 0x49 && head[1] === 0x44 && head[2] === 0x33 ? 'mp3' : undefined;
}

async function readHead(
  body: AsyncIterator<Uint8Array>,
): Promise<{ head: Uint8Array; chunks: Uint8Array[]; ended: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < headBytes) {
    const next = await body.next();
    if (next.done === true) return { head: Buffer.concat(chunks), chunks, ended: true };
    chunks.push(next.value);
    size += next.value.length;
  }
  return { head: Buffer.concat(chunks).subarray(0, headBytes), chunks, ended: false };
}

async function* limited(
  name: string,
  chunks: Uint8Array[],
  rest: AsyncIterator<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  const count = (chunk: Uint8Array): Uint8Array => {
    size += chunk.length;
    if (size > maxFileBytes) throw new AppError('file.too-large', { name, limitMb: maxFileMb });
    return chunk;
  };
  for (const chunk of chunks) yield count(chunk);
  if (rest === undefined) return;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield count(next.value);
}
