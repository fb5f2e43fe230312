import { z } from 'zod';

/** One setting: how its text becomes a value, and what docs/settings.md says of it. */
export type Setting<T> = {
  schema: z.ZodType<T, string>;
  /** The form of the value, in words. A refusal names it. */
  form: string;
  /** What applies when it is not set, as text; undefined = nothing. */
  fallback?: string;
  purpose: string;
  secret?: true;
};

export const switchOn = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.enum(['1', 'true', 'on', '0', 'false', 'off']))
  .transform((text) => ['1', 'true', 'on'].includes(text));

const durationMs = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number)
  .refine((ms) => ms > 0 && Number.isFinite(ms));

export const webAddress = z
  .url({ protocol: /^https?$/ })
  .refine((url) => URL.parse(url)?.username === '' && URL.parse(url)?.password === '')
  .transform((url) => url.replace(/\/+$/, ''));

/** Goes into a header, so nothing that a header cannot hold. */
export const token = z.string().regex(/^[\x21-\x7e]+$/);

/** Ids as the platforms give them; Telegram's groups have negative ones. */
export const ids = (one: string) =>
  z
    .string()
    .regex(new RegExp(`^${one}(\\s*,\\s*${one})*$`))
    .transform((list) => list.split(',').map((id) => id.trim()));
export const plainIds = ids('\\d{1,20}');

export const text = z.string().min(1);

export function setting<T>(
  schema: z.ZodType<T, string>,
  form: string,
  purpose: string,
  more: { fallback?: string; secret?: true } = {},
): Setting<T> {
  return { schema, form, purpose, ...more };
}

export const duration = (fallback: string, purpose: string): Setting<number> =>
  setting(durationMs, 'a positive number of milliseconds', purpose, { fallback });

/** Where a setting is explained. */
export const anchorOf = (name: string): string => `docs/settings.md#${name.toLowerCase()}`;
