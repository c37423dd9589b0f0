import { DeskRefused } from './desk.ts';
import type { Actor, Desk, DeskHandoff, Presence } from './desk.ts';
import { createCitizenSide } from './desk-citizens.ts';
import { createGround } from './desk-ground.ts';
import type { DeskParts } from './desk-ground.ts';
import { createRounds } from './desk-rounds.ts';
import type { DeskStore, HandoffChange, OwnedBy } from './desk-store.ts';

const MOST_NOTE = 4000;
const MOST_TEXT = 8000;

/** The desk of one office over the store. */
export function createDesk(parts: DeskParts): Desk {
  const { store, office, mask } = parts;
  const ground = createGround(parts);
  const { now, publish, placed, unless, say } = ground;
  const { present: staffed, ...citizens } = createCitizenSide(parts, ground);
  const round = createRounds(parts, ground);

  const change = async (
    id: string,
    actor: Pick<Actor, 'office'>,
    ownedBy: OwnedBy,
    wanted: HandoffChange,
  ): Promise<DeskHandoff> =>
    unless(await store.changeHandoff(id, actor.office, ownedBy, wanted, now()));
  const ownOr = ({ officerId, isSupervisor }: Actor): OwnedBy =>
    isSupervisor ? 'anybody' : { officerId };

  return {
    ...citizens,
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
      if (at === office.id) staffed();
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
    follow: ground.follow,
    tick: async (at) => {
      if (!citizens.isStaffed() && (await store.officePresences(office.id)).length > 0) staffed();
      await round(at);
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
