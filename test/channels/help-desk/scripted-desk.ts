import type { Turn } from '../../../src/conversation/conversation.ts';
import { DeskRefused } from '../../../src/desk/desk.ts';
import type { Actor, Desk, DeskEvent, DeskHandoff } from '../../../src/desk/desk.ts';
import type { Store } from '../../../src/stores/open-store.ts';

type Part = Pick<Desk, 'follow' | 'list' | 'find' | 'claim' | 'send' | 'close' | 'request'>;

/** The few members of a desk a help desk needs, over a true store of conversations. */
export interface ScriptedDesk {
  readonly desk: Part;
  /** Makes a waiting hand-off of a new conversation in which the citizen said this. */
  handOff(text: string, values?: Partial<DeskHandoff>): Promise<DeskHandoff>;
  citizenSays(handoff: DeskHandoff, text: string): Promise<void>;
  stateOf(id: string): DeskHandoff | undefined;
  /** As if somebody did it at our own console. */
  set(id: string, values: Partial<DeskHandoff>): void;
}

export function createScriptedDesk(store: Store): ScriptedDesk {
  const handoffs = new Map<string, DeskHandoff>();
  const followers = new Set<(event: DeskEvent) => void>();
  const tell = (event: DeskEvent): void => followers.forEach((follower) => follower(event));
  const at = (): string => new Date().toISOString();
  let messages = 0;

  const known = (id: string): DeskHandoff => {
    const handoff = handoffs.get(id);
    if (handoff === undefined) throw new DeskRefused('unknown');
    return handoff;
  };
  const set = (id: string, values: Partial<DeskHandoff>): DeskHandoff => {
    const handoff = { ...known(id), ...values };
    handoffs.set(id, handoff);
    tell({ kind: 'handoff', office: handoff.office, handoff });
    return handoff;
  };
  const append = async (
    handoff: DeskHandoff,
    role: Turn['role'],
    text: string,
    clientMessageId: string,
  ): Promise<Turn> => {
    const turns = await store.append(handoff.conversationId, [
      { role, text, at: at(), clientMessageId },
    ]);
    const { office, id: handoffId, conversationId } = handoff;
    tell({ kind: 'turns', office, handoffId, conversationId, turns });
    const [turn] = turns;
    if (turn === undefined) throw new Error('nothing was appended');
    return turn;
  };
  const owned = (id: string, actor: Actor): DeskHandoff => {
    const handoff = known(id);
    if (handoff.state === 'closed') throw new DeskRefused('closed');
    if (handoff.officerId !== actor.officerId) {
      throw new DeskRefused('not-owner', handoff.officerName);
    }
    return handoff;
  };

  return {
    desk: {
      follow: (_office, onEvent) => {
        followers.add(onEvent);
        return () => followers.delete(onEvent);
      },
      list: async () => ({
        handoffs: [...handoffs.values()].filter(({ state }) => state !== 'closed'),
        counts: { mine: 0, waiting: 0, all: 0, closed: 0 },
      }),
      find: async (id) => handoffs.get(id),
      claim: async (id, actor) =>
        set(id, { state: 'assigned', officerId: actor.officerId, officerName: actor.name }),
      send: async (id, actor, { clientMessageId, text }) =>
        append(owned(id, actor), 'officer', text, clientMessageId),
      close: async (id, actor, ending) => {
        owned(id, actor);
        return set(id, { state: 'closed', ending, closedAt: at() });
      },
      request: () => Promise.reject(new Error('not asked for in these tests')),
    },
    handOff: async (text, values = {}) => {
      const now = new Date();
      const { id } = await store.create({ channel: 'web', language: 'vi', now });
      const handoff: DeskHandoff = {
        id: `h-${id}`,
        conversationId: id,
        office: 'ward-1',
        channel: 'web',
        language: 'vi',
        reason: 'asked-for-person',
        priority: 1,
        needs: [],
        state: 'waiting',
        requestedAt: at(),
        subject: text,
        lastTurnAt: at(),
        lastFrom: 'citizen',
        ...values,
      };
      handoffs.set(handoff.id, handoff);
      await append(handoff, 'citizen', text, 'first');
      tell({ kind: 'handoff', office: handoff.office, handoff });
      return handoff;
    },
    citizenSays: async (handoff, text) => {
      await append(handoff, 'citizen', text, `m${(messages += 1)}`);
    },
    stateOf: (id) => handoffs.get(id),
    set: (id, values) => {
      set(id, values);
    },
  };
}
