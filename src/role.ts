import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigError, type Config } from './config.ts';
import { anchorOf } from './settings/kinds.ts';

const role = z.enum(['all', 'gateway', 'worker']);
/** What this process does: receive (`gateway`), run turns and renders (`worker`), or both. */
export type Role = z.infer<typeof role>;

/** Reads `--role`. One process can only do all on the embedded database, which nobody else can open. */
export function readRole(argv: string[], config: Config): Role {
  let wanted: string;
  try {
    wanted = parseArgs({ args: argv, options: { role: { type: 'string', default: 'all' } } }).values.role;
  } catch (error) {
    throw new ConfigError([`the command line: ${error instanceof Error ? error.message : 'not understood'}`]);
  }
  const parsed = role.safeParse(wanted);
  if (!parsed.success) throw new ConfigError(['--role must be all, gateway or worker']);
  if (parsed.data !== 'all' && config.redisUrl === undefined) {
    throw new ConfigError([
      `--role ${parsed.data} needs REDIS_URL and DATABASE_URL: without them everything lives in one process (${anchorOf('REDIS_URL')})`,
    ]);
  }
  return parsed.data;
}
