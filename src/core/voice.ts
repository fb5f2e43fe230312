import { AppError } from '#src/errors.ts';
import type { IncomingFile } from './remote.ts';

/** Chats' voice notes have about 1 MB a quarter of an hour, so they fit in memory; nothing larger is read. */
const maxVoiceBytes = 20 * 1024 * 1024;

/**
 * A chat's voice note, Opus in Ogg, as M4A, which the backend takes. The sound itself is not touched. Throws
 * `file.unsupported` and `file.mismatch` for what is no such note.
 */
export async function voiceToM4a({ name, body }: IncomingFile): Promise<IncomingFile> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxVoiceBytes) throw new AppError('file.unsupported', { name });
    chunks.push(chunk);
  }
  const sound = await toM4a(Buffer.concat(chunks)).catch(() => {
    throw new AppError('file.mismatch', { name });
  });
  async function* once(): AsyncGenerator<Uint8Array> {
    yield sound;
  }
  return { name, bytes: sound.length, body: once() };
}

async function toM4a(ogg: Uint8Array): Promise<Uint8Array> {
  // Two megabytes of code, loaded with the first note.
  const { BufferSource, BufferTarget, Conversion, Input, Mp4OutputFormat, OGG, Output } =
    await import('mediabunny');
  const input = new Input({ source: new BufferSource(ogg), formats: [OGG] });
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  try {
    const conversion = await Conversion.init({ input, output });
    await conversion.execute();
    return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
  } finally {
    input.dispose();
  }
}
