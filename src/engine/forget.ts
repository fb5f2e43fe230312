import { ownerOf } from '#src/core/owner.ts';
import type { Turn } from '#src/core/turn.ts';
import { messagesFor } from '#src/i18n/index.ts';
import type { Answer } from './answer.ts';
import { storeButtons } from './buttons.ts';
import type { EngineDeps } from './deps.ts';
import { projectBegunBy } from './placing.ts';

/** Deletes what is kept about a person on one platform; asks first, and only the button of that question confirms. */
export type Forget = (turn: Turn, confirmed: boolean) => Promise<Answer>;

export function createForget({ store, settings }: Pick<EngineDeps, 'store' | 'settings'>): Forget {
  return async (turn, confirmed) => {
    const words = messagesFor(turn.locale);
    const { threadKey, authorId } = turn;
    if (await store.people.hasWork(threadKey, authorId, turn.id)) return { text: words.account.forgetLater };
    if (!confirmed) {
      const label = words.account.forgetConfirm;
      const action = { do: 'plan' as const, plan: [{ do: 'forget' as const, confirmed: true }] };
      return { text: words.account.forgetAsk, buttons: await storeButtons(store, turn, [{ label, action }]) };
    }
    await store.people.forget({
      threadKey,
      authorId,
      owner: ownerOf(threadKey, authorId),
      turnId: turn.id,
      projectId: projectBegunBy(threadKey, turn.messageId),
    });
    return { text: words.account.forgotten({ url: settings.webUrl }) };
  };
}
