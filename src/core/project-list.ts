import type { Project } from './records.ts';

const maxNameChars = 60;

/** A name as it may be shown: one line, nothing invisible, not endless. Empty where nothing is left. */
export function toProjectName(text: string): string {
  const line = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\s*`[\]]+/gu, ' ')
    .trim();
  const chars = Array.from(line);
  return chars.length <= maxNameChars
    ? line
    : `${chars
        .slice(0, maxNameChars - 1)
        .join('')
        .trim()}…`;
}

/** A clip's name as that of its project: without the ending. */
export function nameOfClip(file: string): string {
  return toProjectName(file.replace(/\.[A-Za-z0-9]{1,5}$/, '').replaceAll('_', ' '));
}

/**
 * The project that a number or a name of the list means: a number counts from the oldest; a name may be cut
 * short where only one begins with, or holds, what is left of it. Of equal names the newest is meant.
 */
export function findProject(projects: Project[], wanted: string): Project | undefined {
  const asked = key(wanted);
  if (/^\d{1,6}$/.test(asked)) {
    const numbered = projects[Number(asked) - 1];
    if (numbered !== undefined) return numbered;
  }
  if (asked === '') return undefined;
  const named = projects.map((project) => ({ project, name: key(project.name ?? '') }));
  const exact = named.findLast(({ name }) => name === asked);
  if (exact !== undefined) return exact.project;
  for (const fits of [(name: string) => name.startsWith(asked), (name: string) => name.includes(asked)]) {
    const found = named.filter(({ name }) => fits(name));
    if (found.length === 1) return found[0]?.project;
  }
  return undefined;
}

const key = (name: string): string =>
  toProjectName(name)
    .toLowerCase()
    .replace(/^(?:#|no\.? ?|project (?=\d+$)|项目 ?(?=\d+$))/u, '');
