import type { CitizenWait, Desk, DeskHandoff, WaitState } from './desk.ts';
import type { DeskGround, DeskParts } from './desk-ground.ts';
import { atDesk } from './queue.ts';
import { alternativesOf, waitText } from './wait-text.ts';

/** How long after a talk the citizen is asked how it was. */
const RATED_WITHIN_MS = 24 * 3_600_000;
const PRIORITY: Readonly<Record<string, 1 | 2>> = { 'asked-for-person': 1, distress: 2, failed: 1 };

type Members =
  | 'request'
  | 'waitOf'
  | 'leaveQueue'
  | 'leaveContact'
  | 'citizenTyping'
  | 'isStaffed'
  | 'isOwned'
  | 'rate'
  | 'told';

/** The desk as a citizen meets it. `present` tells that an officer was there. */
export function createCitizenSide(
  parts: DeskParts,
  ground: DeskGround,
): Pick<Desk, Members> & { present(): void } {
  const { store, office, texts } = parts;
  const { now, publish, placed, unless } = ground;
  let staffed = parts.staffed === true;

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

  return {
    present: () => {
      staffed ||= parts.staffed === 'auto';
    },
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
  };
}
