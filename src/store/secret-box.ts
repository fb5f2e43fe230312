import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/** Seals secrets for the database: AES-256-GCM, a fresh nonce each time, bound to the row they belong to. */
export type SecretBox = {
  seal(secret: string, row: string): string;
  /** Nothing where none of the keys sealed it. Throws where the text was moved or changed. */
  open(sealed: string, row: string): string | undefined;
  /** What each text that the present key seals begins with. */
  prefix: string;
  /**
   * What stands in place of a name that is to be known again, and read by nobody who has not the key: first as the
   * present key makes it, then as older ones did.
   */
  masksOf(name: string): [string, ...string[]];
};

const nonceBytes = 12;
const tagBytes = 16;

/**
 * `key` is 32 bytes, and seals; those of `others` only open. A key's fingerprint stands before each text that it
 * sealed, so that it is known which one opens it.
 */
export function createSecretBox(key: Uint8Array, others: readonly Uint8Array[] = []): SecretBox {
  const keys = new Map([...others.toReversed(), key].map((one) => [idOf(one), one]));
  const prefix = `${idOf(key)}.`;
  return {
    prefix,
    masksOf: (name) => [maskOf(name, key), ...others.map((one) => maskOf(name, one))],
    seal(secret, row) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(row));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, row) {
      const [id = '', text = ''] = sealed.split('.');
      const opening = keys.get(id);
      if (opening === undefined) return undefined;
      const bytes = Buffer.from(text, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', opening, bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(row))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return (
        decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
      );
    },
  };
}

/** A key's fingerprint: tells keys apart, and nothing about them. */
function idOf(key: Uint8Array): string {
  return createHash('sha256').update('key id').update(key).digest('hex').slice(0, 8);
}

function maskOf(name: string, key: Uint8Array): string {
  return `masked:${createHmac('sha256', key).update(`mask\n${name}`).digest('base64url')}`;
}
