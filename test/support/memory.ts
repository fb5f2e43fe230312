import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { leaveOut } from './requirements.ts';

/** How far a process's memory grows while something happens, in MB. Linux tells; elsewhere nothing does. */
export function watchMemory(pid: number): () => number | undefined {
  const read = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) /
    1024;
  if (!existsSync(`/proc/${pid}/clear_refs`)) {
    leaveOut('memory growth', 'only Linux tells how far a process has grown');
    return () => undefined;
  }
  // Starts the peak anew.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = read('VmRSS');
  return () => read('VmHWM') - before;
}
