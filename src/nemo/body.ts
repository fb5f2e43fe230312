import { AppError } from '#src/errors.ts';

/** Far above any draft seen; a larger answer is no answer of this API. */
const maxAnswerBytes = 64 * 1024 * 1024;

/** Reads a whole answer as text. A body that breaks off is `nemo.unreachable`: the request did arrive. */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  about: { method: string; path: string },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      // Leaving the loop destroys the body, and the connection with it.
      if (bytes > maxAnswerBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    const detail = `${about.method} ${about.path}: the answer broke off`;
    throw new AppError('nemo.unreachable', { sent: true }, detail, { cause });
  }
  if (bytes > maxAnswerBytes) {
    throw new AppError('nemo.unreadable', { status: 200 }, `${about.method} ${about.path}: too large`);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** The parsed text; undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
