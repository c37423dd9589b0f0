import type { Random } from '../../src/training/random.ts';

/** What happens to a webhook on its way to the server. */
export type WebhookFault =
  | 'none'
  /** It never gets there; the platform sends it again. */
  | 'lost'
  /** It is taken, but the platform does not hear so. */
  | 'unheard'
  | 'twice'
  /** Late by so little that the next may overtake it. */
  | 'late';

/** What happens to a message on its way to the platform. */
export type SendFault =
  | 'none'
  /** HTTP 500, and nothing was done. */
  | 'refused'
  /** HTTP 500, although the message was taken. */
  | 'refused-after'
  /** HTTP 429 with the time to wait. */
  | 'busy'
  | 'slow'
  /** The connection breaks before the platform has the message. */
  | 'cut'
  /** … after it took it. */
  | 'cut-after';

type Shares<Fault extends string> = Readonly<Record<Exclude<Fault, 'none'>, number>>;

/** Shares of all webhooks, the platform's own retries included. */
export const WEBHOOK_FAULTS: Shares<WebhookFault> = {
  lost: 0.01,
  unheard: 0.02,
  twice: 0.05,
  late: 0.1,
};

/** Shares of all sends. */
export const SEND_FAULTS: Shares<SendFault> = {
  refused: 0.02,
  'refused-after': 0.01,
  busy: 0.02,
  slow: 0.01,
  cut: 0.01,
  'cut-after': 0.01,
};

/** Draws a fault by the shares; `none` for what is left of them. */
export function drawFault<Fault extends string>(
  shares: Shares<Fault>,
  random: Random,
): Fault | 'none' {
  let rest = random.next();
  for (const [fault, share] of Object.entries<number>(shares)) {
    if (rest < share) return fault as Fault;
    rest -= share;
  }
  return 'none';
}
