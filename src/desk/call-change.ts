import type { Call } from './call.ts';
import type { CallEvent, CallEventBody } from './call-event.ts';
import type { CallChange, KeptCall, NewCall } from './call-store.ts';

/** Words that were said before the end may come so much after it. */
const AFTERWARDS_MS = 60_000;

/** The call an event is of, when nobody has heard of it before. */
export function freshCall({ callId, at, body }: CallEvent, office: string): NewCall {
  const started = body.type === 'call.started' ? body : undefined;
  return {
    id: callId,
    office,
    provider: started?.provider ?? '',
    from: started === undefined ? '' : hiddenNumber(started.from),
    state: 'ringing',
    startedAt: at,
  };
}

/**
 * What an event changes, in whatever order events come: the newest says whether a call rings, talks or is
 * held, an end is final, and a start that comes late only fills in who called. Undefined: words that come
 * more than a minute after the end.
 */
export function changeOf(
  { seq, at, body }: CallEvent,
  kept: KeptCall,
  parts: {
    readonly now: Date;
    readonly mask: (text: string) => string;
    readonly officerId: string | undefined;
  },
): CallChange | undefined {
  const { call, closedAt } = kept;
  const officer = parts.officerId === undefined ? {} : { officerId: parts.officerId };
  switch (body.type) {
    case 'call.started':
      return {
        values: {
          from: hiddenNumber(body.from),
          ...(body.provider === undefined ? {} : { provider: body.provider }),
          ...(at < call.startedAt ? { startedAt: at } : {}),
          ...officer,
          ...stateAt('ringing', seq, kept),
        },
      };
    case 'call.ended':
      if (call.state === 'ended') return {};
      return {
        values: {
          state: 'ended',
          stateSeq: seq,
          endedAt: at,
          closedAt: parts.now.toISOString(),
          ...(at < call.startedAt ? { startedAt: at } : {}),
        },
      };
    case 'agent.connected':
    case 'call.transferred':
    case 'call.resumed':
    case 'call.held':
      return {
        values: {
          ...officer,
          ...stateAt(body.type === 'call.held' ? 'held' : 'talking', seq, kept),
        },
      };
    case 'transcript.partial':
    case 'transcript.final': {
      const isLate =
        closedAt !== undefined && parts.now.getTime() - Date.parse(closedAt) > AFTERWARDS_MS;
      if (isLate) return undefined;
      return {
        // Who speaks is no longer rung.
        ...(call.state === 'ringing' && body.speaker === 'customer'
          ? { values: { state: 'talking' as const } }
          : {}),
        utterance: utteranceOf(body, seq, parts.mask),
      };
    }
    case 'other':
      return {};
  }
}

type Transcript = Extract<CallEventBody, { type: 'transcript.partial' | 'transcript.final' }>;

export function utteranceOf(
  { type, utteranceId, speaker, text, startMs }: Transcript,
  seq: number,
  mask: (text: string) => string,
): NonNullable<CallChange['utterance']> {
  const final = type === 'transcript.final';
  return { id: utteranceId, speaker, text: mask(text), final, startMs, seq };
}

function stateAt(
  state: Call['state'],
  seq: number,
  { call, stateSeq }: KeptCall,
): NonNullable<CallChange['values']> {
  return call.state === 'ended' || seq <= stateSeq ? {} : { state, stateSeq: seq };
}

/** "0912345678" → "•••678": enough for an officer to tell two callers apart, too little to call. */
export function hiddenNumber(number: string): string {
  const digits = number.replace(/\D/gu, '');
  return digits.length < 3 ? '' : `•••${digits.slice(-3)}`;
}
