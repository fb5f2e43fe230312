import { constants } from 'node:fs';
import { open, realpath, stat, unlink } from 'node:fs/promises';
import { sep } from 'node:path';

export type LocalFile = { bytes: number; body: AsyncIterable<Uint8Array> };

/**
 * A file that a local Bot API server has put into the folder shared with us. It is deleted when it has been
 * read to its end. Throws where it does not lie inside, by whatever detour.
 */
export async function openLocalFile(filesDir: string, path: string): Promise<LocalFile> {
  const [root, real] = await Promise.all([realpath(filesDir), realpath(path)]);
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new Error('outside of TELEGRAM_FILES_DIR: the Bot API server must share that very folder');
  }
  const stats = await stat(real);
  if (!stats.isFile()) throw new Error('not a file');
  async function* body(): AsyncGenerator<Uint8Array> {
    // The path is real by now; a link put in its place since then is not followed.
    const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
    yield* handle.createReadStream() as AsyncIterable<Uint8Array>;
    // Somebody may have been faster; gone is gone.
    await unlink(real).catch(() => undefined);
  }
  return { bytes: stats.size, body: body() };
}
