import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** The official description of the API, where somebody put it beside the project. */
const specFile = new URL('../../../../shared/specs/discord-openapi.json', import.meta.url);

export type Refusal = { status: number; body: { code: number; message: string; errors?: unknown } };

export const refusal = (status: number, code: number, message: string): Refusal => ({
  status,
  body: { code, message },
});

const form = (errors: unknown): Refusal => ({
  status: 400,
  body: { code: 50035, message: 'Invalid Form Body', errors },
});

type Spec = {
  paths: Record<string, Record<string, { requestBody?: { content?: Record<string, unknown> } } | undefined>>;
};

/** What the official schema, and then what the documented limits say of a request's JSON. */
export type Rules = {
  /** True where the official schema is there. */
  official: boolean;
  check(method: string, path: string, body: unknown): Refusal | undefined;
};

export function createRules(): Rules {
  const spec = existsSync(specFile) ? (JSON.parse(readFileSync(specFile, 'utf8')) as Spec) : undefined;
  const official = spec === undefined ? undefined : officialRules(spec);
  return {
    official: spec !== undefined,
    check(method, path, body) {
      const problems = official?.(method, path, withNumbers(body));
      return problems === undefined ? limits(body) : form(problems);
    },
  };
}

/** Permissions are texts by the documentation and in every library, and numbers by the schema alone. */
function withNumbers(body: unknown): unknown {
  if (!Array.isArray(body)) return body;
  const numbered = ({ default_member_permissions: shownTo, ...rest }: Record<string, unknown>): object =>
    shownTo === undefined ? rest : { ...rest, default_member_permissions: Number(shownTo) };
  return body.map((command) => numbered(command as Record<string, unknown>));
}

function officialRules(spec: Spec): (method: string, path: string, body: unknown) => unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(spec, 'discord');
  const routes = Object.keys(spec.paths).map((path) => ({
    path,
    literal: path.replace(/\{[^}]+\}/g, '').length,
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));
  const compiled = new Map<string, ValidateFunction>();

  function validatorOf(method: string, path: string): ValidateFunction | undefined {
    const known = routes
      .filter(({ pattern }) => pattern.test(path))
      // "@me" and "@original" fit a parameter as well.
      .sort((a, b) => b.literal - a.literal)
      .find((route) => spec.paths[route.path]?.[method.toLowerCase()] !== undefined);
    if (known === undefined) return undefined;
    const operation = spec.paths[known.path]?.[method.toLowerCase()];
    if (operation?.requestBody?.content?.['application/json'] === undefined) return undefined;
    const pointer = [known.path, method.toLowerCase()].map((part) =>
      encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
    );
    const $ref = `discord#/paths/${pointer.join('/')}/requestBody/content/application~1json/schema`;
    const validator = compiled.get($ref) ?? ajv.compile({ $ref });
    compiled.set($ref, validator);
    return validator;
  }

  return (method, path, body) => {
    const validate = validatorOf(method, path);
    return validate === undefined || validate(body) ? undefined : validate.errors;
  };
}

type Body = {
  content?: string | null;
  nonce?: string | number;
  components?: { components?: { custom_id?: string; label?: string }[] }[];
  data?: Body & { title?: string; custom_id?: string };
};

/** The limits that the schema does not know, or that it states otherwise than the documentation. */
function limits(body: unknown): Refusal | undefined {
  if (Array.isArray(body)) return commandLimits(body as { name: string; description?: string }[]);
  const { content, nonce, components, data } = (body ?? {}) as Body;
  if (content != null && Array.from(content).length > 2_000)
    return form({ content: 'Must be 2000 or fewer in length.' });
  if (String(nonce ?? '').length > 25) return form({ nonce: 'Must be 25 or fewer in length.' });
  const ids: string[] = [];
  if ((components?.length ?? 0) > 5 && data === undefined) return form({ components: 'At most 5 rows.' });
  for (const row of components ?? []) {
    if ((row.components?.length ?? 0) > 5) return form({ components: 'At most 5 buttons a row.' });
    for (const { custom_id, label } of row.components ?? []) {
      if (custom_id !== undefined) ids.push(custom_id);
      if ((custom_id?.length ?? 0) > 100 || Array.from(label ?? '').length > 80)
        return form({ components: 'Too long.' });
    }
  }
  if (new Set(ids).size < ids.length)
    return form({ components: 'Component custom id cannot be duplicated.' });
  if (data !== undefined) return limits(data);
  return undefined;
}

function commandLimits(commands: { name: string; description?: string }[]): Refusal | undefined {
  const tooLong = commands.some(({ description }) => (description?.length ?? 0) > 100);
  const names = new Set(commands.map(({ name }) => name));
  return tooLong || names.size < commands.length
    ? form({ description: 'Must be 1-100 in length.' })
    : undefined;
}
