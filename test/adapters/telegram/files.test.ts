import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { attachmentsOf } from '#adapters/telegram/attachments.ts';
import { createTelegramFiles } from '#adapters/telegram/files.ts';
import { toKey } from '#adapters/telegram/place.ts';
import { updateSchema } from '#adapters/telegram/schema.ts';
import type { FileSource } from '#src/ports.ts';
import { findFfmpeg } from '#sandbox/ffmpeg.ts';
import type { Person } from '#test/fakes/telegram/people.ts';
import { startTelegram, type FakeTelegram } from '#test/fakes/telegram/server.ts';
import type { FakeMessage } from '#test/fakes/telegram/types.ts';
import { jumpingClock, type JumpingClock } from '#test/support/clock.ts';
import { tinyClip } from '#test/support/media.ts';

const mb = 1024 * 1024;
const key = toKey(5, undefined);
const own = mkdtempSync(join(tmpdir(), 'reelay-files-test-'));
let clip: string;
let clock: JumpingClock;
let log: string[];

beforeAll(async () => {
  clip = await tinyClip();
});
afterAll(() => rmSync(own, { recursive: true }));
beforeEach(() => {
  clock = jumpingClock();
  log = [];
});

const open = (telegram: FakeTelegram, filesDir?: string): FileSource =>
  createTelegramFiles({
    ...telegram,
    filesDir,
    clock,
    log: pino({ level: 'debug' }, { write: (line: string) => void log.push(line) }),
  });
const refOf = (message: FakeMessage): string =>
  attachmentsOf(updateSchema.parse({ update_id: 1, message }).message!)[0]!.ref;
const signal = (): AbortSignal => new AbortController().signal;

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("from Telegram's own server", () => {
  let telegram: FakeTelegram;
  let files: FileSource;
  let mia: Person;
  beforeEach(async () => {
    telegram = await startTelegram();
    files = open(telegram);
    mia = telegram.person();
  });
  afterEach(() => telegram.stop());

  test('the bytes, with name, type and size', async () => {
    const sent = await mia.send({ kind: 'document', path: clip, name: 'my clip.mp4', mime: 'video/mp4' });
    const file = await files.open(key, refOf(sent), signal());
    const expected = await readFile(clip);
    expect(file).toMatchObject({ name: 'my clip.mp4', mime: 'video/mp4', bytes: expected.length });
    expect((await bytesOf(file.body)).equals(expected)).toBe(true);
  });

  test('there is never a link for others', async () => {
    expect(
      await files.link(key, refOf(await mia.send({ kind: 'video', path: clip })), signal()),
    ).toBeUndefined();
    expect(telegram.state.calls).toEqual([]);
  });

  test.each(['photo', 'animation', 'video_note', 'audio'] as const)('%s', async (kind) => {
    const file = await files.open(key, refOf(await mia.send({ kind, path: clip })), signal());
    expect((await bytesOf(file.body)).length).toBeGreaterThan(0);
  });

  test('a voice note becomes M4A, its sound untouched', async () => {
    const ogg = join(own, 'voice.ogg');
    spawnSync(findFfmpeg(), [
      '-y',
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'sine=440:d=3',
      '-c:a',
      'libopus',
      ogg,
    ]);
    const file = await files.open(key, refOf(await mia.send({ kind: 'voice', path: ogg })), signal());
    const sound = await bytesOf(file.body);
    expect(file.name).toMatch(/^voice-\d+\.m4a$/);
    expect((await fileTypeFromBuffer(sound))?.ext).toMatch(/^(mp4|m4a)$/);
    const m4a = join(own, 'voice.m4a');
    writeFileSync(m4a, sound);
    const played = spawnSync(findFfmpeg(), ['-v', 'error', '-i', m4a, '-f', 'null', '-']);
    expect(played.stderr.toString()).toBe('');
  });

  test('a voice note that is none', async () => {
    const sent = await mia.send({ kind: 'voice', path: clip });
    await expect(files.open(key, refOf(sent), signal())).rejects.toMatchObject({ code: 'file.mismatch' });
  });

  test('one over 20 MB whose size was not told: the limit, in words for the sender', async () => {
    const big = join(own, 'big.mp4');
    writeFileSync(big, Buffer.alloc(20 * mb + 1));
    const sent = await mia.send({ kind: 'video', path: big, name: 'big.mp4', claimedBytes: undefined });
    await expect(files.open(key, refOf(sent), signal())).rejects.toMatchObject({
      code: 'file.over-platform-limit',
      params: { name: 'big.mp4', limitMb: 20 },
    });
    expect(telegram.callsOf('getFile')).toHaveLength(1);
  });

  test('one that Telegram has no longer', async () => {
    const sent = await mia.send({ kind: 'video', path: clip, name: 'old.mp4' });
    telegram.state.files.forget(sent.video!.file_id);
    await expect(files.open(key, refOf(sent), signal())).rejects.toMatchObject({
      code: 'file.gone',
      params: { name: 'old.mp4' },
    });
  });

  test('trouble on the way is tried again, three times in all', async () => {
    const sent = await mia.send({ kind: 'video', path: clip, name: 'a.mp4' });
    telegram.fault({
      method: 'getFile',
      code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 3 },
    });
    telegram.fault({ method: 'file', code: 502, description: 'Bad Gateway' });
    const file = await files.open(key, refOf(sent), signal());
    expect((await bytesOf(file.body)).length).toBe(file.bytes);
    expect(clock.slept).toEqual([3_000, 2_000]);
    telegram.fault({ method: 'getFile', code: 500, description: 'Internal Server Error', times: 9 });
    await expect(files.open(key, refOf(sent), signal())).rejects.toMatchObject({
      code: 'file.interrupted',
      params: { name: 'a.mp4' },
    });
    expect(telegram.callsOf('getFile')).toHaveLength(3 + 3);
  });

  test('a download that breaks off says so', async () => {
    const sent = await mia.send({ kind: 'video', path: clip, name: 'a.mp4' });
    telegram.fault({ method: 'file', code: 0, description: '', hangUp: true });
    const file = await files.open(key, refOf(sent), signal());
    await expect(bytesOf(file.body)).rejects.toMatchObject({ code: 'file.interrupted' });
  });

  test('no failure tells the token', async () => {
    const sent = await mia.send({ kind: 'video', path: clip });
    const away = { ...telegram, apiRoot: 'http://127.0.0.1:9' };
    const failure = await open(away)
      .open(key, refOf(sent), signal())
      .then(
        () => undefined,
        (error: Error) => error,
      );
    const told = [...log, String(failure?.stack), JSON.stringify(failure), String(failure?.cause)].join('');
    expect(told).not.toContain(telegram.token.split(':')[1]);
  });
});

describe('from a server of our own', () => {
  let telegram: FakeTelegram;
  let shared: string;
  let mia: Person;
  beforeEach(async () => {
    shared = mkdtempSync(join(own, 'shared-'));
    telegram = await startTelegram({ localDir: shared });
    mia = telegram.person();
  });
  afterEach(() => telegram.stop());
  const left = (): string[] =>
    readdirSync(shared, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? entry.name : [],
    );

  test('the bytes, read from the folder; the file is deleted at its end', async () => {
    const copy = join(own, 'copy.mp4');
    writeFileSync(copy, await readFile(clip));
    const sent = await mia.send({ kind: 'video', path: copy });
    const file = await open(telegram, shared).open(key, refOf(sent), signal());
    expect(left()).toHaveLength(1);
    expect((await bytesOf(file.body)).length).toBe(file.bytes);
    expect(left()).toEqual([]);
    expect(existsSync(copy)).toBe(true);
  });

  test('a file that was not read to its end stays for the next try', async () => {
    const sent = await mia.send({ kind: 'video', path: clip });
    const file = await open(telegram, shared).open(key, refOf(sent), signal());
    const reader = file.body[Symbol.asyncIterator]();
    await reader.next();
    await reader.return?.();
    expect(left()).toHaveLength(1);
  });

  test.each([
    ['beside the folder', () => join(dirname(shared), 'secret.mp4')],
    ['in a folder whose name only begins the same', () => join(`${shared}-other`, 'secret.mp4')],
    [
      'behind a link inside',
      () => {
        const link = join(shared, 'link.mp4');
        symlinkSync(join(own, 'secret.mp4'), link);
        return link;
      },
    ],
    ['behind dots', () => `${shared}/../secret.mp4`],
    [
      'behind a linked folder',
      () => {
        symlinkSync(own, join(shared, 'videos'));
        return join(shared, 'videos', 'secret.mp4');
      },
    ],
    [
      'that is a folder',
      () => {
        mkdirSync(join(shared, 'folder.mp4'));
        return join(shared, 'folder.mp4');
      },
    ],
    ['that is not there', () => join(shared, 'nothing.mp4')],
  ])('a path %s is not opened', async (_, path) => {
    writeFileSync(join(own, 'secret.mp4'), 'secret');
    mkdirSync(`${shared}-other`);
    linkSync(join(own, 'secret.mp4'), join(`${shared}-other`, 'secret.mp4'));
    const sent = await mia.send({ kind: 'video', path: clip });
    const { prepare } = telegram.state.files;
    telegram.state.files.prepare = async (id) => ({ ...(await prepare(id)), file_path: path() });
    await expect(open(telegram, shared).open(key, refOf(sent), signal())).rejects.toMatchObject({
      code: 'file.gone',
    });
    expect(await readFile(join(own, 'secret.mp4'), 'utf8')).toBe('secret');
  });
});
