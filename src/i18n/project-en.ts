import { ago, count } from './format.ts';
import type { ProjectWords } from './project-words.ts';

export const projectEn: ProjectWords = {
  list: ({ shown, older }) =>
    [
      older + shown.length === 1 ? 'One project is here:' : 'Your projects here:',
      shown
        .map(
          ({ number, name, ageMs, current }) =>
            `- ${number}. **${name}**, begun ${ago(ageMs, 'en', 'just now')}${current ? ' ← you are here' : ''}`,
        )
        .join('\n'),
      [
        older > 0 ? `And ${count(older, 'older one')}; ask for it by its number.` : '',
        'Press one to go on with it, or say its number or name. "rename to …" gives this one another name.',
      ]
        .filter(Boolean)
        .join(' '),
    ].join('\n\n'),
  unnamedProject: ({ number }) => `Project ${number}`,
  inProject: ({ name }) => `You are in **${name}** now.`,
  noSuchProject: ({ name }) =>
    name === '' ? 'Which project do you mean?' : `I know no project called "${name}" here.`,
  renamed: ({ name }) => `This project is called **${name}** now.`,
  renameHow: 'Tell me the new name as well, for example: rename to "Beach trip".',
  unchanged: ({ version }) =>
    `Nothing has changed since v${version}, so here it is again. Press **Export again** if you want it rendered anew.`,
  sinceVersion: ({ version, changes, more }) =>
    `Since v${version}:\n${changes}${more > 0 ? `\nand ${count(more, 'more change')}` : ''}`,
  sameAsVersion: ({ version }) => `The timeline is the same as in v${version}.`,
  nothingExported:
    'Nothing has been exported here yet. Send me a clip, tell me what to do with it, and then say "export".',
  stillRendering: 'Your first export is still being rendered. It will come here by itself when it is ready.',
  noSuchVersion: ({ version }) =>
    `This project has no v${version}. Say "last" for the newest result, or "export" for a new one.`,
  resultGone: ({ version }) =>
    `The editor no longer keeps v${version}. Your timeline is safe: press **Export again** to make it anew. Exports cost nothing.`,
  strip: {
    source: 'Your clip',
    alt: ({ above, below }) =>
      above === undefined
        ? `Four frames of ${below}.`
        : `Before and after: four frames of ${above} above, of ${below} below.`,
  },
};
