import { spawn } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The ffmpeg of `FFMPEG_PATH`, else the one on the PATH, else the one that came from npm. */
export function findFfmpeg(): string {
  return process.env['FFMPEG_PATH'] ?? onPath('ffmpeg') ?? installed('@ffmpeg-installer/ffmpeg');
}

/** The same for ffprobe, by `FFPROBE_PATH`. */
export function findFfprobe(): string {
  return process.env['FFPROBE_PATH'] ?? onPath('ffprobe') ?? installed('@ffprobe-installer/ffprobe');
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((dir) => join(dir, name))
    .find((file) => existsSync(file));
}

function installed(module: string): string {
  const { path } = require(module) as { path: string };
  try {
    accessSync(path, constants.X_OK);
  } catch {
    // Where install scripts did not run, nobody made it executable.
    chmodSync(path, 0o755);
  }
  return path;
}

/** Runs a program to its end and gives what it wrote. Rejects with the end of its errors where it failed. */
export function run(file: string, args: string[]): Promise<{ out: string; err: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ out: string; err: string }>();
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(-200_000)));
  child.on('error', reject);
  child.on('close', (code) => (code === 0 ? resolve({ out, err }) : reject(new Error(err.slice(-2_000)))));
  return promise;
}
