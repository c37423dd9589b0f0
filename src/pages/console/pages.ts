import type { Role } from '../../accounts/account.ts';
import { CallsPage } from './calls-page.ts';
import type { ConsolePage, ConsoleParts } from './console-page.ts';
import { InboxPage } from './inbox-page.ts';
import { RepliesPage } from './replies-page.ts';
import { inboxRoute, parseRoute } from './route.ts';
import type { PageName, Route } from './route.ts';
import { SamplesPage } from './samples-page.ts';
import { SupervisorPage } from './supervisor-page.ts';
import type { Talks } from './talks.ts';
import { TasksPage } from './tasks-page.ts';

/** Who sees which page; the server holds the same for what stands behind it. */
const ROLES: Readonly<Record<PageName, readonly Role[]>> = {
  inbox: ['operator', 'supervisor'],
  calls: ['operator', 'supervisor'],
  tasks: ['operator', 'supervisor'],
  supervisor: ['supervisor', 'leader'],
  replies: ['operator', 'supervisor', 'editor'],
  samples: ['supervisor'],
};
const ADDRESSES: Readonly<Record<PageName, Route>> = {
  inbox: inboxRoute(),
  calls: parseRoute('/ban-lam-viec/cuoc-goi', ''),
  tasks: parseRoute('/ban-lam-viec/viec', ''),
  supervisor: { page: 'supervisor' },
  replies: { page: 'replies' },
  samples: parseRoute('/ban-lam-viec/lay-mau', ''),
};

/** The page's address as it begins. */
export const startOf = (page: PageName): Route => ADDRESSES[page];

/** Pages these roles see, in the order of the navigation. */
export function pagesFor(roles: readonly Role[]): readonly PageName[] {
  return (Object.keys(ROLES) as PageName[]).filter((page) =>
    ROLES[page].some((role) => roles.includes(role)),
  );
}

const ELEMENTS = {
  inbox: 'hmc-inbox-page',
  calls: 'hmc-calls-page',
  tasks: 'hmc-tasks-page',
  supervisor: 'hmc-supervisor-page',
  replies: 'hmc-replies-page',
  samples: 'hmc-samples-page',
} as const satisfies Readonly<Record<PageName, string>>;

/** Tells the browser of the pages' elements. */
export function definePages(): void {
  customElements.define(ELEMENTS.inbox, InboxPage);
  customElements.define(ELEMENTS.calls, CallsPage);
  customElements.define(ELEMENTS.tasks, TasksPage);
  customElements.define(ELEMENTS.supervisor, SupervisorPage);
  customElements.define(ELEMENTS.replies, RepliesPage);
  customElements.define(ELEMENTS.samples, SamplesPage);
}

/** A page with what it works with, not yet in the document. */
export function openPage(
  name: PageName,
  parts: ConsoleParts,
  inbox: {
    readonly talks: Talks;
    readonly seen: Map<string, string>;
    readonly onUnread: (count: number) => void;
  },
): ConsolePage {
  const page = document.createElement(ELEMENTS[name]) as ConsolePage;
  page.parts = parts;
  if (page instanceof InboxPage) Object.assign(page, inbox);
  return page;
}
