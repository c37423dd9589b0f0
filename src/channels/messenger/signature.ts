import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `X-Hub-Signature-256` is that of these bytes under the app secret. Meta signs the bytes as
 * they are sent, letters escaped as `\u00e0`: parsed and written again they differ. Source:
 * developers.facebook.com/docs/messenger-platform/webhooks.
 */
export function isSigned(raw: Buffer, header: unknown, appSecret: string): boolean {
  if (typeof header !== 'string') return false;
  const signature = /^sha256=([0-9a-f]{64})$/iu.exec(header)?.[1];
  if (signature === undefined) return false;
  const wanted = createHmac('sha256', appSecret).update(raw).digest();
  return timingSafeEqual(Buffer.from(signature, 'hex'), wanted);
}

/** Compares in a time that tells nothing of where they differ. */
export function isSameSecret(given: unknown, secret: string): boolean {
  if (typeof given !== 'string' || secret === '') return false;
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
