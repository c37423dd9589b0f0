import { z } from 'zod';
import type { SendResult } from '../messaging/platform.ts';
import type { GraphReply } from './graph.ts';

const sentSchema = z.looseObject({ message_id: z.string().optional() });

/** Codes of Meta's rate limits: app, user, page, calls. */
const RATE = new Set([4, 17, 32, 613, 80_006]);
const TOKEN = new Set([102, 190, 463, 467]);
/** "Temporary failure" and "unknown error": worth another try. */
const PASSING = new Set([1, 2, 1200]);
const OUTSIDE_WINDOW = new Set([2_018_278, 2_534_022]);
const OTHER_APP_HAS_THREAD = 2_018_300;
const NO_SUCH_PERSON = 2_018_001;
const PERSON_UNAVAILABLE = 1_545_041;
const PAGE_RESTRICTED = 1_893_063;

/** Whether Meta says that the time to write freely is over. */
export const isOutsideWindow = (reply: GraphReply): boolean =>
  reply.kind === 'error' && OUTSIDE_WINDOW.has(reply.subcode);

/**
 * What a reply means for a delivery; only what Meta surely did not carry out is `untaken`. Source: developers.facebook.com/docs/messenger-platform/error-codes.
 */
export function toSendResult(reply: GraphReply): SendResult {
  switch (reply.kind) {
    case 'answered': {
      const sent = sentSchema.safeParse(reply.body);
      const id = sent.success ? sent.data.message_id : undefined;
      return { kind: 'sent', ...(id === undefined ? {} : { platformMessageId: id }) };
    }
    case 'not-sent':
      return { kind: 'retry', reason: 'not-sent', untaken: true };
    case 'cut-off':
      return { kind: 'retry', reason: 'cut-off' };
    case 'status': {
      const { status } = reply;
      if (status === 429) return { kind: 'retry', reason: 'rate', ...waitOf(reply), untaken: true };
      if (status >= 500) return { kind: 'retry', reason: `status-${status}` };
      return { kind: 'refused', reason: `status-${status}` };
    }
    case 'error':
      return ofError(reply);
  }
}

function ofError(reply: Extract<GraphReply, { kind: 'error' }>): SendResult {
  const { code, subcode } = reply;
  if (OUTSIDE_WINDOW.has(subcode)) return { kind: 'unreachable', reason: 'window-closed' };
  if (code === 551 || subcode === PERSON_UNAVAILABLE) {
    return { kind: 'unreachable', reason: 'person-unavailable' };
  }
  if (subcode === NO_SUCH_PERSON) return { kind: 'unreachable', reason: 'unknown-person' };
  if (subcode === OTHER_APP_HAS_THREAD) return { kind: 'unreachable', reason: 'taken-over' };
  if (subcode === PAGE_RESTRICTED) return { kind: 'refused', reason: 'page-restricted' };
  if (TOKEN.has(code)) return { kind: 'refused', reason: 'token' };
  if (RATE.has(code) || reply.status === 429) {
    return { kind: 'retry', reason: 'rate', ...waitOf(reply), untaken: true };
  }
  if (PASSING.has(code) || reply.isTransient || reply.status >= 500) {
    return { kind: 'retry', reason: `code-${code}`, ...waitOf(reply) };
  }
  if (code === 10 || (code >= 200 && code < 300)) return { kind: 'refused', reason: 'permission' };
  return { kind: 'refused', reason: code === 100 ? 'invalid-parameter' : `code-${code}` };
}

const waitOf = ({ retryAfterMs }: { readonly retryAfterMs?: number }): { afterMs?: number } =>
  retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
