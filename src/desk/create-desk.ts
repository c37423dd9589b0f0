import type { Channel, ConversationStore, Turn } from '../conversation/conversation.ts';
import type { NewDelivery } from '../conversation/exchange.ts';
import { DeskRefused } from './desk.ts';
import type {
  Actor,
  CitizenWait,
  Desk,
  DeskEvent,
  DeskHandoff,
  Presence,
  WaitState,
} from './desk.ts';
import type { Changed, DeskStore, HandoffChange, OwnedBy } from './desk-store.ts';
import { SILENT_MS, atDesk, chooseOfficer, expectedWaitMs } from './queue.ts';
import type { Needing } from './skills.ts';
import { alternativesOf, waitText } from './wait-text.ts';
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

const MOST_NOTE = 4000;
const MOST_TEXT = 8000;
const SERVICE_SAMPLES = 50;
/** Hand-offs looked at for an officer in one round. */
const MOST_ASSIGNED = 200;
/** How long after a talk the citizen is asked how it was. */
const RATED_WITHIN_MS = 24 * 3_600_000;
const MOST_OWNED = 5000;
/** The citizen has been silent for so long after an officer's words. */
const DEAD_MS = 24 * 3_600_000;
const PRIORITY: Readonly<Record<string, 1 | 2>> = { 'asked-for-person': 1, distress: 2, failed: 1 };

/** The desk of one office over the store. */
export function createDesk(parts: DeskParts): Desk {
  const { store, office, texts, deliver, mask, onTurns, now = () => new Date() } = parts;
  const lasting = parts.lastingOwners ?? /^help-desk:/u;
  const { silentMs = 10 * 60_000 } = parts;
  const followers = new Map<string, Set<(event: DeskEvent) => void>>();
  const lately = new Map<string, string>();
  let staffed = parts.staffed === true;

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

  const change = async (
    id: string,
    actor: Pick<Actor, 'office'>,
    ownedBy: OwnedBy,
    wanted: HandoffChange,
  ): Promise<DeskHandoff> =>
    unless(await store.changeHandoff(id, actor.office, ownedBy, wanted, now()));
  const ownOr = ({ officerId, isSupervisor }: Actor): OwnedBy =>
    isSupervisor ? 'anybody' : { officerId };

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

  async function stateOf(handoff: DeskHandoff | undefined): Promise<WaitState> {
    if (handoff === undefined || handoff.state === 'closed') return { kind: 'none' };
    if (handoff.state === 'assigned') {
      return { kind: 'served', officerName: handoff.officerName ?? '' };
    }
    if (parts.staffed === false) return { kind: 'not-staffed' };
    const presences = await store.officePresences(office.id);
    staffed ||= presences.length > 0;
    if (!staffed) return { kind: 'not-staffed' };
    if (atDesk(presences, now()).length === 0) {
      const opening = parts.opening?.(now(), handoff.channel) ?? { kind: 'open' };
      if (opening.kind === 'open') return { kind: 'nobody-present' };
      const { opensAt, holiday } = opening;
      return {
        kind: 'closed',
        ...(opensAt === undefined ? {} : { opensAt: opensAt.toISOString() }),
        ...(holiday === undefined ? {} : { holiday: holiday[handoff.language] }),
      };
    }
    const { position = 1, expectedWaitMs: waitMs } = await placed(handoff);
    return {
      kind: 'queued',
      position,
      ...(waitMs === undefined ? {} : { expectedWaitMs: waitMs }),
    };
  }

  async function waitOf(conversationId: string): Promise<CitizenWait> {
    const handoff = await store.deskHandoffOf(conversationId);
    const wait = await stateOf(handoff);
    const words = texts[handoff?.language ?? 'vi'];
    const isOpen = handoff !== undefined && handoff.state !== 'closed';
    const mayRate = handoff !== undefined && (await isUnrated(handoff));
    return {
      wait,
      ...(isOpen ? { handoffId: handoff.id } : {}),
      text: mayRate ? words.askRating : waitText(wait, words, now()),
      alternatives:
        handoff === undefined || handoff.state !== 'waiting'
          ? []
          : alternativesOf(handoff.reason, words, office.hotline),
      mayLeave: handoff?.state === 'waiting',
      mayLeaveContact: handoff?.state === 'waiting' && wait.kind !== 'not-staffed',
      contactLeft: handoff?.contact !== undefined,
      mayRate,
    };
  }

  /** An officer served and closed it of late, and the citizen has not said how that was. */
  async function isUnrated(handoff: DeskHandoff): Promise<boolean> {
    const { state, firstReplyAt, closedAt } = handoff;
    if (state !== 'closed' || firstReplyAt === undefined || closedAt === undefined) return false;
    if (now().getTime() - Date.parse(closedAt) > RATED_WITHIN_MS) return false;
    const rating = await store.ratingOf(handoff.conversationId);
    return rating === undefined || rating.at < firstReplyAt;
  }

  /** Finds or makes the hand-off, and the first time writes down how urgent it is and what it needs. */
  async function request(conversationId: string, reason: string): Promise<void> {
    const { id } = await store.requestHandoff({ conversationId, reason, now: now() });
    const known = (await store.handoffSteps(id)).length > 0;
    if (known) return;
    const talk = await store.find(conversationId);
    const { turns = [], language = 'vi' } = talk ?? {};
    const needs = parts.needsOf?.({ reason, language, turns }) ?? [];
    const first = { priority: PRIORITY[reason] ?? 0, needs, step: { kind: 'requested' } } as const;
    const changed = await store.changeHandoff(id, office.id, 'anybody', first, now());
    if (changed.kind === 'changed') unless(changed);
  }

  /** Gives those who wait to those who are there. */
  async function assignWaiting(at: Date): Promise<void> {
    for (const id of (await store.queue(office.id)).slice(0, MOST_ASSIGNED)) {
      const presences = await store.officePresences(office.id);
      if (chooseOfficer([], presences, at) === undefined) return;
      const handoff = await store.deskHandoff(id, office.id);
      if (handoff === undefined) continue;
      const { team, needs } = handoff;
      const among =
        team === undefined ? presences : presences.filter(({ skills }) => skills.includes(team));
      // Passed to a team nobody of which is there, it waits for one.
      const chosen = chooseOfficer(needs, among, at, lately.get(id));
      if (chosen === undefined) continue;
      const owner = { id: chosen.officerId, name: chosen.name };
      const step = { kind: 'assigned', toName: chosen.name } as const;
      const result = await store.changeHandoff(id, office.id, 'nobody', { owner, step }, at);
      if (result.kind === 'changed') unless(result);
    }
  }

  /** What officers who left had goes back to the queue, at its old place. */
  async function takeBack(at: Date): Promise<void> {
    const presences = await store.officePresences(office.id);
    const isGone = (officerId: string): boolean => {
      const presence = presences.find((one) => one.officerId === officerId);
      return (
        presence === undefined ||
        presence.state === 'offline' ||
        at.getTime() - Date.parse(presence.seenAt) > SILENT_MS
      );
    };
    for (const handoff of await store.ownedHandoffs(office.id, MOST_OWNED)) {
      const { officerId = '', officerName, lastFrom, lastTurnAt } = handoff;
      if (lasting.test(officerId)) continue;
      if (lastFrom === 'officer' && at.getTime() - Date.parse(lastTurnAt) > DEAD_MS) {
        await closeDead(handoff, at);
      } else if (isGone(officerId) || isForgotten(handoff, presences, at)) {
        await tellAway(handoff);
        const step = {
          kind: 'reassigned',
          ...(officerName === undefined ? {} : { byName: officerName }),
        } as const;
        const ownedBy = { officerId };
        const back = { owner: null, step };
        const result = await store.changeHandoff(handoff.id, office.id, ownedBy, back, at);
        if (result.kind !== 'changed') continue;
        remember(handoff.id, officerId);
        unless(result);
      }
    }
  }

  /** She waits for an answer of somebody who is there, and somebody else is free. */
  function isForgotten(
    { officerId, lastFrom, lastTurnAt, assignedAt = lastTurnAt }: DeskHandoff,
    presences: readonly Presence[],
    at: Date,
  ): boolean {
    if (silentMs === 0 || lastFrom !== 'citizen') return false;
    const sinceMs = Math.max(Date.parse(lastTurnAt), Date.parse(assignedAt));
    if (at.getTime() - sinceMs <= silentMs) return false;
    const others = presences.filter((one) => one.officerId !== officerId);
    return chooseOfficer([], others, at) !== undefined;
  }

  /** A citizen who was being served is told that somebody else goes on. */
  async function tellAway(handoff: DeskHandoff): Promise<void> {
    const { id, officerId = '', firstReplyAt, assignedAt = '', language } = handoff;
    if (firstReplyAt === undefined) return;
    const clientMessageId = `away-${id}-${assignedAt}`.slice(0, 100);
    const message = { clientMessageId, text: texts[language].backInQueue };
    await say(handoff, { officerId, office: office.id }, message).catch((error: unknown) => {
      // Somebody else has it already.
      if (!(error instanceof DeskRefused)) throw error;
    });
  }

  /** Who was silent on a conversation is not given it at once again. */
  function remember(handoffId: string, officerId: string): void {
    lately.set(handoffId, officerId);
    const [oldest] = lately.keys();
    if (lately.size > MOST_OWNED && oldest !== undefined) lately.delete(oldest);
  }

  async function closeDead(handoff: DeskHandoff, at: Date): Promise<void> {
    const { officerId = '' } = handoff;
    const clientMessageId = `dead-${handoff.id}`.slice(0, 100);
    const text = texts[handoff.language].abandoned;
    await say(handoff, { officerId, office: office.id }, { clientMessageId, text });
    const step = { kind: 'closed' } as const;
    const result = await store.changeHandoff(
      handoff.id,
      office.id,
      { officerId },
      { ending: 'abandoned', step },
      at,
    );
    if (result.kind === 'changed') unless(result);
  }

  return {
    request: async (conversationId, reason) => {
      await request(conversationId, reason);
      return waitOf(conversationId);
    },
    waitOf,
    leaveQueue: async (conversationId) => {
      const handoff = await store.deskHandoffOf(conversationId);
      if (handoff?.state === 'waiting') {
        const step = { kind: 'closed' } as const;
        const left = { ending: 'left', step } as const;
        const result = await store.changeHandoff(handoff.id, office.id, 'nobody', left, now());
        if (result.kind === 'changed') unless(result);
      }
      const wait = await waitOf(conversationId);
      return wait.wait.kind === 'none'
        ? { ...wait, text: texts[handoff?.language ?? 'vi'].left }
        : wait;
    },
    leaveContact: async (conversationId, contact) => {
      const open = await store.openHandoff(conversationId);
      if (open !== undefined) await store.addContact(open.id, contact.slice(0, 200));
      const handoff = await store.deskHandoffOf(conversationId);
      if (handoff !== undefined) publish({ kind: 'handoff', office: office.id, handoff });
      return waitOf(conversationId);
    },
    citizenTyping: (conversationId) => {
      void store.deskHandoffOf(conversationId).then(
        (handoff) => {
          if (handoff === undefined || handoff.state === 'closed') return;
          publish({ kind: 'typing', office: office.id, handoffId: handoff.id, role: 'citizen' });
        },
        () => undefined,
      );
    },
    isStaffed: () => staffed,
    isOwned: async (conversationId) =>
      (await store.deskHandoffOf(conversationId))?.state === 'assigned',
    rate: async (conversationId, rating) => {
      await store.rate(conversationId, { ...rating, of: 'human' }, now());
      return waitOf(conversationId);
    },
    told: (conversationId, turns) => {
      const answer = turns.findLast((turn) => turn.answer !== undefined)?.answer;
      const asked =
        answer?.outcome === 'handed-off'
          ? request(conversationId, answer.reason)
          : Promise.resolve();
      asked
        .then(() => store.deskHandoffOf(conversationId))
        .then((handoff) => {
          if (handoff === undefined || handoff.state === 'closed') return;
          const { id: handoffId } = handoff;
          publish({ kind: 'turns', office: office.id, handoffId, conversationId, turns });
        })
        // The request itself is kept with the turns; the next tick writes down the rest.
        .catch(() => undefined);
    },

    list: async (filter) => store.deskHandoffs(filter),
    find: async (id, actor) => {
      const handoff = await store.deskHandoff(id, actor.office);
      return handoff && placed(handoff);
    },
    steps: (id) => store.handoffSteps(id),
    notes: (id) => store.handoffNotes(id),

    claim: async (id, actor) => {
      const owner = { id: actor.officerId, name: actor.name };
      const step = { kind: 'claimed', byName: actor.name } as const;
      const result = await store.changeHandoff(id, actor.office, 'nobody', { owner, step }, now());
      if (result.kind === 'owned') throw new DeskRefused('taken', result.ownerName);
      return unless(result);
    },
    release: (id, actor, note) => {
      const step = {
        kind: 'released',
        byName: actor.name,
        ...(note === undefined ? {} : { note: mask(note).slice(0, MOST_NOTE) }),
      } as const;
      return change(id, actor, ownOr(actor), { owner: null, step });
    },
    transfer: async (id, actor, target, note) => {
      if (note.trim() === '') throw new DeskRefused('note-missing');
      const step = {
        kind: 'transferred',
        byName: actor.name,
        note: mask(note).slice(0, MOST_NOTE),
      } as const;
      if (target.kind === 'officer') {
        const presence = await present(store, actor.office, target.officerId);
        const owner = { id: presence.officerId, name: presence.name };
        return change(id, actor, ownOr(actor), {
          owner,
          team: null,
          step: { ...step, toName: presence.name },
        });
      }
      if (target.kind === 'team') {
        return change(id, actor, ownOr(actor), {
          owner: null,
          team: target.skill,
          step: { ...step, toName: target.skill },
        });
      }
      const moved = await change(id, actor, ownOr(actor), {
        owner: null,
        team: null,
        office: target.office,
        step: { ...step, toName: target.office },
      });
      publish({ kind: 'handoff-gone', office: actor.office, handoffId: id });
      return moved;
    },
    assign: async (id, actor, officerId) => {
      const presence = await present(store, actor.office, officerId);
      const owner = { id: presence.officerId, name: presence.name };
      const kind = officerId === actor.officerId ? 'taken-over' : 'assigned';
      const step = { kind, byName: actor.name, toName: presence.name } as const;
      return change(id, actor, 'anybody', { owner, step });
    },
    send: async (id, actor, message) => {
      if ([...message.text].length > MOST_TEXT) throw new DeskRefused('too-long');
      const handoff = await store.deskHandoff(id, actor.office);
      if (handoff === undefined) throw new DeskRefused('unknown');
      // Kept and never delivered would look like said.
      const { closesAt, remaining } = (await parts.windowOf?.(handoff)) ?? {};
      const isOver = closesAt !== undefined && Date.parse(closesAt) <= now().getTime();
      if (isOver || remaining === 0) {
        const turns = (await store.find(handoff.conversationId))?.turns ?? [];
        const same = turns.find((turn) => turn.clientMessageId === message.clientMessageId);
        if (same === undefined) throw new DeskRefused('window-over');
        return same;
      }
      return say(handoff, actor, message);
    },
    note: async (id, actor, text) => {
      const handoff = await store.deskHandoff(id, actor.office);
      if (handoff === undefined) throw new DeskRefused('unknown');
      const { officerId: byId, name: byName } = actor;
      const note = { byId, byName, text: mask(text).slice(0, MOST_NOTE) };
      const added = await store.addNote(handoff, note, now());
      publish({ kind: 'note', office: handoff.office, handoffId: id, note: added });
      return added;
    },
    officerTyping: (handoffId, actor) => {
      publish({ kind: 'typing', office: actor.office, handoffId, role: 'officer' });
    },
    close: (id, actor, ending) => {
      const step = { kind: 'closed', byName: actor.name } as const;
      return change(id, actor, ownOr(actor), { ending, step });
    },

    present: async (actor, state) => {
      const { officerId, name, office: at } = actor;
      const presence = await store.setPresence(
        {
          officerId,
          name,
          office: at,
          skills: actor.skills ?? [],
          capacity: actor.capacity ?? USUAL_CAPACITY,
          state,
        },
        now(),
      );
      staffed ||= parts.staffed === 'auto' && at === office.id;
      publish({ kind: 'presence', office: at, presence });
      return presence;
    },
    presences: (at) => store.officePresences(at),
    notices: (at) => store.officeNotices(at, now()),
    announce: async (actor, text, until) => {
      const { office: at, name: byName } = actor;
      const notice = await store.addNotice({ office: at, byName, text }, until, now());
      publish({ kind: 'notice', office: at, notice });
      return notice;
    },
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
    tick: async (at) => {
      if (!staffed) staffed = (await store.officePresences(office.id)).length > 0;
      await takeBack(at);
      await assignWaiting(at);
    },
  };
}

/** Conversations an officer takes at once, where nothing else was set. */
const USUAL_CAPACITY = 4;

async function present(
  store: Pick<DeskStore, 'officePresences'>,
  office: string,
  officerId: string,
): Promise<Presence> {
  const found = (await store.officePresences(office)).find((one) => one.officerId === officerId);
  if (found === undefined) throw new DeskRefused('unknown-target');
  return found;
}
