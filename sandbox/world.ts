import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { draftSchema } from './draft.ts';

const account = z.object({
  token: z.string(),
  clientId: z.string(),
  expiresAt: z.number(),
  credits: z.number(),
  frozen: z.number(),
});
const file = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  kind: z.enum(['video', 'audio', 'image']),
  durationMs: z.number(),
  width: z.number(),
  height: z.number(),
  hasAudio: z.boolean(),
});
const session = z.object({
  id: z.string(),
  taskId: z.string(),
  token: z.string(),
  draft: draftSchema,
  /** Every draft text that a state answer gave: only these may come back on export. */
  served: z.array(z.string()),
  files: z.array(file),
  generated: z.array(z.looseObject({})),
});
const render = z.object({
  id: z.string(),
  sessionId: z.string(),
  draft: draftSchema,
  status: z.enum(['pending', 'processing', 'completed', 'failed']),
});
const world = z.object({
  accounts: z.array(account),
  sessions: z.record(z.string(), session),
  renders: z.record(z.string(), render),
});

export type Account = z.infer<typeof account>;
export type MediaFile = z.infer<typeof file>;
export type Session = z.infer<typeof session>;
export type Render = z.infer<typeof render>;

/** All that the backend remembers, kept in a folder, so that a restart goes on where it was. */
export type World = z.infer<typeof world> & {
  /** Where uploads and finished videos lie. */
  filesDir: string;
  /** A part of the finished videos' addresses. Those with another one are dead. */
  linkAge: number;
  /** Another host for finished videos, as a storage of the backend's would be. */
  videosAt: string | undefined;
  save(): void;
  reset(): void;
};

export function openWorld(dataDir: string): World {
  const filesDir = join(dataDir, 'files');
  const path = join(dataDir, 'world.json');
  mkdirSync(filesDir, { recursive: true });
  const empty = { accounts: [], sessions: {}, renders: {} };
  const stored = existsSync(path) ? world.parse(JSON.parse(readFileSync(path, 'utf8'))) : empty;
  const opened: World = {
    ...stored,
    filesDir,
    linkAge: 0,
    videosAt: undefined,
    save() {
      const { accounts, sessions, renders } = opened;
      writeFileSync(`${path}.new`, JSON.stringify({ accounts, sessions, renders }));
      renameSync(`${path}.new`, path);
    },
    reset() {
      Object.assign(opened, { accounts: [], sessions: {}, renders: {} });
      opened.save();
    },
  };
  return opened;
}
