import type { Turn } from '../conversation/conversation.ts';
import type { NewDelivery, PlatformName } from '../conversation/exchange.ts';
import type {
  DeskHandoff,
  Ending,
  HandoffFilter,
  HandoffPage,
  HandoffStep,
  Note,
  Notice,
  Presence,
  PresenceState,
} from './desk.ts';

/** A change of a hand-off, with what is written down of it. */
export interface HandoffChange {
  /** Absent: stays. Null: nobody owns it, and the assistant speaks again. */
  readonly owner?: { readonly id: string; readonly name: string } | null;
  readonly team?: string | null;
  readonly office?: string;
  readonly priority?: 0 | 1 | 2;
  /** Skills an officer should have. */
  readonly needs?: readonly string[];
  /** Ends it; the assistant speaks again. */
  readonly ending?: Ending;
  readonly step?: Omit<HandoffStep, 'at'>;
}

/** Who must own a hand-off for a change to be made: nobody, this officer, or whoever it is. */
export type OwnedBy = 'nobody' | 'anybody' | { readonly officerId: string };

export type Changed =
  | { readonly kind: 'changed'; readonly handoff: DeskHandoff }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'owned'; readonly ownerName: string | undefined };

/**
 * Keeps the officers' side. Every member may be called concurrently and by several processes;
 * positions and waits are the desk's to compute.
 */
export interface DeskStore {
  deskHandoff(id: string, office: string): Promise<DeskHandoff | undefined>;
  /** The newest hand-off of a conversation, open or not. */
  deskHandoffOf(conversationId: string): Promise<DeskHandoff | undefined>;
  deskHandoffs(filter: HandoffFilter): Promise<HandoffPage>;
  /** Ids of those who wait, first to be served first. */
  queue(office: string): Promise<readonly string[]>;
  /** Open ones with an owner, for re-assigning and closing. */
  ownedHandoffs(office: string, limit: number): Promise<readonly DeskHandoff[]>;
  /** Those that were changed, or spoken in while open, at or after this moment. */
  changedHandoffs(office: string, since: Date, limit: number): Promise<readonly DeskHandoff[]>;
  /**
   * Changes a hand-off of this office if it is owned as it must be, with its episode and the step, in
   * one transaction.
   */
  changeHandoff(
    id: string,
    office: string,
    ownedBy: OwnedBy,
    change: HandoffChange,
    now: Date,
  ): Promise<Changed>;
  /**
   * Writes an officer's turn and its deliveries if she owns the hand-off at that moment. The same
   * `clientMessageId` again gives the same turn.
   */
  sayAsOfficer(
    id: string,
    office: string,
    officerId: string,
    said: { readonly turn: Omit<Turn, 'index'>; readonly deliveries: readonly NewDelivery[] },
    now: Date,
  ): Promise<
    { readonly kind: 'said'; readonly turn: Turn } | Exclude<Changed, { readonly kind: 'changed' }>
  >;
  /** Where the citizen of a conversation is reached; undefined on the web. */
  contactOf(
    conversationId: string,
  ): Promise<{ readonly platform: PlatformName; readonly contact: string } | undefined>;
  handoffSteps(id: string): Promise<readonly HandoffStep[]>;
  addNote(handoff: DeskHandoff, note: Omit<Note, 'id' | 'at'>, now: Date): Promise<Note>;
  handoffNotes(id: string): Promise<readonly Note[]>;
  setPresence(
    presence: Omit<Presence, 'load' | 'seenAt' | 'state'> & { readonly state: PresenceState },
    now: Date,
  ): Promise<Presence>;
  officePresences(office: string): Promise<readonly Presence[]>;
  addNotice(
    notice: { readonly office: string; readonly byName: string; readonly text: string },
    until: Date | undefined,
    now: Date,
  ): Promise<Notice>;
  officeNotices(office: string, now: Date): Promise<readonly Notice[]>;
  /** How the citizen rated the last stretch with a person; undefined when she did not. */
  ratingOf(
    conversationId: string,
  ): Promise<{ readonly stars: number; readonly reason?: string; readonly at: string } | undefined>;
  /** How long the last closed hand-offs of an office were served, in ms. */
  serviceTimes(office: string, limit: number): Promise<readonly number[]>;
}
