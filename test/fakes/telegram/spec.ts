import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { mention } from '#test/support/requirements.ts';

const field = z.object({ name: z.string(), types: z.array(z.string()), required: z.boolean() });
const specSchema = z.object({
  methods: z.record(z.string(), z.object({ fields: z.array(field).optional() })),
  types: z.record(
    z.string(),
    z.object({ fields: z.array(field).optional(), subtypes: z.array(z.string()).optional() }),
  ),
});
type Spec = z.infer<typeof specSchema>;
type Field = z.infer<typeof field>;

/** The official description of the Bot API, where it lies beside the project. */
export const specFile = new URL('../../../../shared/specs/telegram-bot-api.json', import.meta.url);

let loaded: Spec | undefined;
let isMentioned = false;
function spec(): Spec | undefined {
  if (loaded === undefined && existsSync(specFile))
    loaded = specSchema.parse(JSON.parse(readFileSync(specFile, 'utf8')));
  if (loaded === undefined && !isMentioned) {
    isMentioned = true;
    mention('calls checked by the official Bot API description', 'its file is not beside the project');
  }
  return loaded;
}

/** What the official description finds wrong with a call, or nothing. Without the description it finds nothing. */
export function specProblem(method: string, params: Record<string, unknown>): string | undefined {
  const known = spec();
  if (known === undefined) return undefined;
  const described = known.methods[method];
  if (described === undefined) return `no method ${method}`;
  return fieldsProblem(known, described.fields ?? [], params, method);
}

function fieldsProblem(
  known: Spec,
  fields: Field[],
  value: Record<string, unknown>,
  path: string,
): string | undefined {
  const unknown = Object.keys(value).find((name) => !fields.some((one) => one.name === name));
  if (unknown !== undefined) return `${path} has no field ${unknown}`;
  for (const { name, types, required } of fields) {
    const given = value[name];
    if (given === undefined) {
      if (required) return `${path} needs ${name}`;
      continue;
    }
    const problems = types.map((type) => typeProblem(known, type, given, `${path}.${name}`));
    if (problems.every((problem) => problem !== undefined)) return problems[0];
  }
  return undefined;
}

const primitives: Record<string, (value: unknown) => boolean> = {
  Integer: (value) => Number.isSafeInteger(value),
  Float: (value) => typeof value === 'number',
  Boolean: (value) => typeof value === 'boolean',
  String: (value) => typeof value === 'string',
  InputFile: (value) => typeof value === 'string',
};

function typeProblem(known: Spec, type: string, value: unknown, path: string): string | undefined {
  const element = /^Array of (.*)$/.exec(type)?.[1];
  if (element !== undefined) {
    if (!Array.isArray(value)) return `${path} must be an array`;
    return value
      .map((item, index) => typeProblem(known, element, item, `${path}[${index}]`))
      .find((problem) => problem !== undefined);
  }
  const primitive = primitives[type];
  if (primitive !== undefined) return primitive(value) ? undefined : `${path} must be ${type}`;
  if (typeof value !== 'object' || value === null) return `${path} must be ${type}`;
  const { fields = [], subtypes = [] } = known.types[type] ?? {};
  if (subtypes.length === 0) return fieldsProblem(known, fields, value as Record<string, unknown>, path);
  const problems = subtypes.map((subtype) => typeProblem(known, subtype, value, path));
  return problems.every((problem) => problem !== undefined) ? problems[0] : undefined;
}
