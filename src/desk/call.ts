/** A telephone call at the hotline, or one an operator types along. */
export interface Call {
  readonly id: string;
  readonly office: string;
  /** `telephony` or `openai-like` connectors name themselves; `typed` where there is no telephony. */
  readonly provider: string;
  /** Masked number of the caller; blank where unknown. */
  readonly from: string;
  readonly state: 'ringing' | 'talking' | 'held' | 'ended';
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly officerId?: string;
  readonly utterances: readonly Utterance[];
  readonly summary?: string;
  readonly disposition?: Disposition;
}

export interface Utterance {
  readonly id: string;
  readonly speaker: 'customer' | 'agent';
  /** Masked. A final text replaces every partial one of the same id. */
  readonly text: string;
  readonly final: boolean;
  readonly startMs: number;
}

export const DISPOSITIONS = [
  'answered',
  'call-back',
  'transferred',
  'complaint',
  'no-need',
  'cut-off',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];
