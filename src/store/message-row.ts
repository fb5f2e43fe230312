import { z } from 'zod';
import { inks } from '#src/core/drawing.ts';
import type { OutboundMessage } from '#src/core/message.ts';

const place = { x: z.number(), y: z.number(), ink: z.enum(inks) };
const shape = z.discriminatedUnion('as', [
  z.object({
    as: z.literal('box'),
    ...place,
    width: z.number(),
    height: z.number(),
    round: z.number().optional(),
    faint: z.literal(true).optional(),
  }),
  z.object({
    as: z.literal('words'),
    ...place,
    size: z.number(),
    text: z.string(),
    anchor: z.enum(['middle', 'end']).optional(),
  }),
]);
const picture = z.union([
  z.object({
    alt: z.string(),
    drawing: z.object({ width: z.number(), height: z.number(), shapes: z.array(shape) }),
  }),
  z.object({ alt: z.string(), renderId: z.string() }),
]);

/**
 * A message as it is stored. A picture that this version cannot read belongs to another one: its words are what
 * matters, and go out without it.
 */
export const message: z.ZodType<OutboundMessage> = z.object({
  kind: z.enum(['ack', 'status', 'result', 'error', 'info']),
  text: z.string(),
  replyTo: z.string().optional(),
  buttons: z.array(z.object({ label: z.string(), token: z.string() })),
  files: z.array(
    z.object({ name: z.string(), mime: z.string(), bytes: z.number().optional(), renderId: z.string() }),
  ),
  picture: picture.optional().catch(undefined),
});
