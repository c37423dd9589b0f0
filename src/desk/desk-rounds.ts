import { DeskRefused } from './desk.ts';
import type { DeskHandoff, Presence } from './desk.ts';
import type { DeskGround, DeskParts } from './desk-ground.ts';
import { SILENT_MS, chooseOfficer } from './queue.ts';

/** Hand-offs looked at for an officer in one round. */
const MOST_ASSIGNED = 200;
const MOST_OWNED = 5000;
/** The citizen has been silent for so long after an officer's words. */
const DEAD_MS = 24 * 3_600_000;

/** What the desk does by itself every few seconds: assign, take back, end what is dead. */
export function createRounds(parts: DeskParts, ground: DeskGround): (at: Date) => Promise<void> {
  const { store, office, texts, silentMs = 10 * 60_000 } = parts;
  const { unless, say } = ground;
  const lasting = parts.lastingOwners ?? /^help-desk:/u;
  const lately = new Map<string, string>();

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

  return async (at) => {
    await takeBack(at);
    await assignWaiting(at);
  };
}
