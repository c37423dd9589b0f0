import { createHash } from 'node:crypto';
import { z } from 'zod';
import { toWireTurn } from '../../http/schemas.ts';
import { callJson } from '../call-json.ts';
import type { HelpDesk, Reading } from '../help-desk.ts';
import { isSigned, sign } from '../signature.ts';

export interface GenericConfig {
  /** Events are posted here. */
  readonly url: string;
  readonly secret: string;
}

const TIMEOUT_MS = 10_000;
const replySchema = z.strictObject({
  handoffId: z.string().min(1).max(200),
  messageId: z.string().min(1).max(100),
  text: z.string().trim().min(1).max(16_000),
  agentName: z.string().max(200).default(''),
});
const closingSchema = z.strictObject({
  handoffId: z.string().min(1).max(200),
  closingId: z.string().min(1).max(100),
});

/**
 * Any other desk software: events go out and replies come in as JSON, both signed alike
 * (`X-HMC-Signature: sha256=HMAC(secret, timestamp.body)`, `X-HMC-Timestamp` in s). The same
 * `X-HMC-Delivery` is the same event, so that a second delivery after a failure can be left out.
 */
export function createGenericHelpDesk({ url, secret }: GenericConfig): HelpDesk {
  async function post(event: string, delivery: string, data: unknown): Promise<void> {
    const body = JSON.stringify({ event, data });
    const timestamp = String(Math.floor(Date.now() / 1000));
    await callJson({
      method: 'POST',
      url,
      headers: {
        'x-hmc-timestamp': timestamp,
        'x-hmc-signature': sign(secret, timestamp, body),
        'x-hmc-delivery': createHash('sha256').update(delivery).digest('base64url'),
      },
      body,
      timeoutMs: TIMEOUT_MS,
    });
  }

  return {
    name: 'generic',
    paths: [REPLIES, CLOSINGS],
    open: async ({ handoff, citizen, summary, turns }) => {
      const data = { handoff, citizen, summary, turns: turns.map(toWireTurn) };
      await post('handoff.requested', `${handoff.id} requested`, data);
      return { handoff: handoff.id };
    },
    carry: async (turn, { id }) =>
      post('turn.created', `${id} turn ${turn.index}`, { handoffId: id, turn: toWireTurn(turn) }),
    remark: async (text, { id }) => post('remark', `${id} remark ${text}`, { handoffId: id, text }),
    close: async ({ id, ending = null }) =>
      post('handoff.closed', `${id} closed`, { handoffId: id, ending }),
    read: (raw, { headers, path }, now) => {
      const signed = {
        signature: headers['x-hmc-signature'],
        timestamp: headers['x-hmc-timestamp'],
      };
      return isSigned(raw, signed, secret, now) ? parse(raw, path) : { kind: 'unauthorised' };
    },
  };
}

const REPLIES = '/help-desk/v1/replies';
const CLOSINGS = '/help-desk/v1/closings';

function parse(raw: Buffer, path: string): Reading {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    return { kind: 'malformed', reason: 'not-json' };
  }
  if (path === REPLIES) {
    const reply = replySchema.safeParse(body);
    if (!reply.success) return { kind: 'malformed', reason: 'unknown-shape' };
    const { handoffId, ...rest } = reply.data;
    const ref = { name: 'handoff', value: handoffId };
    return { kind: 'reply', ref, ...rest, hasAttachments: false };
  }
  const closing = closingSchema.safeParse(body);
  if (!closing.success) return { kind: 'malformed', reason: 'unknown-shape' };
  const { handoffId, closingId } = closing.data;
  return { kind: 'resolved', ref: { name: 'handoff', value: handoffId }, key: closingId };
}
