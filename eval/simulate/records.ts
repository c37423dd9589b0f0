/** A message as a citizen wrote it. */
export interface Said {
  readonly contact: string;
  /** The platform's id of it. */
  readonly platformId: string;
}

/** A citizen's message as the server's store has it. */
export interface KeptEvent {
  readonly id: string;
  readonly platformId: string;
  readonly contact: string;
  readonly state: 'open' | 'done' | 'dead';
  /** When it happened by the platform's clock. */
  readonly happenedMs: number;
  readonly receivedMs: number;
}

/** A message of the server as its store has it. */
export interface KeptDelivery {
  readonly id: string;
  readonly contact: string;
  readonly sequence: number;
  readonly state: 'waiting' | 'sending' | 'sent' | 'dead';
  /** The moment of the transaction that put it in line: one for all deliveries of an answer. */
  readonly createdMs: number;
  readonly platformMessageId?: string;
  readonly text: string;
}

/** A message as it stands on a citizen's telephone. */
export interface Shown {
  readonly contact: string;
  readonly messageId: string;
  /** Where the platform carries it. */
  readonly deliveryId?: string;
  readonly text: string;
}

/** What both sides have after a run. Lists of one contact are in order, unless said otherwise. */
export interface Records {
  readonly said: readonly Said[];
  /** In any order. */
  readonly events: readonly KeptEvent[];
  /** Ids of events in the order their turns were written. */
  readonly answered: readonly string[];
  /** In any order. */
  readonly deliveries: readonly KeptDelivery[];
  readonly shown: readonly Shown[];
}
