import { z } from 'zod';

/**
 * Events of the Agent Development Kit's api server. Keys are camelCase in every version recorded, but a
 * server may print its own names, so both spellings are read. Keys inside `args`, `response` and
 * `stateDelta` belong to the application and are left alone. No field is so broken that it would hide the others.
 */

const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined);
const object = <T extends z.ZodRawShape>(shape: T) => z.preprocess(toCamelKeys, z.object(shape));
const bag = z.record(z.string(), z.unknown());

function toCamelKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (!Object.keys(value).some((key) => key.includes('_'))) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [
      key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      held,
    ]),
  );
}

const functionCall = object({ id: maybe(z.string()), name: z.string(), args: maybe(bag) });
const functionResponse = object({ id: maybe(z.string()), name: z.string(), response: maybe(bag) });

const part = object({
  text: maybe(z.string()),
  /** Reasoning: never shown. */
  thought: maybe(z.boolean()),
  functionCall: maybe(functionCall),
  functionResponse: maybe(functionResponse),
});

const words = z.union([z.string(), z.number().transform(String)]);

/** The error of a bare error frame: a text, or an object as the model's API words it. */
const frameError = z.union([
  z.string().transform((message) => ({ code: undefined, message })),
  z
    .object({ code: maybe(words), status: maybe(words), message: maybe(z.string()) })
    .transform(({ code, status, message }) => ({ code: code ?? status, message })),
]);

export const adkEvent = object({
  id: maybe(z.string()),
  author: maybe(z.string()),
  branch: maybe(z.string()),
  /** Only `true` counts: the kits disagree on how to say that an event is whole. */
  partial: maybe(z.boolean()),
  content: maybe(object({ parts: maybe(z.array(part.catch({}))) })),
  actions: maybe(object({ stateDelta: maybe(bag) })),
  errorCode: maybe(words),
  errorMessage: maybe(z.string()),
  error: maybe(frameError),
  /** A gateway's own words inside the stream: its kind of heartbeat, or its `{code, message}`. */
  type: maybe(z.string()),
  event: maybe(z.string()),
  code: maybe(words),
  message: maybe(z.string()),
});

export type AdkEvent = z.infer<typeof adkEvent>;
export type FunctionCall = z.infer<typeof functionCall>;
