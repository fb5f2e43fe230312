import { createHash, randomBytes } from 'node:crypto';
import {
  ButtonStyle,
  ComponentType,
  MessageFlags,
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10';
import type { Button, OutboundMessage, ThreadKey } from '#src/core/message.ts';
import { shortened, splitText, toDiscord } from './format.ts';
import { customIdOf, type Origin, type Place } from './ids.ts';
import { StreamedBody } from './rest.ts';
import type { Upload } from './video.ts';

const buttonsPerRow = 5;
const maxRows = 5;
const maxLabelChars = 80;
const nonceChars = 25;
const maxDescriptionChars = 1_024;

/** Acknowledgements and status: nothing to be woken for. */
const quiet: RESTPostAPIChannelMessageJSONBody['flags'] =
  MessageFlags.SuppressNotifications | (MessageFlags.SuppressEmbeds as MessageFlags);

/** Nobody is ever pinged by what stands in a text: names and titles are anybody's words. */
export const noMentions = { parse: [], replied_user: false };

/** Where a message goes, and whether that is the place it belongs to. */
export type Spot = { channelId: string; moved: boolean };

export type BodyOptions = {
  threadKey: ThreadKey;
  place: Place;
  spot: Spot;
  origin: Origin | undefined;
  nonce: string;
  /** False where the channel does not let us read what we would reply to. */
  mayReply: boolean;
};

/** A message as Discord takes it: several where its text is long, the buttons on the last. */
export function toBodies(
  message: OutboundMessage,
  options: BodyOptions,
): RESTPostAPIChannelMessageJSONBody[] {
  const { threadKey, place, spot, origin, nonce, mayReply } = options;
  const loud = message.kind !== 'ack' && message.kind !== 'status';
  const repliesTo = mayReply ? repliedIn(spot, place, origin) : undefined;
  const named = loud && repliesTo === undefined && origin !== undefined ? `<@${origin.authorId}>` : '';
  // Elsewhere than where it was asked for, it says where that was.
  const head = [named, spot.moved ? `<#${place.channelId}>` : ''].filter(Boolean).join(' ');
  const texts = splitText([head, toDiscord(message.text)].filter(Boolean).join('\n'));
  return texts.map((content, index) => ({
    content,
    nonce: hashed(`${nonce}:${spot.channelId}:${index}`),
    enforce_nonce: true,
    ...(loud ? {} : { flags: quiet }),
    allowed_mentions: {
      parse: [],
      ...(named === '' || origin === undefined || index > 0 ? {} : { users: [origin.authorId] }),
      replied_user: loud && repliesTo !== undefined,
    },
    ...(repliesTo === undefined || index > 0
      ? {}
      : { message_reference: { message_id: repliesTo, fail_if_not_exists: false } }),
    components: index === texts.length - 1 ? toRows(threadKey, message.buttons) : [],
  }));
}

/** The text of an edited message: what does not fit into one is left out. */
export function toEdit(threadKey: ThreadKey, message: OutboundMessage): object {
  return {
    content: splitText(toDiscord(message.text))[0] ?? '',
    components: toRows(threadKey, message.buttons),
    allowed_mentions: noMentions,
  };
}

/**
 * The message that can be replied to at this spot. A thread's first message stands in its parent channel, under
 * the thread's own id, and what stands in another channel cannot be replied to at all.
 */
function repliedIn(spot: Spot, place: Place, origin: Origin | undefined): string | undefined {
  if (origin?.kind !== 'message') return undefined;
  const startsThread = place.parentId !== undefined && origin.id === place.channelId;
  const home = startsThread ? place.parentId : place.channelId;
  return spot.channelId === home ? origin.id : undefined;
}

function toRows(
  threadKey: ThreadKey,
  buttons: Button[],
): APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  const shown = buttons.slice(0, buttonsPerRow * maxRows);
  const rows: Button[][] = [];
  for (let at = 0; at < shown.length; at += buttonsPerRow) rows.push(shown.slice(at, at + buttonsPerRow));
  return rows.map((row) => ({
    type: ComponentType.ActionRow,
    components: row.map(({ label, token }) => ({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: shortened(label.trim(), maxLabelChars) || '…',
      custom_id: customIdOf(threadKey, token),
    })),
  }));
}

const hashed = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, nonceChars);

/** The same message with a file, and those that it has, as a form whose length is known before its first byte. */
export function withFile(
  body: RESTPostAPIChannelMessageJSONBody,
  upload: Upload,
  kept: { id: string }[] = [],
): { body: StreamedBody; headers: Record<string, string>; passThroughBody: true } {
  const boundary = `reelay-${randomBytes(12).toString('hex')}`;
  const description = shortened(upload.description ?? '', maxDescriptionChars);
  const filename = upload.name.replace(/["\r\n\\]/g, '_');
  // The file speaks for itself, so the links beside it show no preview.
  const payload = {
    ...body,
    flags: (body.flags ?? 0) | MessageFlags.SuppressEmbeds,
    attachments: [...kept, { id: '0', filename, ...(description === '' ? {} : { description }) }],
  };
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json\r\n\r\n` +
      `${JSON.stringify(payload)}\r\n--${boundary}\r\nContent-Disposition: form-data; name="files[0]"; filename="${filename}"\r\n` +
      `Content-Type: ${upload.mime}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    passThroughBody: true,
    body: new StreamedBody(head.length + upload.bytes + tail.length, async function* form() {
      yield head;
      yield* upload.read();
      yield tail;
    }),
  };
}
