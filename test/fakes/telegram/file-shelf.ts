import { copyFile, link, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { ApiError } from './api-error.ts';
import type { FakeFile } from './types.ts';

const mb = 1024 * 1024;
const cloudDownloadBytes = 20 * mb;

type Shelved = { path: string; bytes: number; folder: string; name: string };

/** Telegram's store of files, by their ids. Files on it are the tests' own, by their paths. */
export type FileShelf = {
  /** A folder of its own, for what is uploaded. */
  dir: string;
  add(path: string, folder: string, more?: Partial<FakeFile>): Promise<FakeFile>;
  /** `getFile`: makes a file ready and gives its path: relative on the cloud, absolute on a local server. */
  prepare(fileId: string): Promise<FakeFile & { file_path: string }>;
  /** The file behind a path that `prepare` gave, while its link lives. */
  open(filePath: string): { path: string; bytes: number } | undefined;
  /** Where the bytes of a file lie. */
  pathOf(fileId: string): string;
  /** Ends the life of all links. */
  expireLinks(): void;
  /** Telegram knows this file no longer. */
  forget(fileId: string): void;
  stop(): Promise<void>;
};

export async function createFileShelf(token: string, localDir: string | undefined): Promise<FileShelf> {
  const own = await mkdtemp(join(tmpdir(), 'reelay-telegram-files-'));
  const files = new Map<string, Shelved>();
  const links = new Map<string, Shelved>();
  let count = 0;

  return {
    dir: own,
    async add(path, folder, more = {}) {
      const { size } = await stat(path);
      count += 1;
      const id = `AgAC${folder}-${count}-${Buffer.from(String(count)).toString('base64url')}`;
      files.set(id, {
        path,
        bytes: size,
        folder,
        name: `file_${count}${extname(more.file_name ?? basename(path))}`,
      });
      return { file_id: id, file_unique_id: `u${count}`, file_size: size, ...more };
    },
    async prepare(fileId) {
      const file = files.get(fileId);
      if (file === undefined)
        throw new ApiError(400, 'Bad Request: wrong file_id or the file is temporarily unavailable');
      const shown = { file_id: fileId, file_unique_id: fileId.slice(-6), file_size: file.bytes };
      if (localDir === undefined) {
        if (file.bytes > cloudDownloadBytes) throw new ApiError(400, 'Bad Request: file is too big');
        const filePath = `${file.folder}/${file.name}`;
        links.set(filePath, file);
        return { ...shown, file_path: filePath };
      }
      const dir = join(localDir, token, file.folder);
      await mkdir(dir, { recursive: true });
      const filePath = join(dir, file.name);
      // The same bytes under another name cost nothing, where both lie on one disk.
      await link(file.path, filePath).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === 'EXDEV') await copyFile(file.path, filePath);
        else if (error.code !== 'EEXIST') throw error;
      });
      return { ...shown, file_path: filePath };
    },
    pathOf: (fileId) => files.get(fileId)?.path ?? '',
    open: (filePath) => links.get(filePath),
    expireLinks: () => links.clear(),
    forget: (fileId) => void files.delete(fileId),
    stop: () => rm(own, { recursive: true, force: true }),
  };
}
