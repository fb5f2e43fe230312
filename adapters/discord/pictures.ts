import type { REST } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import type { Image, Picture } from '#src/core/message.ts';
import type { Log, Painter } from '#src/ports.ts';
import { withFile } from './bodies.ts';
import type { Posted } from './ids.ts';
import { attachedSchema } from './schema.ts';
import type { Upload } from './video.ts';

/** Pictures on their way to Discord. */
export function createPictures({ rest, paint, log }: { rest: REST; paint: Painter; log: Log }) {
  return {
    /** Nearly everybody has Discord dark. Nothing where there is nothing to paint, or it cannot be done. */
    async painted(picture: Picture | undefined): Promise<Upload | undefined> {
      if (picture === undefined || !('drawing' in picture)) return undefined;
      try {
        const bytes = await paint(picture.drawing, 'dark');
        return toUpload({ name: 'timeline.png', mime: 'image/png', alt: picture.alt, bytes });
      } catch (error) {
        log.warn({ err: error }, 'a picture could not be painted; its words go out alone');
        return undefined;
      }
    },

    /** Adds a picture to a message. Discord drops the files that an edit does not name, so they are asked for. */
    async add({ channelId, messageId }: Posted, image: Image): Promise<void> {
      const route = Routes.channelMessage(channelId, messageId);
      const { attachments } = attachedSchema.parse(await rest.get(route));
      await rest.patch(route, withFile({}, toUpload(image), attachments));
    },
  };
}

function toUpload({ name, mime, alt, bytes }: Omit<Image, 'renderId'>): Upload {
  return {
    name,
    mime,
    bytes: bytes.length,
    description: alt,
    async *read() {
      yield bytes;
    },
    discard: async () => undefined,
  };
}
