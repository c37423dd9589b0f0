import type { CallEvent, CallEventBody } from '../../../desk/call-event.ts';

/** Far above the numbers of a connector that tells the words of the same call. */
const FIRST_SEQ = 1_000_000_000;
const STAGES: readonly CallEventBody['type'][] = ['call.started', 'agent.connected', 'call.ended'];

/**
 * An event of a provider that numbers nothing: each stage of a call has one number, so that a stage told
 * twice is taken once.
 */
export function providerEvent(
  provider: string,
  providerCallId: string,
  at: Date,
  body: Exclude<CallEventBody, { readonly utteranceId: string }>,
): CallEvent {
  const seq = FIRST_SEQ + STAGES.indexOf(body.type);
  const callId = `${provider}:${providerCallId.replace(/[^\w.@-]/gu, '_').slice(0, 100)}`;
  return { eventId: `${callId}:${body.type}`, callId, seq, at: at.toISOString(), body };
}
