import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFfmpeg } from '#sandbox/ffmpeg.ts';
import { tinyClip } from '#test/support/media.ts';
import { startWorld } from '#test/support/world.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reelay-strip-e2e-'));
});
afterAll(() => rm(dir, { recursive: true }));

test('a result gets frames of before and after under it, in the web chat too', async () => {
  const world = await startWorld({ settings: { FFMPEG_PATH: findFfmpeg() } });
  const chat = await world.chat();
  const shown = async (replyTo: string) => {
    const result = await chat.until(({ data }) => data.replyTo === replyTo && data.kind === 'result');
    expect(result.data.picture).toBeUndefined();
    const line = await chat.until(({ event, data }) => event === 'edit' && data.id === result.data.id);
    expect(line.data).toMatchObject({ text: result.data.text, files: result.data.files });
    return line.data.picture as { alt: string; url: string };
  };
  const first = await shown(await chat.say('trim to 0.8 seconds and export', [await tinyClip()]));
  expect(first.alt).toContain('v1');
  const { alt, url } = await shown(await chat.say('mute it and export'));
  expect(alt).toMatch(/v1.*v2/);
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  const jpeg = Buffer.from(await response.arrayBuffer());
  expect(jpeg.subarray(0, 2).toString('hex')).toBe('ffd8');
  expect(await fetch(url.replace(/threads\/[\w-]+/, 'threads/another'))).toMatchObject({ status: 404 });
  await world.stop();
});

test('an ffmpeg that hangs holds up no result, and goes with the process', async () => {
  const hangs = join(dir, 'hangs');
  await writeFile(hangs, '#!/bin/sh\n[ "$5" = -version ] && exit 0\nexec sleep 600\n');
  await chmod(hangs, 0o755);
  const world = await startWorld({ settings: { FFMPEG_PATH: hangs } });
  const chat = await world.chat();
  const asked = await chat.say('trim to 0.8 seconds and export', [await tinyClip()]);
  await chat.until(({ data }) => data.replyTo === asked && data.kind === 'result');
  await chat.until(({ data }) => data.kind === 'status' && data.text.startsWith('Done in'));
  // The next one is made beside it.
  const next = await chat.say('mute it and export');
  await chat.until(({ data }) => data.replyTo === next && data.kind === 'result');
  await world.stop();
}, 60_000);
