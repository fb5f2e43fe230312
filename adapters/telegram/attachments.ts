import { z } from 'zod';
import { cleanFileName } from '#src/core/file-name.ts';
import type { Attachment } from '#src/core/message.ts';
import type { TelegramFile, TelegramMessage } from './schema.ts';

export type RemoteAttachment = Extract<Attachment, { kind: 'remote' }>;

/** What a file is found by again. Never a link: Telegram's links hold the bot's token. */
const refSchema = z.object({
  fileId: z.string(),
  name: z.string(),
  mime: z.string().optional(),
  bytes: z.number().optional(),
  /** A voice note: Opus in Ogg, which the backend does not take as it is. */
  voice: z.literal(true).optional(),
});
export type FileRef = z.infer<typeof refSchema>;

/** Reads what `attachmentsOf` wrote. Throws where it is something else. */
export function fromRef(ref: string): FileRef {
  return refSchema.parse(JSON.parse(ref));
}

/** The clips, pictures and sounds of one message: at most one, since albums come as a message each. */
export function attachmentsOf(message: TelegramMessage): RemoteAttachment[] {
  const id = message.message_id;
  // An animation comes as a document too, for old bots.
  const { video, animation, document, audio, voice, video_note: note, photo } = message;
  if (video) return [toAttachment(video, `video-${id}.mp4`)];
  if (note) return [toAttachment(note, `video-note-${id}.mp4`)];
  if (animation) return [toAttachment(animation, `animation-${id}.mp4`)];
  if (document) return [toAttachment(document, `file-${id}`)];
  if (audio) return [toAttachment(audio, `audio-${id}`)];
  if (voice) return [toAttachment({ ...voice, mime_type: 'audio/mp4' }, `voice-${id}.m4a`, true)];
  const largest = photo?.at(-1);
  return largest ? [toAttachment(largest, `photo-${id}.jpg`)] : [];
}

function toAttachment(file: TelegramFile, fallbackName: string, voice?: true): RemoteAttachment {
  const name = cleanFileName(file.file_name ?? fallbackName);
  const ref: FileRef = { fileId: file.file_id, name, mime: file.mime_type, bytes: file.file_size, voice };
  return { kind: 'remote', ref: JSON.stringify(ref), name, mime: file.mime_type, bytes: file.file_size };
}
