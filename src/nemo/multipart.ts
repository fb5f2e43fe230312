import { randomUUID } from 'node:crypto';
import { AppError } from '#src/errors.ts';
import type { UploadFile } from '#src/core/remote.ts';

export type Multipart = {
  headers: Record<string, string>;
  /** Reads the file as it is asked for and holds no more of it than one chunk. */
  body: AsyncIterable<Uint8Array>;
};

/**
 * One file as `multipart/form-data`, streamed. `Content-Length` is declared where the file's size is known;
 * a file that then has another size ends in `file.interrupted`, never in a request that lies.
 */
export function toMultipart(field: string, file: UploadFile): Multipart {
  const boundary = `----${randomUUID()}`;
  const head = Buffer.from(
    `--${boundary}\r\n` +
      `Content-Disposition: form-data; name="${field}"; filename="${escapeName(file.name)}"\r\n` +
      `Content-Type: ${toMime(file.mime)}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);

  async function* body(): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    yield head;
    for await (const chunk of file.body) {
      bytes += chunk.byteLength;
      if (file.bytes !== undefined && bytes > file.bytes) throw interrupted(file, bytes);
      yield chunk;
    }
    if (file.bytes !== undefined && bytes < file.bytes) throw interrupted(file, bytes);
    yield tail;
  }

  const headers: Record<string, string> = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  if (file.bytes !== undefined) {
    headers['content-length'] = String(head.byteLength + file.bytes + tail.byteLength);
  }
  return { headers, body: body() };
}

/** As browsers do it, by the HTML standard's multipart encoding: UTF-8, and only these three escaped. */
function escapeName(name: string): string {
  const escapes: Record<string, string> = { '"': '%22', '\r': '%0D', '\n': '%0A' };
  return name.toWellFormed().replace(/["\r\n]/g, (char) => escapes[char] ?? '');
}

/** A claimed type is the sender's word: anything that is not plainly a type would break out of its header. */
function toMime(mime: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(mime) ? mime : 'application/octet-stream';
}

function interrupted(file: UploadFile, bytes: number): AppError {
  const detail = `announced ${file.bytes} bytes, ${bytes} came`;
  return new AppError('file.interrupted', { name: file.name }, detail);
}
