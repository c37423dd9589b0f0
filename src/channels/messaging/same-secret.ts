import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing of either; hashes, because lengths may differ. */
export function sameSecret(given: string | readonly string[] | undefined, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(secret));
}
