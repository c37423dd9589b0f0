import type { SendResult } from '../messaging/platform.ts';

export type ErrorClass =
  | { readonly kind: 'token' }
  | Exclude<SendResult, { readonly kind: 'sent' }>;

const TOKEN = [-216, -220, -124];
const RETRY: Readonly<Record<number, string>> = {
  [-32]: 'rate',
  [-200]: 'send-failed',
  [-211]: 'quota',
};
/** "Unknown": nobody knows what became of the request. */
const UNKNOWN = -100;
const UNREACHABLE: Readonly<Record<number, string>> = {
  [-213]: 'not-followed',
  [-217]: 'not-accepting',
  [-218]: 'contact-quota',
  [-227]: 'contact-inactive',
  [-230]: 'window-closed',
  [-232]: 'window-closed',
  [-234]: 'night',
  [-244]: 'contact-restricted',
};
/** Faults of our request; the others that are refused are matters of the account or the application. */
const REQUEST: Readonly<Record<number, string>> = {
  [-201]: 'request-parameter',
  [-210]: 'request-too-long',
  [-233]: 'request-type',
  [-240]: 'request-closed-api',
  [-242]: 'request-proof',
};

/**
 * What an `error` of the envelope means for a message (docs.zaloplatforms.com "Error codes"). Codes
 * not known are refused: an operator sees the code and can send the message again.
 */
export function classOf(error: number): ErrorClass {
  if (TOKEN.includes(error)) return { kind: 'token' };
  const later = RETRY[error];
  if (later !== undefined) return { kind: 'retry', reason: later, untaken: true };
  if (error === UNKNOWN) return { kind: 'retry', reason: 'unknown' };
  const never = UNREACHABLE[error];
  if (never !== undefined) return { kind: 'unreachable', reason: never };
  return { kind: 'refused', reason: REQUEST[error] ?? `account${error}` };
}
