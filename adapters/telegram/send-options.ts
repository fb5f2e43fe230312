import type { Button, OutboundMessage } from '#src/core/message.ts';
import { quotedId } from './inbound.ts';
import type { Place } from './place.ts';

/** Without a preview: fetching one would use up the editor link, which works for whoever opens it. */
export const textOptions = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;

export function topicOf({ message_thread_id: topic }: Place): { message_thread_id?: number } {
  return topic === undefined ? {} : { message_thread_id: topic };
}

export function quoting({ replyTo }: Pick<OutboundMessage, 'replyTo'>) {
  const id = quotedId(replyTo);
  return id === undefined
    ? {}
    : { reply_parameters: { message_id: id, allow_sending_without_reply: true as const } };
}

export function keyboard(buttons: Button[]) {
  if (buttons.length === 0) return {};
  const shown = buttons.map(({ label, token }) => ({ text: label, callback_data: token }));
  const rows = [];
  for (let at = 0; at < shown.length; at += 2) rows.push(shown.slice(at, at + 2));
  return { reply_markup: { inline_keyboard: rows } };
}
