import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Notice, PresenceState } from '../../desk/desk.ts';
import { createKeep } from '../chat/keep.ts';
import type { Keep } from '../chat/keep.ts';
import { createAlerts, isForMe } from './alerts.ts';
import type { Alerts } from './alerts.ts';
import type { Caller, Reply } from './caller.ts';
import type { ConsolePage, ConsoleParts } from './console-page.ts';
import { createDeskApi } from './desk-api.ts';
import { frameView } from './frame-view.ts';
import { followDesk } from './live-events.ts';
import type { LiveEvents } from './live-events.ts';
import { actionOf } from './keys.ts';
import { openPage, pagesFor, startOf } from './pages.ts';
import { addressOf, inboxRoute, parseRoute } from './route.ts';
import type { Route } from './route.ts';
import { KEPT, createTalks } from './talks.ts';
import type { Talks } from './talks.ts';
import { helpDialog } from './talk-dialogs.ts';
import { watchTouches } from './touch-watch.ts';
import type { TouchWatch } from './touch-watch.ts';
import type { ShellState } from './texts.ts';
import type { Me, WireEvent } from './wire.ts';

const TOLD_MS = 8000;
const NOTICES_MS = 60_000;

/** The frame of the console: pages, presence, the line to the server, what is told shortly. */
export class HmcConsole extends LitElement {
  state!: ShellState;
  caller!: Caller;
  #me: Me | undefined;
  #parts: ConsoleParts | undefined;
  #talks!: Talks;
  #alerts!: Alerts;
  #events: LiveEvents | undefined;
  #page: ConsolePage | undefined;
  #route: Route = inboxRoute();
  #presence: PresenceState = 'available';
  #notices: readonly Notice[] = [];
  #isLost = false;
  #watch: TouchWatch | undefined;
  #told: { readonly text: string; readonly kind: 'done' | 'problem' } | undefined;
  #isHelp = false;
  #timers: number[] = [];
  readonly #seen = new Map<string, string>();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#alerts = createAlerts(document, () => localStorage);
    void this.#open();
  }

  async #open(): Promise<void> {
    const desk = createDeskApi(this.caller);
    const reply = await desk.me();
    if (reply.kind !== 'done') {
      // The server is away: the page stays, and it is tried again.
      if (reply.kind === 'later') window.setTimeout(() => void this.#open(), 3000);
      this.#isLost = true;
      this.requestUpdate();
      return;
    }
    const me = reply.value;
    this.#isLost = false;
    this.#me = me;
    this.caller.useCsrfToken(me.csrfToken);
    const { language, texts, work, facets, skills } = this.state;
    const parts: ConsoleParts = {
      desk,
      me,
      language,
      texts,
      work,
      facets,
      skills,
      now: () => new Date(),
      navigate: (route) => this.#navigate(route),
      taken: (answer) => this.#taken(answer),
      tell: (text, kind = 'done') => this.#tell(text, kind),
    };
    this.#parts = parts;
    this.#talks = createTalks({
      desk,
      taken: parts.taken,
      // Who signs in after her on this machine finds nothing of hers.
      keep: this.#keepOf(me),
      createId: () => crypto.randomUUID(),
      after: (ms, action) => {
        const timer = window.setTimeout(action, ms);
        return () => clearTimeout(timer);
      },
      onChange: () => this.#page?.requestUpdate(),
    });
    this.#show(parseRoute(location.pathname, location.search));
    addEventListener('popstate', () => this.#show(parseRoute(location.pathname, location.search)));
    this.#watch = watchTouches(() => void this.#beat());
    addEventListener('click', this.#onClick);
    addEventListener('keydown', this.#onKey);
    addEventListener('online', () => this.#events?.retry());
    addEventListener('beforeunload', (event) => {
      if (this.#talks.unsentCount > 0) event.preventDefault();
    });
    if (me.account.roles.some((role) => role === 'operator' || role === 'supervisor')) {
      this.#follow(me);
    }
    this.requestUpdate();
  }

  #keepOf({ account }: Me): Keep {
    return createKeep(() => sessionStorage, `hmc-${account.id}-`);
  }

  #follow(me: Me): void {
    // A supervisor who only watches is not given conversations before she says so.
    if (me.presence !== 'offline') this.#presence = me.presence;
    else if (!me.account.roles.includes('operator')) this.#presence = 'away';
    this.#events = followDesk({
      openSource: (path) => new EventSource(path),
      after: (ms, action) => {
        const timer = window.setTimeout(action, ms);
        return () => clearTimeout(timer);
      },
      onEvent: (event) => this.#heard(event),
      onHello: () => {
        if (this.#isLost) this.#tell(this.state.texts.line.back, 'done');
        this.#isLost = false;
        this.#talks.retry();
        void this.#beat();
        void this.#readNotices();
        this.#page?.reread();
        this.requestUpdate();
      },
      onLost: () => {
        this.#isLost = true;
        this.requestUpdate();
      },
      onRetry: () => void this.#parts?.desk.notices(),
    });
    this.#timers.push(
      window.setInterval(() => void this.#beat(), me.settings.heartbeatMs),
      window.setInterval(() => void this.#readNotices(), NOTICES_MS),
    );
  }

  async #beat(): Promise<void> {
    if (this.#presence === 'offline') return;
    this.requestUpdate();
    await this.#parts?.desk.present(this.#isIdle ? 'away' : this.#presence);
  }

  /** She left her place without saying so: nobody is given to an empty chair. */
  get #isIdle(): boolean {
    return this.#presence === 'available' && this.#watch?.isIdle === true;
  }

  async #readNotices(): Promise<void> {
    const reply = await this.#parts?.desk.notices();
    if (reply?.kind !== 'done') return;
    this.#notices = reply.value.notices;
    this.requestUpdate();
  }

  #heard(event: WireEvent): void {
    if (event.kind === 'notice') {
      this.#notices = [event.notice, ...this.#notices.filter(({ id }) => id !== event.notice.id)];
      this.requestUpdate();
    }
    if (this.#page && this.#page.route?.page !== 'inbox') this.#talks.heard(event);
    this.#page?.heard(event);
    if (isForMe(event, this.#me)) this.#alerts.ring();
  }

  readonly #onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || link.target !== '' || link.origin !== location.origin) return;
    if (!link.pathname.startsWith('/ban-lam-viec') || link.search.includes('lang=')) return;
    event.preventDefault();
    this.#navigate(parseRoute(link.pathname, link.search));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (actionOf(event)?.kind !== 'help') return;
    event.preventDefault();
    this.#isHelp = true;
    this.requestUpdate();
  };

  #navigate(route: Route): void {
    history.pushState(null, '', addressOf(route));
    this.#show(route);
  }

  #show(wanted: Route): void {
    const parts = this.#parts;
    const me = this.#me;
    if (!parts || !me) return;
    const allowed = pagesFor(me.account.roles);
    const first = allowed[0];
    if (first === undefined) return this.requestUpdate();
    const route = allowed.includes(wanted.page) ? wanted : startOf(first);
    this.#route = route;
    if (this.#page?.route?.page !== route.page) {
      this.#page = openPage(route.page, parts, {
        talks: this.#talks,
        seen: this.#seen,
        onUnread: (count) => this.#alerts.count(count),
      });
    }
    if (this.#page) this.#page.route = route;
    this.requestUpdate();
  }

  #taken<T>(reply: Reply<T>): T | undefined {
    if (reply.kind === 'done') return reply.value;
    if (reply.kind === 'refused') this.#tell(reply.message, 'problem');
    if (reply.kind === 'later') this.#tell(this.state.texts.problems[reply.why], 'problem');
    return undefined;
  }

  #tell(text: string, kind: 'done' | 'problem'): void {
    const told = { text, kind };
    this.#told = told;
    this.requestUpdate();
    window.setTimeout(() => {
      if (this.#told !== told) return;
      this.#told = undefined;
      this.requestUpdate();
    }, TOLD_MS);
  }

  protected override render(): TemplateResult {
    const me = this.#me;
    const parts = this.#parts;
    return html`${frameView({
      texts: this.state.texts,
      me,
      language: this.state.language,
      pages: me ? pagesFor(me.account.roles) : [],
      route: this.#route,
      presence: this.#presence,
      notices: this.#notices,
      isLost: this.#isLost,
      isIdle: this.#isIdle,
      told: this.#told,
      isSounding: this.#alerts.isOn,
      now: () => new Date(),
      onPresence: (presence) => {
        this.#presence = presence;
        void this.#parts?.desk.present(presence).then((reply) => this.#taken(reply));
        this.requestUpdate();
      },
      onSound: () => {
        this.#alerts.turn(!this.#alerts.isOn);
        this.requestUpdate();
      },
      onSignOut: () => {
        if (me) this.#keepOf(me).write(KEPT, null);
      },
      onHelp: () => {
        this.#isHelp = true;
        this.requestUpdate();
      },
      page: this.#page,
    })}
    ${
      this.#isHelp && parts
        ? helpDialog({
            parts,
            onClose: () => {
              this.#isHelp = false;
              this.requestUpdate();
            },
          })
        : nothing
    }`;
  }

  protected override updated(): void {
    const dialog = this.querySelector<HTMLDialogElement>(':scope > dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }
}
