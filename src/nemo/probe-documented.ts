import { z } from 'zod';

/**
 * The shapes of the answers, to the letter. `schema.ts` takes more than this so that a change breaks nothing; here
 * the same shapes are strict so that a change is seen. What is documented only as "there may be more" is loose.
 */

const envelope = <T extends z.ZodType>(data: T) =>
  z.strictObject({ code: z.number(), message: z.string().optional(), data });

const bindId = { bind_id: z.string().optional() };

const segment = z.looseObject({ d: z.number(), m: z.looseObject({}).optional() });
const track = z.looseObject({ tt: z.number(), sg: z.array(segment) });
/** Beyond tracks, segments and durations nothing is known of a draft: it goes back as it came. */
const draft = z.looseObject({ t: z.array(track), d: z.number().optional() });

const renderStates = ['pending', 'processing', 'completed', 'failed'] as const;

export type Documented = {
  /** The endpoint, as the report calls it. */
  name: string;
  method: 'GET' | 'POST';
  path: RegExp;
  answer: z.ZodType;
};

export const documented: Documented[] = [
  {
    name: 'token',
    method: 'POST',
    path: /^\/api\/auth\/anonymous-token$/,
    answer: envelope(
      z.strictObject({
        token: z.string(),
        credits: z.number(),
        expires_in: z.number().optional(),
        expires_at: z.union([z.number(), z.string()]).optional(),
      }),
    ),
  },
  {
    name: 'credits',
    method: 'GET',
    path: /^\/api\/credits\/balance\/simple$/,
    answer: envelope(z.strictObject({ available: z.number(), frozen: z.number(), total: z.number() })),
  },
  {
    name: 'session',
    method: 'POST',
    path: /^\/api\/tasks\/me\/with-session\/nemo_agent$/,
    answer: envelope(z.strictObject({ task_id: z.string(), session_id: z.string(), ...bindId })),
  },
  {
    name: 'claim token',
    method: 'POST',
    path: /^\/api\/auth\/claim-token$/,
    answer: envelope(z.strictObject({ claim_token: z.string(), expires_in: z.number().optional() })),
  },
  // What an upload answers is documented nowhere; that it is no refusal is all that counts.
  { name: 'upload', method: 'POST', path: /^\/api\/upload-video\//, answer: envelope(z.unknown()) },
  {
    name: 'state',
    method: 'GET',
    path: /^\/api\/state\//,
    answer: envelope(
      z.strictObject({
        ...bindId,
        state: z.strictObject({
          draft: draft.nullish(),
          video_infos: z.array(z.looseObject({})),
          canvas_config: z.looseObject({}).nullish(),
          generated_media: z.array(z.unknown()).nullish(),
          ...bindId,
        }),
      }),
    ),
  },
  {
    name: 'render',
    method: 'POST',
    path: /^\/api\/render\/proxy\/lambda$/,
    answer: z.looseObject({ status: z.enum(renderStates).optional() }),
  },
  {
    name: 'render status',
    method: 'GET',
    path: /^\/api\/render\/proxy\/lambda\/[^/]+$/,
    answer: z.strictObject({
      id: z.string().optional(),
      status: z.enum(renderStates),
      progress: z.number().optional(),
      output: z.strictObject({ url: z.string() }).optional(),
    }),
  },
];

/** Every key of an event, and of a part of one, that the Agent Development Kit is known to send. */
export const eventKeys: ReadonlySet<string> = new Set([
  'id',
  'invocationId',
  'author',
  'branch',
  'timestamp',
  'content',
  'actions',
  'partial',
  'turnComplete',
  'interrupted',
  'finishReason',
  'usageMetadata',
  'longRunningToolIds',
  'groundingMetadata',
  'citationMetadata',
  'modelVersion',
  'avgLogprobs',
  'logprobsResult',
  'customMetadata',
  'cacheMetadata',
  'errorCode',
  'errorMessage',
  'error',
  'nodeInfo',
]);
export const partKeys: ReadonlySet<string> = new Set([
  'text',
  'thought',
  'thoughtSignature',
  'functionCall',
  'functionResponse',
  'inlineData',
  'fileData',
  'executableCode',
  'codeExecutionResult',
]);
/** Names that the lines of a stream may give their events. */
export const eventNames: ReadonlySet<string> = new Set(['', 'message', 'heartbeat']);
