import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { SecretKeys } from './store/store.ts';

type KeyConfig = Pick<Config, 'secretKey' | 'otherSecretKeys' | 'dataDir'>;

/**
 * The keys that seal and open tokens: the given ones; where none is given that seals, one made once and kept in
 * `DATA_DIR`, readable to its owner alone.
 */
export async function loadSecretKeys(config: KeyConfig): Promise<SecretKeys> {
  const others = config.otherSecretKeys;
  if (config.secretKey !== undefined) return { key: config.secretKey, others };
  const key = await ensureKey(fileOf(config));
  // A change of keys that was cut off: some tokens are sealed with the next one already.
  const next = await readKey(nextOf(config));
  return { key, others: next === undefined ? others : [next, ...others] };
}

/** The same for a change of keys. Where the key is kept in `DATA_DIR`, a new one is made there, which is to seal. */
export async function nextSecretKeys(config: KeyConfig): Promise<SecretKeys> {
  if (config.secretKey !== undefined) return loadSecretKeys(config);
  const old = await ensureKey(fileOf(config));
  return { key: await ensureKey(nextOf(config)), others: [old, ...config.otherSecretKeys] };
}

/** The new key in `DATA_DIR`, where there is one, takes the place of the old one: to be called when that opens nothing more. */
export async function settleSecretKey(config: KeyConfig): Promise<void> {
  if (config.secretKey === undefined) await rename(nextOf(config), fileOf(config));
}

const fileOf = ({ dataDir }: KeyConfig): string => join(dataDir, 'secret.key');
const nextOf = ({ dataDir }: KeyConfig): string => join(dataDir, 'secret.key.next');

async function ensureKey(file: string): Promise<Buffer> {
  await mkdir(join(file, '..'), { recursive: true });
  try {
    // Only the first start writes; a second one finds the file and takes what is there.
    await writeFile(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const key = await readKey(file);
  if (key === undefined) throw new Error(`${file} is gone`);
  return key;
}

async function readKey(file: string): Promise<Buffer | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length !== 32) {
    throw new Error(
      `${file} does not hold a key. Restore it, or remove it: stored starter tokens are then taken anew.`,
    );
  }
  return key;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
