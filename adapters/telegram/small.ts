import { InputFile } from 'grammy';
import type { OutboundMessage } from '#src/core/message.ts';
import type { OpenFile, Painter } from '#src/ports.ts';

/** Tables are small; this is the most that is held in memory. */
const maxTableBytes = 20 * 1024 * 1024;

/** How what hangs on a message goes out, where it is small enough to be held: as bytes, which can be sent again after a 429. */
export type Small = { as: 'sendPhoto' | 'sendDocument'; make: () => Promise<InputFile> };

/** The picture or the table of a message. */
export function smallOf(
  { picture, files }: OutboundMessage,
  open: OpenFile,
  paint: Painter,
): Small | undefined {
  const table = files.find(({ mime }) => !mime.startsWith('video/'));
  if (table !== undefined)
    return {
      as: 'sendDocument',
      make: async () => {
        const { body } = await open(table, AbortSignal.timeout(60_000));
        const chunks: Uint8Array[] = [];
        let bytes = 0;
        for await (const chunk of body) {
          bytes += chunk.length;
          if (bytes > maxTableBytes) throw new Error(`more than ${maxTableBytes} bytes`);
          chunks.push(chunk);
        }
        return new InputFile(Buffer.concat(chunks), table.name);
      },
    };
  if (picture === undefined || !('drawing' in picture)) return undefined;
  // Telegram's own look is light, and nobody tells whose is not.
  return {
    as: 'sendPhoto',
    make: async () => new InputFile(await paint(picture.drawing, 'light'), 'timeline.png'),
  };
}
