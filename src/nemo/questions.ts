import { z } from 'zod';
import type { Question } from '#src/core/agent-event.ts';
import type { FunctionCall } from './adk-schema.ts';

const text = z.union([z.string(), z.number().transform(String)]);
const maybe = text.optional().catch(undefined);

const option = z.union([
  text.transform((label) => ({ id: label, label })),
  z.object({ id: maybe, value: maybe, label: maybe, text: maybe, title: maybe }).transform((one) => ({
    id: one.id ?? one.value,
    label: one.label ?? one.text ?? one.title ?? one.value,
  })),
]);

const question = z.union([
  z.string().transform((prompt) => ({ id: undefined, prompt, options: [] })),
  z
    .object({
      id: maybe,
      prompt: maybe,
      question: maybe,
      text: maybe,
      options: z.array(z.unknown()).catch([]),
    })
    .transform(({ id, prompt, question, text, options }) => ({
      id,
      prompt: prompt ?? question ?? text,
      options,
    })),
]);

/**
 * What a tool call asks the user: one named like `ask_question` with `{questions: [{id, prompt, options:
 * [{id, label}]}]}`. Ids may be left out and take the place's number; what has no words is left out.
 */
export function toQuestions(call: FunctionCall): Question[] {
  if (!/ask.*question|question.*ask/i.test(call.name)) return [];
  const list = z.array(z.unknown()).safeParse(call.args?.['questions']);
  return (list.data ?? []).flatMap((held, at): Question[] => {
    const { data } = question.safeParse(held);
    if (data?.prompt === undefined) return [];
    return [{ id: data.id ?? String(at + 1), prompt: data.prompt, options: data.options.flatMap(toOption) }];
  });
}

function toOption(held: unknown, at: number): Question['options'] {
  const { data } = option.safeParse(held);
  return data?.label === undefined ? [] : [{ id: data.id ?? String(at + 1), label: data.label }];
}
