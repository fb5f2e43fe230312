import type { Plan } from '#src/core/plan.ts';
import type { Turn } from '#src/core/turn.ts';
import { isWordless, joinWishes, wishOf } from '#src/core/wish.ts';
import type { EngineDeps } from './deps.ts';

/** Edits that were asked for before their clip came. The next file of the same person without words is for them. */
export type Wishes = {
  /** Keeps what the turn still had to do. */
  keep(turn: Turn): Promise<void>;
  /** What the turn's files are for, where an earlier message said it. A message with words of its own ends the waiting. */
  take(turn: Turn): Promise<Plan | undefined>;
  drop(turn: Turn): Promise<boolean>;
};

export function createWishes({ store: { wishes } }: Pick<EngineDeps, 'store'>): Wishes {
  const drop: Wishes['drop'] = ({ projectId, authorId }) => wishes.drop(projectId, authorId);
  return {
    drop,
    async keep({ projectId, authorId, plan, step }) {
      const earlier = (await wishes.get(projectId, authorId)) ?? [];
      await wishes.keep(projectId, authorId, joinWishes(earlier, wishOf(plan.slice(step))));
    },
    async take(turn) {
      if (isWordless(turn.plan)) return wishes.take(turn.projectId, turn.authorId, turn.id);
      await drop(turn);
      return undefined;
    },
  };
}
