import { z } from 'zod';
import { locales } from '#src/core/message.ts';
import type { Plan } from '#src/core/plan.ts';

/** A column that holds JSON, such as what a turn has to do and what it remembers. */
export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, ctx): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        ctx.addIssue('not JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);

const whose = z.literal('shared').optional();
const step = z.discriminatedUnion('do', [
  z.object({ do: z.literal('upload'), urls: z.array(z.string()) }),
  z.object({ do: z.literal('edit'), text: z.string(), sure: z.boolean().optional() }),
  z.object({ do: z.literal('export'), quality: z.string().optional(), again: z.boolean().optional() }),
  z.object({ do: z.literal('credits') }),
  z.object({ do: z.literal('state') }),
  z.object({ do: z.literal('help') }),
  z.object({ do: z.literal('thanks'), text: z.string() }),
  z.object({ do: z.literal('new') }),
  z.object({ do: z.literal('cancel') }),
  z.object({ do: z.literal('language'), locale: z.enum(locales).optional() }),
  z.object({ do: z.literal('projects') }),
  z.object({ do: z.literal('switch'), name: z.string() }),
  z.object({ do: z.literal('rename'), name: z.string() }),
  z.object({ do: z.literal('last'), version: z.number().optional() }),
  z.object({ do: z.literal('link'), whose }),
  z.object({ do: z.literal('unlink'), whose, mayManage: z.boolean().optional() }),
  z.object({ do: z.literal(['doctor', 'privacy']) }),
  z.object({ do: z.literal('usage'), days: z.literal([1, 7, 30]) }),
  z.object({ do: z.literal('forget'), confirmed: z.boolean().optional() }),
]);
export const plan: z.ZodType<Plan> = z.array(step);
