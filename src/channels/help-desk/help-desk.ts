import type { IncomingHttpHeaders } from 'node:http';
import type { Turn } from '../../conversation/conversation.ts';
import type { DeskHandoff } from '../../desk/desk.ts';

/** What a help desk gets with a hand-off. Everything in it is masked as it is kept. */
export interface HandoffPacket {
  readonly handoff: DeskHandoff;
  /** What stands for the citizen's name over there. */
  readonly citizen: string;
  /** How the assistant understood it and why it handed over, a sentence a line. */
  readonly summary: string;
  readonly transcript: string;
  readonly turns: readonly Turn[];
}

/** The help desk's own ids of one hand-off. */
export type Refs = Readonly<Record<string, string>>;

/** A call of the help desk did not work; it is tried again. `reason` is a stable machine word. */
export class HelpDeskFailed extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`The help desk could not be reached or refused: ${reason}.`);
    this.name = 'HelpDeskFailed';
    this.reason = reason;
  }
}

/** What a webhook of a help desk means. */
export type Reading =
  | { readonly kind: 'unauthorised' }
  | { readonly kind: 'malformed'; readonly reason: string }
  /** Nothing for us: private notes, our own messages, events of no use. */
  | { readonly kind: 'ignored' }
  | {
      readonly kind: 'reply';
      readonly ref: { readonly name: string; readonly value: string };
      /** The same id is the same message. */
      readonly messageId: string;
      readonly agentName: string;
      readonly text: string;
      readonly hasAttachments: boolean;
    }
  | {
      readonly kind: 'resolved';
      readonly ref: { readonly name: string; readonly value: string };
      /** The same key is the same happening. */
      readonly key: string;
    };

/** Another desk software. Members throw `HelpDeskFailed`; each may be repeated after a crash. */
export interface HelpDesk {
  readonly name: string;
  /** Where its webhooks come in. */
  readonly paths: readonly string[];
  /** Makes the conversation over there; returns all ids known then. */
  open(packet: HandoffPacket, refs: Refs): Promise<Refs>;
  /** Carries one turn over. */
  carry(turn: Turn, handoff: DeskHandoff, refs: Refs): Promise<void>;
  /** Tells the agents something, never the citizen. */
  remark(text: string, handoff: DeskHandoff, refs: Refs): Promise<void>;
  close(handoff: DeskHandoff, refs: Refs): Promise<void>;
  /** Verifies raw bytes and parses them. */
  read(
    raw: Buffer,
    request: { readonly headers: IncomingHttpHeaders; readonly path: string },
    now: Date,
  ): Reading;
}
