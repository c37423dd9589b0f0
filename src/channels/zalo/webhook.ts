import type { ZaloConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { Webhook } from '../messaging/platform.ts';
import { parseEvent } from './parse-event.ts';
import { parseJson } from './parse-json.ts';
import { matchSignature } from './signature.ts';
import type { SignatureVariant } from './signature.ts';

/**
 * When the platform posts a webhook again that was not acknowledged, after the first try: it waits
 * 30 s, 5 min, 15 min, 30 min and 1 h between tries (docs.zaloplatforms.com "Webhook").
 */
export const RETRIES_MS = [30_000, 330_000, 1_230_000, 3_030_000, 6_630_000] as const;

/**
 * Older events are dropped as `stale`. The platform's last retry comes 1 h 50 min 30 s after the first
 * try, so none of its own is lost, while what somebody recorded
 * and plays again is harmless even after the store has forgotten its id.
 */
export const STALE_AFTER_MS = 2 * 3_600_000;

const timestampIn = (body: unknown): string | undefined => {
  const timestamp =
    typeof body === 'object' && body !== null
      ? (body as { readonly timestamp?: unknown }).timestamp
      : undefined;
  return typeof timestamp === 'string' || typeof timestamp === 'number'
    ? String(timestamp)
    : undefined;
};

/**
 * The receiving half. Stale events are answered 200 like malformed ones: a refusal would make the
 * platform send them again and in the end stop sending at all.
 */
export function createZaloWebhook(
  config: ZaloConfig,
  {
    log,
    now,
    matched,
  }: {
    readonly log: Log;
    readonly now: () => Date;
    /** Told of every good signature, for counting. */
    readonly matched: (variant: SignatureVariant) => void;
  },
): Webhook {
  const seen = new Set<SignatureVariant>();
  return {
    path: '/webhooks/zalo',
    read: (raw, headers) => {
      const header = headers['x-zevent-signature'];
      const body = parseJson(raw.toString('utf8'));
      const timestamp = timestampIn(body);
      // Without the timestamp there is nothing to verify by.
      if (typeof header !== 'string' || timestamp === undefined) return { kind: 'unauthorised' };
      const signed = { raw, timestamp };
      const variant = matchSignature(header, config.signatureVariants, config, signed);
      if (variant === undefined) return { kind: 'unauthorised' };
      matched(variant);
      if (!seen.has(variant)) {
        seen.add(variant);
        log.info({ platform: 'zalo', variant }, 'webhook signature matched');
      }
      const parsed = parseEvent(body);
      if (parsed.kind === 'malformed') return parsed;
      if (now().getTime() - parsed.event.happenedAtMs > STALE_AFTER_MS) {
        return { kind: 'malformed', reason: 'stale' };
      }
      return { kind: 'events', events: [parsed.event] };
    },
  };
}
