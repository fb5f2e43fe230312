import { textReply, type OutboundMessage } from '#src/core/message.ts';
import type { Turn } from '#src/core/turn.ts';
import type { ButtonName } from '#src/i18n/index.ts';
import type { Store } from '#src/ports.ts';
import { makeButtons } from './buttons.ts';

/** A turn's last message: all that was said on the way, then `more`, with the named buttons. */
export async function lastMessage(
  store: Store,
  turn: Turn,
  kind: OutboundMessage['kind'],
  names: ButtonName[],
  ...more: string[]
): Promise<OutboundMessage> {
  const text = [...(turn.memory.said ?? []), ...more].filter(Boolean).join('\n\n');
  return { ...textReply(turn.messageId, kind, text), buttons: await makeButtons(store, turn, names) };
}
