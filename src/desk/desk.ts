import type { Channel, Rating, Turn } from '../conversation/conversation.ts';

/**
 * Where a request for a person stands.
 * - `waiting`: in the queue, nobody owns the conversation; the assistant goes on answering.
 * - `assigned`: one officer owns it; the assistant is silent.
 * - `closed`: ended; see `Ending`.
 */
type HandoffState = 'waiting' | 'assigned' | 'closed';

/**
 * How a hand-off ended.
 * - `resolved`: the officer helped; `returned`: given back to the assistant; `left`: the citizen left
 *   the queue; `abandoned`: the citizen fell silent; `call-back`: became a task outside the queue.
 */
export const ENDINGS = ['resolved', 'returned', 'left', 'abandoned', 'call-back'] as const;
export type Ending = (typeof ENDINGS)[number];

/** A request for a person, as the desk works on it. */
export interface DeskHandoff {
  readonly id: string;
  readonly conversationId: string;
  readonly office: string;
  readonly channel: Channel;
  readonly language: 'vi' | 'en';
  /** A stable machine word: the answer's `reason`. */
  readonly reason: string;
  /** 2 distress and rules of urgency, 1 asked for a person, 0 the rest; higher is served first. */
  readonly priority: 0 | 1 | 2;
  /** Skills an officer should have; served by anybody once nobody present has them. */
  readonly needs: readonly string[];
  readonly state: HandoffState;
  readonly requestedAt: string;
  readonly officerId?: string;
  readonly officerName?: string;
  /** Set when it was passed to a team: only officers with this skill are offered it. */
  readonly team?: string;
  readonly assignedAt?: string;
  /** The officer's first words in this hand-off. */
  readonly firstReplyAt?: string;
  readonly closedAt?: string;
  readonly ending?: Ending;
  /** Place in the queue from 1, and what is to be expected; only while waiting. */
  readonly position?: number;
  readonly expectedWaitMs?: number;
  /** What the citizen left to be called back under; shown to officers only. */
  readonly contact?: string;
  /** One line: the procedure in question, else the citizen's last words (masked), at most 120 characters. */
  readonly subject: string;
  readonly lastTurnAt: string;
  readonly lastFrom: Turn['role'];
}

/** What happened to a hand-off, oldest first; the audit the officers see. */
export interface HandoffStep {
  readonly at: string;
  readonly kind:
    | 'requested'
    | 'assigned'
    | 'claimed'
    | 'released'
    | 'transferred'
    | 'reassigned'
    | 'taken-over'
    | 'closed';
  readonly byName?: string;
  readonly toName?: string;
  readonly note?: string;
}

/** A remark among officers; citizens never see it. */
export interface Note {
  readonly id: string;
  readonly at: string;
  readonly byId: string;
  readonly byName: string;
  readonly text: string;
}

/** Whether an officer can be given conversations. `away`: signed in, takes nothing new. */
export type PresenceState = 'available' | 'away' | 'offline';

export interface Presence {
  readonly officerId: string;
  readonly name: string;
  readonly office: string;
  readonly skills: readonly string[];
  readonly capacity: number;
  readonly state: PresenceState;
  /** Conversations she owns now. */
  readonly load: number;
  readonly seenAt: string;
}

/** Where a hand-off is passed to, always with a note saying why and what is expected. */
type TransferTarget =
  | { readonly kind: 'officer'; readonly officerId: string }
  | { readonly kind: 'team'; readonly skill: string }
  | { readonly kind: 'office'; readonly office: string };

/**
 * What a citizen who waits is told, computed now.
 * - `not-staffed`: nobody answers at this office; hotline and nearest centre instead.
 * - `closed`: opens at `opensAt`.
 * - `nobody-present`: open, but nobody is there; a number is asked for.
 * - `queued`: place and expected wait.
 * - `served`: an officer speaks with her.
 */
export type WaitState =
  | { readonly kind: 'none' }
  | { readonly kind: 'not-staffed' }
  | { readonly kind: 'closed'; readonly opensAt?: string; readonly holiday?: string }
  | { readonly kind: 'nobody-present' }
  | { readonly kind: 'queued'; readonly position: number; readonly expectedWaitMs?: number }
  | { readonly kind: 'served'; readonly officerName: string };

/** What a citizen sees of her own hand-off. `text` is whole sentences in her language. */
export interface CitizenWait {
  readonly wait: WaitState;
  readonly handoffId?: string;
  readonly text: string;
  /** Other ways, each a sentence: hotline, nearest centre, legal aid, support team. */
  readonly alternatives: readonly string[];
  readonly mayLeave: boolean;
  readonly mayLeaveContact: boolean;
  readonly contactLeft: boolean;
  /** An episode ended and may be rated. */
  readonly mayRate: boolean;
}

export type HandoffView = 'mine' | 'waiting' | 'all' | 'closed';

export interface HandoffFilter {
  readonly view: HandoffView;
  readonly office: string;
  /** For `mine`. */
  readonly officerId: string;
  readonly channel?: Channel;
  readonly skill?: string;
  /** Words of subject or reason. */
  readonly text?: string;
  /** Cursor of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export interface HandoffPage {
  readonly handoffs: readonly DeskHandoff[];
  readonly counts: Readonly<Record<HandoffView, number>>;
  readonly next?: string;
}

/** Things of the desk that changed, for whoever looks at it now; the console reads anew what it needs. */
export type DeskEvent =
  | { readonly kind: 'handoff'; readonly office: string; readonly handoff: DeskHandoff }
  /** The handoff is no longer this office's. */
  | { readonly kind: 'handoff-gone'; readonly office: string; readonly handoffId: string }
  | {
      readonly kind: 'turns';
      readonly office: string;
      readonly handoffId: string;
      readonly conversationId: string;
      readonly turns: readonly Turn[];
    }
  | {
      readonly kind: 'typing';
      readonly office: string;
      readonly handoffId: string;
      readonly role: 'citizen' | 'officer';
    }
  | {
      readonly kind: 'note';
      readonly office: string;
      readonly handoffId: string;
      readonly note: Note;
    }
  | { readonly kind: 'presence'; readonly office: string; readonly presence: Presence }
  | { readonly kind: 'notice'; readonly office: string; readonly notice: Notice };

/** A supervisor's word to all officers of an office. */
export interface Notice {
  readonly id: string;
  readonly at: string;
  readonly byName: string;
  readonly text: string;
  readonly until?: string;
}

/** Refusals an officer can do something about; each has its own text. */
export type DeskRefusal =
  /** No such hand-off, or none this officer may see. */
  | 'unknown'
  /** Somebody else owns it now. */
  | 'not-owner'
  /** It was claimed a moment ago. */
  | 'taken'
  | 'closed'
  /** The platform's window for answers is over. */
  | 'window-over'
  /** A transfer without a reason. */
  | 'note-missing'
  | 'unknown-target'
  | 'too-long';

/** Thrown by the desk; `ownerName` with `not-owner` and `taken`. */
export class DeskRefused extends Error {
  readonly refusal: DeskRefusal;
  readonly ownerName: string | undefined;
  constructor(refusal: DeskRefusal, ownerName?: string) {
    super(`The desk refused: ${refusal}.`);
    this.name = 'DeskRefused';
    this.refusal = refusal;
    this.ownerName = ownerName;
  }
}

/** Who does something at the desk. `scope` is the office; a supervisor acts on all of its hand-offs. */
export interface Actor {
  readonly officerId: string;
  readonly name: string;
  readonly office: string;
  readonly isSupervisor: boolean;
  /** Of her account; absent, none and the usual. */
  readonly skills?: readonly string[];
  readonly capacity?: number;
}

/** The officers' side. Every member may be called concurrently and over several processes. */
export interface Desk {
  /**
   * After the assistant handed over, or a citizen pressed for a person: finds or makes the open
   * hand-off of this conversation and says where it stands. Idempotent.
   */
  request(conversationId: string, reason: string): Promise<CitizenWait>;
  /** Where a conversation stands, recomputed. */
  waitOf(conversationId: string): Promise<CitizenWait>;
  /** The citizen goes on with the assistant. */
  leaveQueue(conversationId: string): Promise<CitizenWait>;
  leaveContact(conversationId: string, contact: string): Promise<CitizenWait>;
  /** Whether officers answer here, as far as is known now. */
  isStaffed(): boolean;
  /** How the last talk with an officer was. */
  rate(conversationId: string, rating: Rating): Promise<CitizenWait>;
  citizenTyping(conversationId: string): void;
  /** True while a person owns the conversation: the assistant must be silent. Asked at the moment of sending. */
  isOwned(conversationId: string): Promise<boolean>;
  /**
   * Tells that turns were kept, so that consoles show them; an answer that handed over makes the
   * request known to the desk.
   */
  told(conversationId: string, turns: readonly Turn[]): void;

  list(filter: HandoffFilter): Promise<HandoffPage>;
  /** Undefined when unknown or of another office. */
  find(handoffId: string, actor: Actor): Promise<DeskHandoff | undefined>;
  steps(handoffId: string): Promise<readonly HandoffStep[]>;
  notes(handoffId: string): Promise<readonly Note[]>;

  /** All below throw `DeskRefused`. */
  claim(handoffId: string, actor: Actor): Promise<DeskHandoff>;
  /** Back into the queue, at its old place. */
  release(handoffId: string, actor: Actor, note?: string): Promise<DeskHandoff>;
  transfer(
    handoffId: string,
    actor: Actor,
    target: TransferTarget,
    note: string,
  ): Promise<DeskHandoff>;
  /** A supervisor gives it to an officer, or takes it over herself. */
  assign(handoffId: string, actor: Actor, officerId: string): Promise<DeskHandoff>;
  /**
   * Says something to the citizen on her channel: turn and delivery are one transaction, in which
   * ownership is checked once more. The same `clientMessageId` again gives the same turn.
   */
  send(
    handoffId: string,
    actor: Actor,
    message: { readonly clientMessageId: string; readonly text: string },
  ): Promise<Turn>;
  note(handoffId: string, actor: Actor, text: string): Promise<Note>;
  officerTyping(handoffId: string, actor: Actor): void;
  /** `returned` begins a fresh episode of the assistant. */
  close(handoffId: string, actor: Actor, ending: Ending): Promise<DeskHandoff>;

  /** Heartbeat of a console, every 20 s; silent for 60 s is `offline`, and what she had is given on. */
  present(actor: Actor, state: PresenceState): Promise<Presence>;
  presences(office: string): Promise<readonly Presence[]>;
  notices(office: string): Promise<readonly Notice[]>;
  announce(actor: Actor, text: string, until?: Date): Promise<Notice>;

  /** Follows the events of one office; returns what ends it. */
  follow(office: string, onEvent: (event: DeskEvent) => void): () => void;
  /** Assigns who waits, re-assigns what silent officers left, closes dead conversations; run every few seconds. */
  tick(now: Date): Promise<void>;
}
