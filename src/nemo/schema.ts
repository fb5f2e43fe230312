import { z } from 'zod';

/**
 * The shape of every reply, in the backend's own words. Unknown fields are passed over; what a field is
 * relied on for must be there. Events of the stream have their own file, `adk-schema.ts`.
 */

const id = z.union([z.string().min(1), z.number().transform(String)]);
const amount = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);
const anything = z.unknown().optional();
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const envelope = z.object({ code: anything, data: anything, status: anything });

/**
 * What an answer is about: `data` of an envelope, else the whole body. Some answers have the envelope's
 * `data` without its `code`; a body with a `status` of its own and no `code` speaks for itself.
 */
export function payloadOf(json: unknown): unknown {
  const parsed = envelope.safeParse(json);
  if (!parsed.success || parsed.data.data === undefined) return json;
  const { code, data, status } = parsed.data;
  return code !== undefined || status === undefined ? data : json;
}

const words = z
  .union([z.string(), z.object({ message: z.string() }).transform((error) => error.message)])
  .transform((text) => text.slice(0, 300));

/** An error, as the API itself, its gateway or the agent server behind it words one. */
export const refusalBody = z
  .object({
    code: maybe(amount),
    data: anything,
    message: maybe(words),
    msg: maybe(words),
    error: maybe(words),
    detail: maybe(words),
  })
  .transform(({ code, data, message, msg, error, detail }) => ({
    code,
    data,
    message: message ?? msg ?? error ?? detail,
  }));

const bindId = z.object({ bind_id: maybe(id), bindId: maybe(id), bind: maybe(id) });

/** The id for the registration link, under any of the names it may have. */
export function bindIdOf(data: unknown): string | undefined {
  const parsed = bindId.safeParse(data);
  return parsed.success ? (parsed.data.bind_id ?? parsed.data.bindId ?? parsed.data.bind) : undefined;
}

/** Any answer without a refusal will do. */
export const accepted = z.unknown();

export const anonymousToken = z.object({
  token: z.string().min(1),
  credits: maybe(amount),
  expires_at: maybe(z.union([z.string(), z.number()])),
  /** Seconds. */
  expires_in: maybe(amount),
});

export const balance = z
  .object({ available: amount, frozen: amount.nullish(), total: amount.nullish() })
  .transform(({ available, frozen, total }) => ({
    available,
    frozen: frozen ?? 0,
    total: total ?? available + (frozen ?? 0),
  }));

export const newSession = z.looseObject({ task_id: id, session_id: id });

export const claim = z.object({ claim_token: z.string().min(1) });

export const sessionState = z.looseObject({
  state: z
    .looseObject({ video_infos: maybe(z.array(z.unknown())), generated_media: maybe(z.array(z.unknown())) })
    .nullish(),
});

const link = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
});

/** The newer form has its link at `output.url`, the older one at `outputUrl`. */
export const renderReply = z.object({
  status: maybe(z.string().transform((status) => status.toLowerCase())),
  progress: maybe(amount),
  output: maybe(z.object({ url: maybe(link) })),
  outputUrl: maybe(link),
  error: maybe(words),
  message: maybe(words),
});

/** A download that answers with where the file is, in place of the file. */
export const fileElsewhere = z
  .object({ url: maybe(link), output: maybe(z.object({ url: maybe(link) })), outputUrl: maybe(link) })
  .transform(({ url, output, outputUrl }) => url ?? output?.url ?? outputUrl);
