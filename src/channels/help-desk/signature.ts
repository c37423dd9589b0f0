import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older or newer than this is no message of now, in s. */
const MOST_AGE_S = 300;

/** `sha256=<hex>` over `timestamp.rawBody`, as Chatwoot signs (v4.11.2) and the generic scheme does. */
export function sign(secret: string, timestamp: string, raw: Buffer | string): string {
  const hmac = createHmac('sha256', secret).update(`${timestamp}.`).update(raw);
  return `sha256=${hmac.digest('hex')}`;
}

/** Whether the bytes were signed with the secret a moment ago. `timestamp` is in s since 1970. */
export function isSigned(
  raw: Buffer,
  signed: { readonly signature: unknown; readonly timestamp: unknown },
  secret: string,
  now: Date,
): boolean {
  const { signature, timestamp } = signed;
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return false;
  if (!/^\d{1,12}$/u.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > MOST_AGE_S) return false;
  const wanted = Buffer.from(sign(secret, timestamp, raw));
  const given = Buffer.from(signature.toLowerCase());
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
