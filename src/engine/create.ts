import type { InboundHandler, TurnRunner } from '#src/ports.ts';
import { createGuard, type Door } from './access.ts';
import { createAccounts } from './accounts.ts';
import { createBalance } from './balance.ts';
import { createCosts } from './costs.ts';
import { createDeliverer } from './deliver.ts';
import { createDoctor } from './doctor.ts';
import type { EngineDeps } from './deps.ts';
import { createEdits } from './edit.ts';
import { createEditorLink } from './editor-link.ts';
import { createEndings } from './endings.ts';
import { createForget } from './forget.ts';
import { createHandler, type Handler } from './engine.ts';
import { createLane } from './lane.ts';
import { createLimiter } from './limiter.ts';
import { createLosses } from './losses.ts';
import { createPayers } from './payers.ts';
import { createPlacing } from './placing.ts';
import { createLast } from './last.ts';
import { createLook } from './look.ts';
import { createProjects } from './projects.ts';
import { createQuestions } from './questions.ts';
import { createQuickAnswers } from './quick.ts';
import { createReceived } from './received.ts';
import { createRecovery } from './recover.ts';
import { createRenders } from './render.ts';
import { createReplies } from './replies.ts';
import { createResults } from './results.ts';
import { createRevisions } from './revisions.ts';
import { createTurnSteps } from './run-turn.ts';
import { createSessions } from './sessions.ts';
import { createStrips } from './strips.ts';
import { createSweep } from './sweep.ts';
import { createTopUp } from './top-up.ts';
import { createUploads } from './upload.ts';
import { createUsage } from './usage.ts';
import { createWalk } from './walk.ts';
import { createWishes } from './wishes.ts';

/**
 * Builds the engine. Gateways call one of `doors`: `own` is for one that lets nobody in without asking, as by a
 * password; all others have `public`. `handler` is what lies behind both; `runner` is what workers call.
 */
export function createEngine(deps: EngineDeps): {
  handler: Handler;
  doors: Record<Door, InboundHandler>;
  runner: TurnRunner;
} {
  const payers = createPayers(deps);
  const sessions = createSessions(deps);
  const editorLink = createEditorLink({ ...deps, sessions });
  const topUp = createTopUp({ ...deps, sessions });
  const replies = createReplies({ ...deps, sessions, editorLink, topUp });
  const questions = createQuestions(deps);
  const usage = createUsage(deps);
  const results = createResults({ ...deps, sessions, editorLink, usage });
  const deliverer = createDeliverer({ ...deps, results });
  const placing = createPlacing(deps);
  const uploads = createUploads({ ...deps, sessions, placing, payers });
  const projects = createProjects(deps);
  const wishes = createWishes(deps);
  const received = createReceived({ ...deps, sessions });
  const last = createLast({ ...deps, results });
  const accounts = createAccounts({ ...deps, payers });
  const forget = createForget(deps);
  const balance = createBalance({ ...deps, sessions, payers });
  const quick = createQuickAnswers({
    ...deps,
    look: createLook({ ...deps, sessions, questions }),
    deliverer,
    projects,
    last,
    wishes,
    questions,
    accounts,
    balance,
    forget,
    doctor: createDoctor(deps),
    usage,
  });
  const costs = createCosts({ ...deps, sessions, topUp });
  const edits = createEdits({ ...deps, sessions, costs });
  const recovery = createRecovery({ ...deps, edits });
  const renders = createRenders({
    ...deps,
    sessions,
    deliverer,
    results,
    replies,
    strips: createStrips({ ...deps, results }),
  });
  const losses = createLosses({ ...deps, uploads });
  const endings = createEndings({ ...deps, edits, questions, results, received, wishes, topUp });
  const walk = createWalk({ ...deps, edits, endings, recovery, renders, uploads, wishes, quick });
  const steps = createTurnSteps({ ...deps, edits, endings, losses, recovery, walk });
  const limiter = createLimiter(deps);
  const handler = createHandler({
    ...deps,
    quick,
    uploads,
    placing,
    deliverer,
    results,
    replies,
    questions,
    revisions: createRevisions(deps),
    costs,
    limiter,
    accounts,
  });
  const lane = createLane({ ...deps, steps, deliverer, replies, payers, limiter });
  const guard = createGuard(deps);
  return {
    handler,
    doors: { public: guard(handler, 'public'), own: guard(handler, 'own') },
    runner: {
      runLane: lane.run,
      pollRender: renders.poll,
      ...createSweep({ ...deps, deliverer, answer: handler.answer, isAtWork: lane.isAtWork }),
    },
  };
}
