import type { Conversation } from '../../conversation/conversation.ts';
import { StoreUnavailable } from '../../conversation/store-unavailable.ts';
import { DeskRefused } from '../../desk/desk.ts';
import type { Actor, Desk, DeskHandoff } from '../../desk/desk.ts';
import type { HelpDeskLink, HelpDeskStore } from '../../desk/help-desk-store.ts';
import type { Log } from '../../log.ts';
import { backoffMs } from '../messaging/backoff.ts';
import type { Counters } from '../messaging/counters.ts';
import { HelpDeskFailed } from './help-desk.ts';
import type { HelpDesk, Reading } from './help-desk.ts';
import { packetOf } from './packet.ts';
import { HELP_DESK_WORDS } from './words.ts';

export interface LinkParts {
  readonly helpDesk: HelpDesk;
  readonly desk: Pick<Desk, 'follow' | 'list' | 'find' | 'claim' | 'send' | 'close' | 'request'>;
  readonly store: HelpDeskStore;
  readonly conversation: (id: string) => Promise<Conversation | undefined>;
  readonly office: string;
  /** The agents' language. */
  readonly language: 'vi' | 'en';
  readonly counters: Counters;
  readonly log: Log;
  readonly now?: () => Date;
  /** What an earlier process left undone, or what failed, is looked for so often. */
  readonly idleMs?: number;
}

/** What runs between the desk and another desk software. */
export interface HelpDeskConnection {
  readonly helpDesk: HelpDesk;
  start(): void;
  /** Ends with the work that runs. */
  stop(): Promise<void>;
  /** Does what a webhook says. Throws `StoreUnavailable`. */
  take(reading: Extract<Reading, { kind: 'reply' | 'resolved' }>): Promise<'done' | 'unknown'>;
}

const IDLE_MS = 5000;
/** Longer than a call of the help desk; renewed with every step. */
const LEASE_MS = 15_000;
const MOST_OPEN = 500;
const BACKOFF = { firstMs: 1000, mostMs: 300_000 };
/** Marks turns that came from over there, so that they are not carried back. */
const MARK = 'hd-';

/**
 * Carries hand-offs over, and replies back. What was carried is kept after every step, and what is
 * missing is seen from the conversation itself: a crash or an hour without the help desk loses
 * nothing, and repeats at most the one step that was under way.
 */
export function connectHelpDesk(parts: LinkParts): HelpDeskConnection {
  const { helpDesk, desk, store, office, language, counters, log } = parts;
  const { now = () => new Date(), idleMs = IDLE_MS } = parts;
  const words = HELP_DESK_WORDS[language];
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let leave: (() => void) | undefined;

  const actorNamed = (name: string): Actor => ({
    officerId: `help-desk:${helpDesk.name}`,
    name: name === '' ? helpDesk.name : name.slice(0, 100),
    office,
    isSupervisor: true,
  });

  /** Carries over what is missing; one at a time for each hand-off. */
  function wake(handoffId: string): void {
    if (stopping) return;
    if (running.has(handoffId)) {
      again.add(handoffId);
      return;
    }
    const work = mirror(handoffId).finally(() => {
      running.delete(handoffId);
      if (again.delete(handoffId)) wake(handoffId);
    });
    running.set(handoffId, work);
  }

  async function mirror(handoffId: string): Promise<void> {
    try {
      const handoff = await desk.find(handoffId, actorNamed(''));
      if (handoff === undefined) return;
      const { conversationId } = handoff;
      const link = await store.claimLink(
        { helpDesk: helpDesk.name, handoffId, conversationId },
        { now: now(), leaseMs: LEASE_MS },
      );
      if (link !== undefined) await carry(handoff, link);
    } catch (error) {
      note(error);
    }
  }

  async function carry(handoff: DeskHandoff, claimed: HelpDeskLink): Promise<void> {
    let link = claimed;
    const keep = (change: Partial<HelpDeskLink>): Promise<void> => {
      link = { ...link, ...change };
      return store.saveLink(link, { dueAt: new Date(now().getTime() + LEASE_MS) });
    };
    try {
      const conversation = await parts.conversation(handoff.conversationId);
      const turns = conversation?.turns ?? [];
      if (link.refs['opened'] === undefined) {
        // Closed before anybody over there heard of it.
        if (handoff.state !== 'closed') {
          const refs = await helpDesk.open(packetOf(handoff, { turns }, language), link.refs);
          await keep({
            refs: { ...refs, opened: handoff.id },
            through: turns.at(-1)?.index ?? -1,
          });
        }
      } else {
        for (const turn of turns.filter(({ index }) => index > claimed.through)) {
          if (!(turn.role === 'officer' && turn.clientMessageId?.startsWith(MARK) === true)) {
            await helpDesk.carry(turn, handoff, link.refs);
            counters.add('sends_total', { platform: helpDesk.name, reason: 'carried' });
          }
          await keep({ through: turn.index });
        }
      }
      if (handoff.state === 'closed') {
        if (link.refs['opened'] !== undefined) await helpDesk.close(handoff, link.refs);
        link = { ...link, state: 'closed' };
      }
      const { reason: _, ...sound } = link;
      await store.saveLink({ ...sound, failures: 0 }, { dueAt: now() });
    } catch (error) {
      if (!(error instanceof HelpDeskFailed)) throw error;
      note(error);
      const failures = link.failures + 1;
      await store.saveLink(
        { ...link, failures, reason: error.reason },
        { dueAt: new Date(now().getTime() + backoffMs(failures, BACKOFF)) },
      );
    }
  }

  function note(error: unknown): void {
    const reason =
      error instanceof HelpDeskFailed || error instanceof StoreUnavailable
        ? error.reason
        : error instanceof Error
          ? error.name
          : 'unknown';
    counters.add('failures_total', { platform: helpDesk.name, reason });
    log.warn(
      { helpDesk: helpDesk.name, reason },
      'a hand-off could not be carried over; it is tried again',
    );
  }

  /** What nobody told: from before a start, from other processes, and what failed. */
  async function look(): Promise<void> {
    try {
      const open = await desk.list({
        view: 'all',
        office,
        officerId: actorNamed('').officerId,
        limit: MOST_OPEN,
      });
      for (const { id } of open.handoffs) wake(id);
      for (const { handoffId } of await store.openLinks(helpDesk.name, MOST_OPEN)) wake(handoffId);
    } catch (error) {
      note(error);
    }
    if (!stopping) timer = setTimeout(() => void look(), idleMs);
  }

  /** Tells the agent why the citizen did not get it. */
  async function explain(link: HelpDeskLink, error: DeskRefused, actor: Actor): Promise<void> {
    const { refused } = words;
    const texts: Partial<Record<DeskRefused['refusal'], string>> = {
      'not-owner': refused.owned,
      taken: refused.owned,
      closed: refused.closed,
      unknown: refused.closed,
      'window-over': refused.window,
      'too-long': refused.long,
    };
    const text = (texts[error.refusal] ?? refused.other).replace(
      '{owner}',
      () => error.ownerName ?? '',
    );
    const handoff = await desk.find(link.handoffId, actor);
    if (handoff === undefined) return;
    await helpDesk.remark(text, handoff, link.refs).catch(note);
  }

  async function reply(
    link: HelpDeskLink,
    { messageId, agentName, text, hasAttachments }: Extract<Reading, { kind: 'reply' }>,
  ): Promise<void> {
    const actor = actorNamed(agentName);
    const clientMessageId = `${MARK}${helpDesk.name}-${messageId}`.slice(0, 100);
    const handoff = await desk.find(link.handoffId, actor);
    if (hasAttachments && handoff !== undefined) {
      await helpDesk.remark(words.refused.attachment, handoff, link.refs).catch(note);
    }
    if (text === '') return;
    try {
      const message = { clientMessageId, text };
      if (handoff?.state === 'waiting') await desk.claim(link.handoffId, actor);
      await desk.send(link.handoffId, actor, message);
    } catch (error) {
      if (!(error instanceof DeskRefused)) throw error;
      counters.add('failures_total', { platform: helpDesk.name, reason: error.refusal });
      await explain(link, error, actor);
    }
  }

  return {
    helpDesk,
    start: () => {
      leave = desk.follow(office, (event) => {
        if (event.kind === 'handoff') wake(event.handoff.id);
        if (event.kind === 'turns') wake(event.handoffId);
      });
      void look();
    },
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      leave?.();
      await Promise.all(running.values());
    },
    take: async (reading) => {
      const { name, value } = reading.ref;
      const link = await store.linkByRef(helpDesk.name, name, value);
      if (link === undefined) return 'unknown';
      if (reading.kind === 'reply') {
        await reply(link, reading);
        return 'done';
      }
      if (!(await store.firstSight(helpDesk.name, reading.key, now()))) return 'done';
      try {
        await desk.close(link.handoffId, actorNamed(''), 'resolved');
      } catch (error) {
        if (!(error instanceof DeskRefused)) throw error;
      }
      return 'done';
    },
  };
}
