import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/** Seals secrets for the database: AES-256-GCM, a fresh nonce each time, bound to the row they belong to. */
export type SecretBox = {
  seal(secret: string, row: string): string;
  /** Nothing where another key sealed it. Throws where the text was moved or changed. */
  open(sealed: string, row: string): string | undefined;
  /** Stands in place of a name that is to be known again, and read by nobody who has not the key. */
  maskOf(name: string): string;
};

const nonceBytes = 12;
const tagBytes = 16;

/** `key` is 32 bytes. Its fingerprint stands before each sealed text, so that another key is known as that. */
export function createSecretBox(key: Uint8Array): SecretBox {
  const keyId = createHash('sha256').update('key id').update(key).digest('hex').slice(0, 8);
  return {
    maskOf: (name) => `masked:${createHmac('sha256', key).update(`mask\n${name}`).digest('base64url')}`,
    seal(secret, row) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(row));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return `${keyId}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, row) {
      const [id, text = ''] = sealed.split('.');
      if (id !== keyId) return undefined;
      const bytes = Buffer.from(text, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(row))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return (
        decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
      );
    },
  };
}
