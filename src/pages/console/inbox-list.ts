import type { DeskHandoff, HandoffPage, HandoffView } from '../../desk/desk.ts';
import type { InboxFilter } from './route.ts';
import type { WireEvent } from './wire.ts';

/** The list as it is shown; `page` null until the first is there. */
export interface InboxList {
  readonly filter: InboxFilter;
  readonly page: HandoffPage | null;
}

/** Whether a hand-off stands in a view, as far as the browser can tell. */
function isIn(view: HandoffView, handoff: DeskHandoff, officerId: string): boolean {
  switch (view) {
    case 'mine':
      return handoff.state === 'assigned' && handoff.officerId === officerId;
    case 'waiting':
      return handoff.state === 'waiting';
    case 'all':
      return handoff.state !== 'closed';
    case 'closed':
      return handoff.state === 'closed';
  }
}

const VIEWS: readonly HandoffView[] = ['mine', 'waiting', 'all', 'closed'];

/**
 * The list after something happened, without asking the server: rows change, come and go at once, and
 * the counts with them. What the server alone knows (search, later pages) comes with the next reading.
 */
export function afterEvent(list: InboxList, event: WireEvent, officerId: string): InboxList {
  const { page, filter } = list;
  if (page === null) return list;
  switch (event.kind) {
    case 'handoff':
      return { ...list, page: withHandoff(page, filter, event.handoff, officerId) };
    case 'handoff-gone':
      return {
        ...list,
        page: { ...page, handoffs: page.handoffs.filter(({ id }) => id !== event.handoffId) },
      };
    case 'turns': {
      const last = event.turns.at(-1);
      if (last === undefined) return list;
      const handoffs = page.handoffs.map((one) =>
        one.id === event.handoffId ? { ...one, lastTurnAt: last.at, lastFrom: last.role } : one,
      );
      return { ...list, page: { ...page, handoffs } };
    }
    default:
      return list;
  }
}

function withHandoff(
  page: HandoffPage,
  filter: InboxFilter,
  handoff: DeskHandoff,
  officerId: string,
): HandoffPage {
  const before = page.handoffs.find(({ id }) => id === handoff.id);
  const counts = { ...page.counts };
  if (before !== undefined) {
    for (const view of VIEWS) {
      const change = Number(isIn(view, handoff, officerId)) - Number(isIn(view, before, officerId));
      counts[view] = Math.max(0, counts[view] + change);
    }
  }
  const others = page.handoffs.filter(({ id }) => id !== handoff.id);
  const fits =
    isIn(filter.view, handoff, officerId) &&
    (filter.channel === '' || filter.channel === handoff.channel) &&
    (filter.skill === '' || filter.skill === handoff.team);
  if (!fits) return { ...page, counts, handoffs: others };
  // A later page or a search is the server's to fill.
  if (before === undefined && (filter.after !== '' || filter.text !== '')) return page;
  if (before === undefined) counts[filter.view] += 1;
  const isClosed = filter.view === 'closed';
  const moment = (one: DeskHandoff): string =>
    isClosed ? (one.closedAt ?? one.lastTurnAt) : one.requestedAt;
  const handoffs = [...others, handoff].toSorted((one, two) => {
    const order = moment(one) < moment(two) ? -1 : moment(one) > moment(two) ? 1 : 0;
    return isClosed ? -order : order;
  });
  return { ...page, counts, handoffs };
}

/** The one after or before an id in the list; the first or last where it does not stand there. */
export function neighbour(
  handoffs: readonly DeskHandoff[],
  id: string | null,
  by: 1 | -1,
): DeskHandoff | undefined {
  const at = handoffs.findIndex((one) => one.id === id);
  if (at < 0) return by === 1 ? handoffs[0] : handoffs.at(-1);
  return handoffs[at + by];
}
