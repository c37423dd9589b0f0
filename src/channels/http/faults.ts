import { MessageConflict, UnknownChoice, UnknownConversation } from '../../assistant.ts';
import { StoreUnavailable } from '../../conversation/store-unavailable.ts';
import { WORDS, fill } from './words.ts';
import type { Language } from './words.ts';

/** Every way a request fails, and the status it fails with. */
export const FAULT_STATUS = {
  'invalid-json': 400,
  'invalid-request': 400,
  'bad-address': 400,
  'unknown-choice': 400,
  unauthorised: 401,
  'foreign-origin': 403,
  forbidden: 403,
  'not-found': 404,
  'conversation-not-found': 404,
  'procedure-not-found': 404,
  'handoff-not-found': 404,
  'delivery-not-found': 404,
  'method-not-allowed': 405,
  'message-conflict': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'too-many-requests': 429,
  internal: 500,
  unavailable: 503,
} as const;
export type FaultCode = keyof typeof FAULT_STATUS;

/** A request that cannot be answered. `values` fill the places of its message. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly values: Readonly<Record<string, string | number>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: FaultCode,
    values: Readonly<Record<string, string | number>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
    this.code = code;
    this.values = values;
    this.headers = headers;
  }

  get status(): number {
    return FAULT_STATUS[this.code];
  }

  messageIn(language: Language): string {
    return fill(WORDS[language].error[this.code], this.values);
  }
}

/** What a failure means to whoever asked; everything unforeseen is `internal`. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof UnknownConversation) return new Fault('conversation-not-found');
  if (error instanceof MessageConflict) return new Fault('message-conflict');
  if (error instanceof UnknownChoice) return new Fault('unknown-choice');
  if (error instanceof StoreUnavailable) {
    return new Fault('unavailable', {}, { 'retry-after': '10' });
  }
  if (error instanceof URIError) return new Fault('bad-address');
  return new Fault('internal');
}
