import type { ConversationStore } from '../conversation/conversation.ts';
import type { DeskEvent, DeskHandoff } from './desk.ts';
import type { DeskStore } from './desk-store.ts';

export interface OtherProcessesParts {
  readonly store: Pick<DeskStore, 'changedHandoffs'> & Pick<ConversationStore, 'find'>;
  readonly office: string;
  /** Told of what this process did not publish itself. */
  readonly publish: (event: DeskEvent) => void;
  readonly now?: () => Date;
}

/** Sees what other processes did at the desk, through the store they share. */
export interface OtherProcesses {
  /** What this process publishes itself is not told again. */
  seen(event: DeskEvent): void;
  /** Looks once; run every second while somebody watches. */
  look(): Promise<void>;
}

/** Looked back so far each time: clocks of machines differ, and transactions end late. */
const OVERLAP_MS = 5000;
const MOST = 500;
const MOST_KNOWN = 20_000;

export function createOtherProcesses(parts: OtherProcessesParts): OtherProcesses {
  const { store, office, publish, now = () => new Date() } = parts;
  const states = new Map<string, string>();
  /** Index of the last turn told, by hand-off. */
  const turns = new Map<string, number>();
  let since = now().getTime();

  const stateOf = ({ state, officerId, team, contact, ending }: DeskHandoff): string =>
    JSON.stringify([state, officerId, team, contact, ending]);

  function remember<T>(map: Map<string, T>, id: string, value: T): void {
    map.delete(id);
    map.set(id, value);
    const [oldest] = map.keys();
    if (map.size > MOST_KNOWN && oldest !== undefined) map.delete(oldest);
  }

  function seen(event: DeskEvent): void {
    if (event.kind === 'handoff') remember(states, event.handoff.id, stateOf(event.handoff));
    const last = event.kind === 'turns' ? event.turns.at(-1)?.index : undefined;
    if (event.kind === 'turns' && last !== undefined) {
      remember(turns, event.handoffId, Math.max(last, turns.get(event.handoffId) ?? -1));
    }
  }

  return {
    seen,
    look: async () => {
      const startedMs = now().getTime();
      const changed = await store.changedHandoffs(office, new Date(since - OVERLAP_MS), MOST);
      for (const handoff of changed) {
        const { id, conversationId } = handoff;
        if (states.get(id) !== stateOf(handoff)) publish({ kind: 'handoff', office, handoff });
        remember(states, id, stateOf(handoff));
        if (handoff.state === 'closed') continue;
        const all = (await store.find(conversationId))?.turns ?? [];
        const known = turns.get(id);
        const fresh =
          known === undefined ? all.slice(-1) : all.filter(({ index }) => index > known);
        if (fresh.length === 0) continue;
        remember(turns, id, fresh.at(-1)?.index ?? -1);
        publish({ kind: 'turns', office, handoffId: id, conversationId, turns: fresh });
      }
      since = startedMs;
    },
  };
}
