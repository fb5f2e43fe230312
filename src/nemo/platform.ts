import { isAbsolute, join, relative, sep } from 'node:path';

/** Where skill installers put things, below the home folder, and the name the backend knows each by. */
const installRoots = [
  { root: '.clawhub', platform: 'clawhub' },
  { root: join('.cursor', 'skills'), platform: 'cursor' },
] as const;

/** The value of `X-Skill-Platform` for a program installed at `installPath` in the home folder `home`. */
export function detectPlatform(installPath: string, home: string): 'clawhub' | 'cursor' | 'unknown' {
  const found = installRoots.find(({ root }) => isBelow(installPath, join(home, root)));
  return found?.platform ?? 'unknown';
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
