import { readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { nextSecretKeys, settleSecretKey } from './secret-key.ts';
import { openPool } from './store/pool.ts';
import { resealAll } from './store/reseal.ts';

/** `npm run rotate-key`: seals every stored token with the new key (docs/operations.md#changing-the-key). */
try {
  process.exitCode = await rotate();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function rotate(): Promise<number> {
  const config = readConfig(process.env);
  const log = createLogger({ level: config.logLevel, secrets: config.secrets });
  const { pool, close } = await openPool({ ...config, log });
  try {
    const secretKeys = await nextSecretKeys(config);
    const { all, resealed, unreadable } = await resealAll({ pool, secretKeys });
    say(
      `${all} tokens are stored; ${resealed} of them were sealed with another key and now are with the new one.`,
    );
    if (unreadable > 0) {
      say(
        `${unreadable} cannot be opened with any key given. Put the key that sealed them into SECRET_KEY_OLD and run this again; without it, those accounts have to be linked anew, and starter tokens are taken anew.`,
      );
      return 1;
    }
    await settleSecretKey(config);
    say('Nothing needs the old key any more: take SECRET_KEY_OLD away from every process.');
    return 0;
  } finally {
    await close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
