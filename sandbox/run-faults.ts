import { z } from 'zod';
import type { Act } from './agent.ts';

const question = z.object({ prompt: z.string(), options: z.array(z.string()) });

/** What a run of `/run_sse` may do wrong. */
export const runFaults = {
  /** Breaks the connection after so many events, and does all the work. */
  cutAfterEvents: z.number().optional(),
  /** The same, and does no work from there on. */
  dieAfterEvents: z.number().optional(),
  /** Either cut looks like the stream's orderly end, as through a proxy. */
  cleanCut: z.boolean().optional(),
  /** Goes on to its end though nobody listens any more, as behind a gateway that keeps the line. */
  outlives: z.boolean().optional(),
  /** Thinks for so long before each thing it does. */
  thinkMs: z.number().optional(),
  /** One event, then nothing, not even heartbeats. */
  halfOpen: z.boolean().optional(),
  /** No work, and heartbeats for ever. */
  heartbeatsOnly: z.boolean().optional(),
  /** No work, and for ever events that say nothing. */
  chatter: z.boolean().optional(),
  /** Does everything, and then only heartbeats: the stream is never closed. */
  staysOpen: z.boolean().optional(),
  duplicateEvents: z.boolean().optional(),
  silent: z.enum(['skip', 'stop', 'blank', 'thought', 'nothing']).optional(),
  /** No edit is made, whatever is asked. */
  noWork: z.boolean().optional(),
  /** These questions in place of the work. */
  ask: z.array(question).optional(),
  /** This text instead of the agent's own. */
  answer: z.string().optional(),
  /** A further text after all others. */
  alsoSay: z.string().optional(),
  /** An error event at the end. */
  error: z.string().optional(),
  /** Frames written as they are, before the end. */
  raw: z.string().optional(),
} as const;

/** What a run does where something is to go wrong with what it says or does. */
export function faultyActs(acts: Act[], fault: Partial<z.infer<z.ZodObject<typeof runFaults>>>): Act[] {
  if (fault.ask !== undefined) return [{ act: 'ask', questions: fault.ask }];
  let wanted = fault.noWork === true ? [] : acts;
  if (fault.silent !== undefined || fault.answer !== undefined) {
    wanted = wanted.filter(({ act }) => act !== 'say');
  }
  const said = [fault.answer, fault.alsoSay].filter((text) => text !== undefined);
  return [...wanted, ...said.map((text): Act => ({ act: 'say', text }))];
}
