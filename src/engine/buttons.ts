import { randomBytes } from 'node:crypto';
import type { Button, Locale, ThreadKey } from '#src/core/message.ts';
import type { ButtonAction } from '#src/core/records.ts';
import { messagesFor, type ButtonName } from '#src/i18n/index.ts';
import type { Store } from '#src/ports.ts';

type Owner = { id: string; threadKey: ThreadKey; projectId: string; locale: Locale };

/** Stores the named buttons and gives them as the messenger shows them. Tokens mean nothing outside the store. */
export async function makeButtons(store: Store, turn: Owner, names: ButtonName[]): Promise<Button[]> {
  const labels = messagesFor(turn.locale).button;
  return storeButtons(
    store,
    turn,
    names.map((name) => ({ label: labels[name], action: actionOf(name, turn) })),
  );
}

/** Buttons with words of their own, such as the choices of a question. */
export async function storeButtons(
  store: Store,
  turn: Owner,
  wanted: { label: string; action: ButtonAction }[],
): Promise<Button[]> {
  const buttons = wanted.map(({ label, action }) => ({
    // 16 bytes: 22 characters, within Telegram's 64 bytes and Discord's 100.
    token: randomBytes(16).toString('base64url'),
    label,
    action,
    threadKey: turn.threadKey,
    turnId: turn.id,
  }));
  if (buttons.length > 0) await store.buttons.add(buttons);
  return buttons.map(({ label, token }) => ({ label, token }));
}

function actionOf(name: ButtonName, turn: Owner): ButtonAction {
  switch (name) {
    case 'export':
      return { do: 'plan', plan: [{ do: 'export' }], projectId: turn.projectId };
    case 'exportAgain':
      return { do: 'plan', plan: [{ do: 'export', again: true }], projectId: turn.projectId };
    case 'timeline':
      return { do: 'plan', plan: [{ do: 'state' }], projectId: turn.projectId };
    case 'newProject':
      return { do: 'plan', plan: [{ do: 'new' }] };
    case 'credits':
      return { do: 'plan', plan: [{ do: 'credits' }] };
    case 'link':
      return { do: 'plan', plan: [{ do: 'link' }] };
    case 'doNow':
    case 'goOn':
    case 'retry':
      return { do: 'retry', turnId: turn.id };
  }
}
