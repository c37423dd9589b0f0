import type { Turn } from '../../conversation/conversation.ts';
import type { Delivery, ShownTurn } from './session.ts';

interface Entry {
  readonly turn: ShownTurn;
  /** Null for what no server has. */
  readonly place: { readonly conversationId: string; readonly index: number } | null;
}

/**
 * What is settled: turns of the server in their order, however often and from wherever they come,
 * and messages it refused. Turns of a conversation that the server forgot stay.
 */
export interface ShownLog {
  readonly turns: readonly ShownTurn[];
  /** The greatest index had of this conversation; -1 for none. */
  lastOf(conversationId: string): number;
  add(conversationId: string, turns: readonly Turn[]): void;
  addUnsent(turn: ShownTurn & { readonly delivery: Delivery }): void;
}

export function createShownLog(): ShownLog {
  let entries: readonly Entry[] = [];

  function put(conversationId: string, turn: Turn): void {
    const isOf = ({ place }: Entry): boolean => place?.conversationId === conversationId;
    const same = entries.findIndex((entry) => isOf(entry) && entry.place?.index === turn.index);
    const entry = { turn, place: { conversationId, index: turn.index } };
    if (same >= 0) {
      entries = entries.map((one, at) => (at === same ? entry : one));
      return;
    }
    const later = entries.findIndex((one) => isOf(one) && (one.place?.index ?? -1) > turn.index);
    entries =
      later < 0
        ? [...entries, entry]
        : [...entries.slice(0, later), entry, ...entries.slice(later)];
  }

  return {
    get turns() {
      return entries.map((entry) => entry.turn);
    },
    lastOf: (conversationId) =>
      entries.reduce(
        (last, { place }) =>
          place?.conversationId === conversationId ? Math.max(last, place.index) : last,
        -1,
      ),
    add: (conversationId, turns) => {
      for (const turn of turns) put(conversationId, turn);
    },
    addUnsent: (turn) => {
      entries = [...entries, { turn, place: null }];
    },
  };
}
