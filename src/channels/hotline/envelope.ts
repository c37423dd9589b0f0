import { z } from 'zod';
import type { CallEvent, CallEventBody } from '../../desk/call-event.ts';
import { FEEDBACK_KINDS } from '../../desk/suggestion.ts';
import type { FeedbackKind } from '../../desk/suggestion.ts';

/** Ids of others stand in our addresses. */
export const callIdSchema = z.string().regex(/^[\w.:@-]{1,120}$/u);
const id = z.string().min(1).max(200);
const DAY_MS = 86_400_000;
/** Longest utterance in characters; a minute of fast speech has 1,500. */
const MOST_TEXT = 4000;

const startedSchema = z.object({
  from_masked: z.string().max(60).optional(),
  from: z.string().max(60).optional(),
  agent_id: id.optional(),
  provider: z.string().max(60).optional(),
});
const agentSchema = z.object({ agent_id: id.optional() });
const transcriptSchema = z.object({
  utterance_id: id,
  speaker: z.enum(['customer', 'agent']),
  text: z.string().max(MOST_TEXT),
  start_ms: z.number().min(0).max(DAY_MS),
});

/**
 * One event of a connector: `{event_id, call_id, seq, at, type, data}`. Types and fields beyond those we
 * use are let through unread.
 */
const envelopeSchema = z.object({
  event_id: id,
  call_id: callIdSchema,
  seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  at: z.iso.datetime({ offset: true }),
  type: z.string().min(1).max(60),
  data: z.record(z.string(), z.unknown()).default({}),
});

/** What a connector is told of an event it sent. */
export interface Parsed {
  readonly event?: CallEvent;
  /** The fields at fault, never their values. */
  readonly faults: readonly string[];
}

export function parseEnvelope(value: unknown): Parsed {
  const envelope = envelopeSchema.safeParse(value);
  if (!envelope.success) return { faults: pathsOf(envelope.error) };
  const { event_id: eventId, call_id: callId, seq, at, type, data } = envelope.data;
  const body = bodyOf(type, data);
  if (body instanceof z.ZodError) return { faults: pathsOf(body, 'data') };
  return { event: { eventId, callId, seq, at: new Date(at).toISOString(), body }, faults: [] };
}

function bodyOf(type: string, data: unknown): CallEventBody | z.ZodError {
  switch (type) {
    case 'call.started': {
      const read = startedSchema.safeParse(data);
      if (!read.success) return read.error;
      const { from, from_masked: masked, agent_id: agentId, provider } = read.data;
      return {
        type,
        from: from ?? masked ?? '',
        ...(agentId === undefined ? {} : { agentId }),
        ...(provider === undefined ? {} : { provider }),
      };
    }
    case 'agent.connected':
    case 'call.transferred': {
      const read = agentSchema.safeParse(data);
      if (!read.success) return read.error;
      const { agent_id: agentId } = read.data;
      return { type, ...(agentId === undefined ? {} : { agentId }) };
    }
    case 'transcript.partial':
    case 'transcript.final': {
      const read = transcriptSchema.safeParse(data);
      if (!read.success) return read.error;
      const { utterance_id: utteranceId, speaker, text, start_ms: startMs } = read.data;
      return { type, utteranceId, speaker, text, startMs };
    }
    case 'call.held':
    case 'call.resumed':
    case 'call.ended':
      return { type };
    default:
      return { type: 'other' };
  }
}

const pathsOf = ({ issues }: z.ZodError, within?: string): string[] =>
  issues
    .slice(0, 10)
    .map(({ path }) => [...(within === undefined ? [] : [within]), ...path].join('.') || 'event');

/** What agent software calls what an agent did with a card, beside our own words. */
const ACTIONS: Readonly<Record<string, FeedbackKind>> = {
  displayed: 'shown',
  clicked: 'inserted',
  answer_copied: 'copied',
  used: 'read-aloud',
  wrong: 'not-this',
};

const feedbackSchema = z.object({
  type: z.literal('feedback'),
  suggestion_id: id,
  action: z.string().transform((action, context) => {
    const kind = FEEDBACK_KINDS.find((one) => one === action) ?? ACTIONS[action];
    if (kind !== undefined) return kind;
    context.addIssue({ code: 'custom', message: 'is unknown' });
    return z.NEVER;
  }),
});

/** `{type: "feedback", suggestion_id, action}`; undefined for anything else. */
export function parseFeedback(
  value: unknown,
): { readonly suggestionId: string; readonly kind: FeedbackKind } | undefined {
  const read = feedbackSchema.safeParse(value);
  return read.success
    ? { suggestionId: read.data.suggestion_id, kind: read.data.action }
    : undefined;
}
