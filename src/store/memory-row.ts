import { z } from 'zod';

const question = z.object({
  id: z.string(),
  prompt: z.string(),
  options: z.array(z.object({ id: z.string(), label: z.string() })),
});

/** A turn's memory as it is stored. What another version has written into it beside is kept. */
export const memory = z.looseObject({
  draftBefore: z.string().nullable().optional(),
  creditsBefore: z.number().optional(),
  generates: z.boolean().optional(),
  handingOver: z.object({ mediaId: z.string(), filesBefore: z.number() }).optional(),
  recoverReads: z.number().optional(),
  recoverMisses: z.number().optional(),
  heard: z.array(z.string()).optional(),
  questions: z.array(question).optional(),
  said: z.array(z.string()).optional(),
  sameAs: z.string().optional(),
  followedUp: z.boolean().optional(),
  offers: z.array(z.string()).optional(),
  rateLimited: z.boolean().optional(),
  waitsMs: z.number().optional(),
  tries: z.number().optional(),
  sessionRenewed: z.boolean().optional(),
  runLost: z.boolean().optional(),
});
