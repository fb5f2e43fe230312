import { createHash } from 'node:crypto';

/** Tells whether two drafts are the same, byte for byte. */
export function draftHashOf(raw: string): string {
  return createHash('sha256').update(raw).digest('hex');
}
