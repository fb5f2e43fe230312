import { BufferSource, BufferTarget, Conversion, Input, Mp4OutputFormat, OGG, Output } from 'mediabunny';

/** Telegram's voice notes have about 1 MB a quarter of an hour, so they fit in memory; nothing larger is read. */
export const maxVoiceBytes = 20 * 1024 * 1024;

/** A voice note, Opus in Ogg, as M4A, which the backend takes. The sound itself is not touched. */
export async function toM4a(ogg: Uint8Array): Promise<Uint8Array> {
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
