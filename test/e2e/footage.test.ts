import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Chat, ChatMessage } from '#test/support/chat.ts';
import { download, probe, titleDifference } from '#test/support/media.ts';
import { mention } from '#test/support/requirements.ts';
import { startWorld, type World } from '#test/support/world.ts';

/** Real clips, which are nobody's to pass on: they are used where somebody has put them beside the project. */
const folder = fileURLToPath(new URL('../../../shared/media/', import.meta.url));
const footage = (name: string): string => `${folder}${name}`;
const needed = ['cockatoo.mp4', 'chaplin.mp4', 'no_duration.webm', 'crunching.mp3'];

if (needed.every((name) => existsSync(footage(name)))) onFootage();
else
  test('real footage', ({ skip }) => {
    mention('real footage', 'optional; no ../shared/media');
    skip();
  });

function onFootage(): void {
  let world: World;
  let chat: Chat;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    world.sandbox.control.reset();
    chat = await world.chat();
  });

  /** The finished video of an answer, which keeps to what every result keeps to. */
  async function video(
    answer: ChatMessage,
  ): Promise<{ path: string; seconds: number; audio?: string | undefined }> {
    expect(answer, answer.text).toMatchObject({ kind: 'result', files: [{ mime: 'video/mp4' }] });
    const path = await download(answer.files[0]!.url);
    const facts = await probe(path);
    expect(facts).toMatchObject({ video: 'h264', bytes: answer.files[0]!.bytes });
    expect(facts.width).toBeLessThanOrEqual(1080);
    expect(facts.height).toBeLessThanOrEqual(1920);
    return { path, ...facts };
  }

  test('cockatoo: cut, titled, and still the same bird', async () => {
    const source = footage('cockatoo.mp4');
    const { path, seconds } = await video(
      await chat.ask('trim to 6 seconds, add a title "Cockatoo" and export', [source]),
    );
    expect(Math.abs(seconds - 6)).toBeLessThan(0.3);
    expect(await titleDifference(path, source, 1)).toBeGreaterThan(5);
    // Its decoder settings change on the way: a wrong seek would show as green rubbish here.
    expect(await titleDifference(path, source, 5)).toBeLessThan(8);
  });

  test('chaplin: twice as fast, with its sound', async () => {
    const { seconds, audio } = await video(
      await chat.ask('speed it up 2x and export', [footage('chaplin.mp4')]),
    );
    expect(Math.abs(seconds - 9.64 / 2)).toBeLessThan(0.3);
    expect(audio).toBeDefined();
  });

  test('a recording whose file does not say how long it is', async () => {
    const { seconds } = await video(
      await chat.ask('add a title "Hello" and export', [footage('no_duration.webm')]),
    );
    expect(Math.abs(seconds - 4.93)).toBeLessThan(0.3);
  });

  test('an album of three becomes one video, in order', async () => {
    const album = ['chaplin.mp4', 'no_duration.webm', 'cockatoo.mp4'];
    const { seconds } = await video(await chat.ask('put them together and export', album.map(footage)));
    expect(Math.abs(seconds - (9.64 + 4.93 + 14))).toBeLessThan(0.5);
    expect(world.sandbox.control.calls().uploads.map(({ name }) => name)).toEqual(album);
  });

  test('a sound goes under a clip as its music', async () => {
    const answer = await chat.ask('', [footage('cockatoo.mp4'), footage('crunching.mp3')]);
    for (const name of ['cockatoo.mp4', 'crunching.mp3']) expect(answer.text).toContain(`**${name}**`);
    const { seconds, audio } = await video(
      await chat.ask('trim to 5 seconds, put the sound under it as music at 30% and export'),
    );
    expect(Math.abs(seconds - 5)).toBeLessThan(0.3);
    expect(audio).toBe('aac');
    expect((await chat.ask('status')).text).toContain('crunching.mp3');
  });
}
