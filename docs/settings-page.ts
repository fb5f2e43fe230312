import { settings } from '#src/settings.ts';
import type { Setting } from '#src/settings/kinds.ts';

const entries = Object.entries<Setting<unknown>>(settings);

/** docs/settings.md, from the settings' schema. */
export function settingsPage(): string {
  const sections = entries.map(([name, { form, fallback, purpose, secret }]) =>
    [
      `## ${name}`,
      `${purpose} ${secret ? 'Secret: it is masked in every log. ' : ''}`.trim(),
      '',
      `- Form: ${form}`,
      `- Default: ${fallback === undefined ? 'not set' : `\`${fallback}\``}`,
    ].join('\n'),
  );
  return `${[
    '# Settings',
    'All settings are environment variables, read and checked once at start; an empty one counts as not set. A wrong one stops the start with a message that names it, the form it must have, and its place on this page. `npm start` also reads a file `.env`. This page is made from the code by `npm run docs`.',
    ...sections,
  ].join('\n\n')}\n`;
}

/** .env.example: every setting with its default, commented out. */
export function envExample(): string {
  const lines = entries.map(([name, { form, fallback, purpose }]) => `# ${purpose}\n# Form: ${form}\n#${name}=${fallback ?? ''}\n`);
  return `# Copy to .env and take the # away from what you set. More in docs/settings.md.\n\n${lines.join('\n')}`;
}
