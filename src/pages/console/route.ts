import type { HandoffView } from '../../desk/desk.ts';

/** What of the list is looked at. */
export interface InboxFilter {
  readonly view: HandoffView;
  readonly channel: string;
  readonly skill: string;
  readonly text: string;
  /** Cursor of the page before; blank on the first. */
  readonly after: string;
}

/** A page of the console as its address says it. */
export type Route =
  /** `id`: the conversation shown beside the list; `panel`: its suggestions, on a phone. */
  | {
      readonly page: 'inbox';
      readonly filter: InboxFilter;
      readonly id: string | null;
      readonly panel: boolean;
    }
  | { readonly page: 'calls'; readonly view: 'mine' | 'open' | 'ended'; readonly id: string | null }
  | {
      readonly page: 'tasks';
      readonly kind: string;
      readonly state: string;
      readonly mine: boolean;
    }
  | { readonly page: 'supervisor' }
  | { readonly page: 'replies' }
  | { readonly page: 'samples'; readonly state: 'unlabelled' | 'labelled' };

export type PageName = Route['page'];

const HOME = '/ban-lam-viec';
const PATHS: Readonly<Record<PageName, string>> = {
  inbox: 'hoi-thoai',
  calls: 'cuoc-goi',
  tasks: 'viec',
  supervisor: 'giam-sat',
  replies: 'mau-tra-loi',
  samples: 'lay-mau',
};

export const VIEWS: readonly HandoffView[] = ['mine', 'waiting', 'all', 'closed'];
const WHOLE: InboxFilter = { view: 'mine', channel: '', skill: '', text: '', after: '' };

export function inboxRoute(filter: Partial<InboxFilter> = {}, id: string | null = null): Route {
  return { page: 'inbox', filter: { ...WHOLE, ...filter }, id, panel: false };
}

/** Reads an address; whatever it does not know it takes for the usual. */
export function parseRoute(pathname: string, search: string): Route {
  const [, , path = '', id = ''] = pathname.split('/');
  const query = new URLSearchParams(search);
  const given = (name: string): string => query.get(name)?.slice(0, 200) ?? '';
  const one = <T extends string>(name: string, among: readonly T[], usual: T): T =>
    among.find((value) => value === given(name)) ?? usual;
  const shown = id === '' ? null : decoded(id);
  switch (path) {
    case PATHS.calls:
      return {
        page: 'calls',
        view: one('xem', ['open', 'mine', 'ended'] as const, 'open'),
        id: shown,
      };
    case PATHS.tasks:
      return {
        page: 'tasks',
        kind: given('loai'),
        state: one('tinh-trang', ['open', 'answered', 'closed', 'all'] as const, 'open'),
        mine: given('cua-toi') === '1',
      };
    case PATHS.supervisor:
      return { page: 'supervisor' };
    case PATHS.replies:
      return { page: 'replies' };
    case PATHS.samples:
      return { page: 'samples', state: one('xem', ['unlabelled', 'labelled'], 'unlabelled') };
    default:
      return {
        page: 'inbox',
        filter: {
          view: one('xem', VIEWS, 'mine'),
          channel: given('kenh'),
          skill: given('ky-nang'),
          text: given('tim'),
          after: given('sau'),
        },
        id: shown,
        panel: given('bang') === '1',
      };
  }
}

/** The address of a page; `parseRoute` reads it back. */
export function addressOf(route: Route): string {
  const pairs: Record<string, string> = {};
  let path = `${HOME}/${PATHS[route.page]}`;
  if (route.page === 'inbox') {
    const { filter } = route;
    Object.assign(pairs, {
      xem: filter.view === 'mine' ? '' : filter.view,
      kenh: filter.channel,
      'ky-nang': filter.skill,
      tim: filter.text,
      sau: filter.after,
      bang: route.panel && route.id !== null ? '1' : '',
    });
  }
  if (route.page === 'tasks') {
    pairs['loai'] = route.kind;
    pairs['tinh-trang'] = route.state === 'open' ? '' : route.state;
    pairs['cua-toi'] = route.mine ? '1' : '';
  }
  if (route.page === 'calls') pairs['xem'] = route.view === 'open' ? '' : route.view;
  if (route.page === 'samples') pairs['xem'] = route.state === 'unlabelled' ? '' : route.state;
  if ('id' in route && route.id !== null) path += `/${encodeURIComponent(route.id)}`;
  const query = new URLSearchParams(Object.entries(pairs).filter(([, value]) => value !== ''));
  return query.size === 0 ? path : `${path}?${query}`;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part).slice(0, 200);
  } catch {
    return null;
  }
}
