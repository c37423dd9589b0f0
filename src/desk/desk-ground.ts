import type { Channel, ConversationStore, Turn } from '../conversation/conversation.ts';
import type { NewDelivery } from '../conversation/exchange.ts';
import { DeskRefused } from './desk.ts';
import type { Actor, DeskEvent, DeskHandoff } from './desk.ts';
import type { Changed, DeskStore } from './desk-store.ts';
import { expectedWaitMs } from './queue.ts';
import type { Needing } from './skills.ts';
import type { DeskTexts, Opening } from './wait-text.ts';

export interface DeskParts {
  readonly store: DeskStore &
    Pick<ConversationStore, 'requestHandoff' | 'openHandoff' | 'addContact' | 'find' | 'rate'>;
  readonly office: { readonly id: string; readonly hotline?: string | undefined };
  /** Whether somebody answers here at all; `auto`: once an officer was there. */
  readonly staffed: boolean | 'auto';
  readonly texts: Readonly<Record<'vi' | 'en', DeskTexts>>;
  /** Until when the platform takes words for this citizen, and how many more; absent, without end. */
  readonly windowOf?: (
    handoff: DeskHandoff,
  ) => Promise<{ readonly closesAt?: string; readonly remaining?: number }>;
  /** Whether officers are on duty; absent, always. */
  readonly opening?: (at: Date, channel: Channel) => Opening;
  /** Skills that serving a conversation asks for; absent, none. */
  readonly needsOf?: (needing: Needing) => readonly string[];
  /** The messages that bring a text to the citizen on her channel; none on the web. */
  readonly deliver: (handoff: DeskHandoff, text: string) => Promise<readonly NewDelivery[]>;
  /** Blanks personal data out of what is kept among officers. */
  readonly mask: (text: string) => string;
  /** Told of turns, so that whoever looks at the conversation sees them. */
  readonly onTurns?: (conversationId: string) => void;
  readonly now?: () => Date;
  /** An officer who lets a citizen wait so long loses her to another who is free; 0: never. */
  readonly silentMs?: number;
  /** Owners under this name never leave: another desk software stands behind them. */
  readonly lastingOwners?: RegExp;
}

const SERVICE_SAMPLES = 50;

/** What all of the desk does: tell who follows, place in the queue, turn results into refusals, speak. */
export interface DeskGround {
  readonly now: () => Date;
  publish(event: DeskEvent): void;
  follow(office: string, onEvent: (event: DeskEvent) => void): () => void;
  /** With its place in the queue. */
  placed(handoff: DeskHandoff): Promise<DeskHandoff>;
  /** The hand-off that was changed, and all are told; throws `DeskRefused` else. */
  unless(result: Changed): DeskHandoff;
  say(
    handoff: DeskHandoff,
    actor: Pick<Actor, 'officerId' | 'office'>,
    message: { readonly clientMessageId: string; readonly text: string },
  ): Promise<Turn>;
}

export function createGround(parts: DeskParts): DeskGround {
  const { store, office, deliver, onTurns, now = () => new Date() } = parts;
  const followers = new Map<string, Set<(event: DeskEvent) => void>>();

  const publish = (event: DeskEvent): void => {
    for (const follower of followers.get(event.office) ?? []) follower(event);
  };

  /** With its place in the queue. */
  async function placed(handoff: DeskHandoff): Promise<DeskHandoff> {
    if (handoff.state !== 'waiting') return handoff;
    const position = (await store.queue(office.id)).indexOf(handoff.id) + 1;
    if (position === 0) return handoff;
    const [times, presences] = await Promise.all([
      store.serviceTimes(office.id, SERVICE_SAMPLES),
      store.officePresences(office.id),
    ]);
    const waitMs = expectedWaitMs(position, times, presences, now());
    return { ...handoff, position, ...(waitMs === undefined ? {} : { expectedWaitMs: waitMs }) };
  }

  function unless(result: Changed): DeskHandoff {
    switch (result.kind) {
      case 'changed':
        publish({ kind: 'handoff', office: result.handoff.office, handoff: result.handoff });
        return result.handoff;
      case 'unknown':
        throw new DeskRefused('unknown');
      case 'closed':
        throw new DeskRefused('closed');
      case 'owned':
        throw new DeskRefused('not-owner', result.ownerName);
    }
  }

  async function say(
    handoff: DeskHandoff,
    actor: Pick<Actor, 'officerId' | 'office'>,
    message: { readonly clientMessageId: string; readonly text: string },
  ): Promise<Turn> {
    const turn = {
      role: 'officer',
      text: message.text,
      at: now().toISOString(),
      clientMessageId: message.clientMessageId,
    } as const;
    const deliveries = await deliver(handoff, message.text);
    const said = await store.sayAsOfficer(
      handoff.id,
      actor.office,
      actor.officerId,
      { turn, deliveries },
      now(),
    );
    if (said.kind !== 'said') return unless(said) as never;
    onTurns?.(handoff.conversationId);
    publish({
      kind: 'turns',
      office: handoff.office,
      handoffId: handoff.id,
      conversationId: handoff.conversationId,
      turns: [said.turn],
    });
    return said.turn;
  }

  return {
    now,
    publish,
    placed,
    unless,
    say,
    follow: (at, onEvent) => {
      const here = followers.get(at) ?? new Set();
      followers.set(at, here);
      const follower = (event: DeskEvent): void => onEvent(event);
      here.add(follower);
      return () => {
        here.delete(follower);
        if (here.size === 0 && followers.get(at) === here) followers.delete(at);
      };
    },
  };
}
