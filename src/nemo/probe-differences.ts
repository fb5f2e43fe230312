import type { z } from 'zod';
import { parseJson } from './body.ts';
import { isKnownCode } from './refusal.ts';
import { documented } from './probe-documented.ts';
import type { Exchange } from './probe-recorder.ts';
import { nameShown } from './probe-shape.ts';

export type Difference = {
  /** `extra` alone does no harm: what is new is passed over. */
  kind: 'missing' | 'extra' | 'type' | 'value' | 'code' | 'event' | 'not-json';
  endpoint: string;
  /** Where in the answer, as `data.credits`. */
  path: string;
  expected?: string | undefined;
  got?: string | undefined;
};

/** Where an answer is not what is documented. Refusals are looked at for their code alone. */
export function differencesOf(exchange: Exchange): Difference[] {
  const { method, path, status, text } = exchange;
  const known = documented.find((one) => one.method === method && one.path.test(path));
  if (known === undefined) return [];
  const endpoint = known.name;
  const json = parseJson(text);
  if (json === undefined) return [{ kind: 'not-json', endpoint, path: '', got: exchange.type || 'no type' }];
  const codes = codeDifferences(endpoint, json);
  if (status >= 400 || codes.length > 0 || isRefused(json)) return codes;
  const parsed = known.answer.safeParse(json);
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => fromIssue(endpoint, issue, json));
}

const codeOf = (json: unknown): unknown =>
  typeof json === 'object' && json !== null && 'code' in json ? json.code : undefined;
const isRefused = (json: unknown): boolean => typeof codeOf(json) === 'number' && codeOf(json) !== 0;

function codeDifferences(endpoint: string, json: unknown): Difference[] {
  const code = codeOf(json);
  return typeof code !== 'number' || isKnownCode(code)
    ? []
    : [{ kind: 'code', endpoint, path: 'code', got: String(code) }];
}

type Issue = z.core.$ZodIssue;

function fromIssue(endpoint: string, issue: Issue, json: unknown): Difference[] {
  const path = (keys: PropertyKey[]): string =>
    keys.map((key) => (typeof key === 'number' ? '[]' : nameShown(String(key)))).join('.');
  const held = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  if (issue.code === 'unrecognized_keys') {
    const inner = held as Record<string, unknown>;
    return issue.keys.map((key) => ({
      kind: 'extra',
      endpoint,
      path: path([...issue.path, key]),
      got: kindOf(inner[key]),
    }));
  }
  const at = { endpoint, path: path(issue.path) };
  if (issue.code === 'invalid_value')
    return held === undefined
      ? [{ ...at, kind: 'missing', expected: issue.values.map(String).join(', ') }]
      : [{ ...at, kind: 'value', expected: issue.values.map(String).join(', '), got: wordOf(held) }];
  const expected = issue.code === 'invalid_type' ? issue.expected : undefined;
  return [
    held === undefined
      ? { ...at, kind: 'missing', expected }
      : { ...at, kind: 'type', expected, got: kindOf(held) },
  ];
}

const wordOf = (value: unknown): string =>
  typeof value === 'string' && /^[\w-]{1,24}$/.test(value) ? value : kindOf(value);

export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
