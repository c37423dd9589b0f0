import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Turn } from '../../conversation/conversation.ts';
import type { DeskHandoff, Ending } from '../../desk/desk.ts';
import type { SuggestionCard } from '../../desk/suggestion.ts';
import { composeView } from './compose-view.ts';
import { ConsolePage } from './console-page.ts';
import type { TransferTarget } from './desk-api.ts';
import { createDraftHelp } from './draft-help.ts';
import type { DraftHelp } from './draft-help.ts';
import { afterEvent, neighbour } from './inbox-list.ts';
import type { InboxList } from './inbox-list.ts';
import { inboxListView } from './inbox-list-view.ts';
import { actionOf } from './keys.ts';
import type { KeyAction } from './keys.ts';
import type { Unsent } from './outgoing.ts';
import { addressOf, inboxRoute } from './route.ts';
import { sideView } from './side-view.ts';
import type { FoundProcedure } from './side-view.ts';
import { talkHeadView, talkLogView } from './talk-view.ts';
import type { TalkAction } from './talk-view.ts';
import { endDialog, summaryDialog, transferDialog } from './talk-dialogs.ts';
import type { Talk, Talks } from './talks.ts';
import type { WireEvent } from './wire.ts';

/** The counts come anew so long after something happened. */
const RECOUNT_MS = 4000;
const TICK_MS = 15_000;

/** Conversations: the list, the one that is open, and what helps to answer it. */
export class InboxPage extends ConsolePage {
  /** Given by the frame, which keeps them while other pages are shown. */
  talks!: Talks;
  /** Conversations with unread words, for the badge. */
  onUnread: (count: number) => void = () => {};
  /** Ids with what was seen last, by the moment of the last turn. */
  seen!: Map<string, string>;
  #list: InboxList = { filter: FIRST, page: null };
  #help: DraftHelp | undefined;
  #dialog: (() => TemplateResult) | undefined;
  #found: readonly FoundProcedure[] | null = null;
  #recount: number | undefined;
  #tick: number | undefined;
  #atEnd = true;

  override connectedCallback(): void {
    const { parts, talks } = this;
    this.#help ??= createDraftHelp({
      parts,
      talks,
      onChange: () => this.requestUpdate(),
    });
    super.connectedCallback();
    addEventListener('keydown', this.#onKey);
    this.#tick = window.setInterval(() => this.requestUpdate(), TICK_MS);
  }

  override disconnectedCallback(): void {
    removeEventListener('keydown', this.#onKey);
    clearInterval(this.#tick);
    clearTimeout(this.#recount);
    super.disconnectedCallback();
  }

  get #shown(): string | null {
    return this.route?.page === 'inbox' ? this.route.id : null;
  }

  protected override routed(): void {
    if (this.route?.page !== 'inbox') return;
    const { filter, id } = this.route;
    if (JSON.stringify(filter) !== JSON.stringify(this.#list.filter) || !this.#list.page) {
      this.#list = { filter, page: null };
    }
    void this.#readList();
    this.#found = null;
    this.#atEnd = true;
    if (id !== null) void this.talks.read(id);
  }

  async #readList(): Promise<void> {
    const { filter } = this.#list;
    const { view, channel, skill, text, after } = filter;
    const page = this.parts.taken(
      await this.parts.desk.handoffs({ view, channel, skill, after, q: text }),
    );
    if (page !== undefined && filter === this.#list.filter) this.#take({ filter, page });
  }

  #take(list: InboxList): void {
    this.#list = list;
    const shown = list.page?.handoffs.find(({ id }) => id === this.#shown);
    if (shown !== undefined && document.hasFocus()) this.seen.set(shown.id, shown.lastTurnAt);
    this.onUnread(list.page?.handoffs.filter(this.#isUnread).length ?? 0);
    this.requestUpdate();
  }

  readonly #isUnread = (handoff: DeskHandoff): boolean =>
    handoff.lastFrom === 'citizen' &&
    handoff.officerId === this.parts.me.account.id &&
    handoff.id !== this.#shown &&
    (this.seen.get(handoff.id) ?? '') < handoff.lastTurnAt;

  override heard(event: WireEvent): void {
    this.talks.heard(event);
    const list = afterEvent(this.#list, event, this.parts.me.account.id);
    if (list === this.#list) return;
    this.#take(list);
    // The counts of other pages of the list are the server's.
    this.#recount ??= window.setTimeout(() => {
      this.#recount = undefined;
      void this.#readList();
    }, RECOUNT_MS);
  }

  override reread(): void {
    this.talks.retry();
    this.routed();
  }

  protected override render(): TemplateResult {
    const { parts } = this;
    const id = this.#shown;
    const panel = this.route?.page === 'inbox' && this.route.panel;
    return html`<div class="hmc-inbox" data-shows=${id === null ? 'list' : panel ? 'side' : 'talk'}>
      ${inboxListView({
        parts,
        list: this.#list,
        shown: id,
        isUnread: this.#isUnread,
      })}
      ${
        id === null
          ? html`<p class="hmc-quiet hmc-inbox-pick">${parts.texts.inbox.pick}</p>`
          : this.#talkView(this.talks.of(id))
      }
      ${this.#dialog?.() ?? nothing}
    </div>`;
  }

  #talkView(talk: Talk): TemplateResult {
    const { parts } = this;
    const { detail } = talk;
    const help = this.#help;
    if (detail === null || help === undefined) return html`<section class="hmc-talk"></section>`;
    const isMine =
      detail.handoff.state === 'assigned' && detail.handoff.officerId === parts.me.account.id;
    const options = {
      parts,
      talk,
      detail,
      isMine,
      do: (what: TalkAction) => void this.#do(what, talk),
      onTranslate: (turn: Turn) => void this.#translate(talk.id, turn),
      onUnsent: (message: Unsent, what: 'retry' | 'drop' | 'edit') =>
        this.#unsent(talk, message, what),
    };
    const link = (panel: boolean): string =>
      this.route?.page === 'inbox' ? addressOf({ ...this.route, panel }) : '';
    return html`<section class="hmc-talk" aria-label=${parts.texts.talk.label}>
        <p class="hmc-talk-ways">
          <a href=${addressOf(inboxRoute(this.#list.filter))}>${parts.texts.inbox.back}</a>
          <a class="hmc-to-side" href=${link(true)}>${parts.texts.talk.details}</a>
        </p>
        ${talkHeadView(options)} ${talkLogView(options)}
        ${
          detail.handoff.state === 'closed'
            ? nothing
            : composeView({ ...help.viewOf(talk), parts, talk, isMine, window: detail.window })
        }
      </section>
      <div class="hmc-side-frame">
        <p class="hmc-talk-ways hmc-to-talk">
          <a href=${link(false)}>${parts.texts.talk.toTalk}</a>
        </p>
        ${sideView({
          ...options,
          found: this.#found,
          use: (card, how) => void this.#use(talk, card, how),
          doubt: (card, kind) => this.#doubt(talk, card, kind),
          onSearch: (words) => void this.#search(words),
          onInsertName: ({ code, name }) =>
            help.insert(talk.id, `${name} – ${location.origin}/thu-tuc/${code}`),
          onNote: (text) => void parts.desk.note(talk.id, text).then((reply) => parts.taken(reply)),
        })}
      </div>`;
  }

  protected override willUpdate(): void {
    const log = this.querySelector('.hmc-talk-log');
    if (log) this.#atEnd ||= log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  }

  protected override updated(): void {
    const log = this.querySelector('.hmc-talk-log');
    if (log) {
      if (this.#atEnd) log.scrollTop = log.scrollHeight;
      this.#atEnd = false;
    }
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const action = actionOf(event);
    if (action === undefined || action.kind === 'help') return;
    event.preventDefault();
    this.#act(action);
  };

  #act(action: KeyAction): void {
    const id = this.#shown;
    if (action.kind === 'next' || action.kind === 'previous') {
      const by = action.kind === 'next' ? 1 : -1;
      const to = neighbour(this.#list.page?.handoffs ?? [], id, by);
      if (to !== undefined) this.parts.navigate(inboxRoute(this.#list.filter, to.id));
      return;
    }
    if (id === null) return;
    const talk = this.talks.of(id);
    const focus = { draft: '#hmc-draft', note: '#hmc-note', procedures: '#hmc-procedure-search' };
    if (action.kind in focus) {
      this.querySelector<HTMLElement>(focus[action.kind as keyof typeof focus])?.focus();
    } else if (action.kind === 'claim') {
      if (talk.detail?.handoff.state === 'waiting') void this.#do('claim', talk);
    } else {
      const at = 'card' in action ? action.card : 0;
      const card = talk.suggestions?.cards[at];
      const isMine = talk.detail?.handoff.officerId === this.parts.me.account.id;
      if (card && isMine && !talk.refused.has(card.id)) {
        void this.#use(talk, card, action.kind as 'insert' | 'edit' | 'send');
      }
    }
  }

  async #do(what: TalkAction, { id }: Talk): Promise<void> {
    const { desk, taken } = this.parts;
    if (what === 'claim' || what === 'release') {
      const reply = await (what === 'claim' ? desk.claim(id) : desk.release(id, ''));
      taken(reply);
      await this.talks.read(id);
      await this.#readList();
      this.querySelector<HTMLElement>('#hmc-draft')?.focus();
    } else if (what === 'summary') {
      const summary = taken(await desk.summary(id));
      if (summary) this.#ask(() => summaryDialog({ ...this.#dialogParts, summary }));
    } else if (what === 'end') {
      const onEnd = (ending: Ending): void => void this.#finish(desk.close(id, ending), id);
      this.#ask(() => endDialog({ ...this.#dialogParts, onEnd }));
    } else {
      const found = taken(await desk.presences())?.presences ?? [];
      const officers = found.filter(
        (one) => one.officerId !== this.parts.me.account.id && one.state !== 'offline',
      );
      const { skills } = this.parts;
      const onTransfer = (target: TransferTarget, note: string): void =>
        void this.#finish(desk.transfer(id, target, note), id);
      this.#ask(() => transferDialog({ ...this.#dialogParts, officers, skills, onTransfer }));
    }
  }

  get #dialogParts() {
    return { parts: this.parts, onClose: () => this.#ask(undefined) };
  }

  #ask(dialog: (() => TemplateResult) | undefined): void {
    this.#dialog = dialog;
    this.requestUpdate();
  }

  async #finish(change: ReturnType<typeof this.parts.desk.close>, id: string): Promise<void> {
    if (this.parts.taken(await change) === undefined) return;
    this.#ask(undefined);
    await Promise.all([this.talks.read(id), this.#readList()]);
    this.querySelector<HTMLElement>('.hmc-talk-head h2')?.focus();
  }

  async #use(
    talk: Talk,
    card: SuggestionCard,
    how: 'insert' | 'edit' | 'send' | 'approve',
  ): Promise<void> {
    const { desk, taken } = this.parts;
    if (how === 'insert' || how === 'edit') {
      this.#help?.[how](talk.id, card.reply, card.id);
      this.#tell(talk, card, how === 'insert' ? 'inserted' : 'edited');
      await this.updateComplete;
      const draft = this.querySelector<HTMLTextAreaElement>('#hmc-draft');
      draft?.focus();
      draft?.setSelectionRange(draft.value.length, draft.value.length);
      return;
    }
    this.#tell(talk, card, 'sent');
    if (how === 'send') return this.talks.send(talk.id, card.reply, card.id);
    // Approved: it is said, and the assistant goes on.
    const isWaiting = talk.detail?.handoff.state === 'waiting';
    if (isWaiting && taken(await desk.claim(talk.id)) === undefined) return;
    const clientMessageId = crypto.randomUUID();
    const message = { clientMessageId, text: card.reply, suggestionId: card.id };
    if (taken(await desk.send(talk.id, message)) === undefined) return;
    await this.#finish(desk.close(talk.id, 'returned'), talk.id);
  }

  #tell(
    talk: Talk,
    card: SuggestionCard,
    kind: Parameters<typeof this.parts.desk.tellOfCard>[0]['kind'],
  ): void {
    void this.parts.desk.tellOfCard({
      suggestionId: card.id,
      procedureCode: card.procedureCode,
      kind,
      about: talk.id,
      question: talk.suggestions?.question ?? '',
    });
  }

  #doubt(talk: Talk, card: SuggestionCard, kind: 'not-this' | 'wrong-figure'): void {
    this.#tell(talk, card, kind);
    this.talks.refuse(talk.id, card.id);
    this.parts.tell(this.parts.texts.cards.thanks);
  }

  async #search(words: string): Promise<void> {
    if (words === '') return;
    const found = this.parts.taken(await this.parts.desk.procedures(words));
    if (found !== undefined) this.#found = found.procedures;
    this.requestUpdate();
  }

  async #translate(id: string, turn: Turn): Promise<void> {
    const made = this.parts.taken(await this.parts.desk.translate(turn.text, this.parts.language));
    if (made === undefined) return;
    this.talks.translated(id, turn.index, made.kind === 'kept' ? null : made.text);
  }

  #unsent(talk: Talk, message: Unsent, what: 'retry' | 'drop' | 'edit'): void {
    if (what === 'retry') return this.talks.retry();
    const text = this.talks.drop(talk.id, message.clientMessageId);
    if (what === 'edit') this.#help?.insert(talk.id, text);
  }
}

const FIRST = { view: 'mine', channel: '', skill: '', text: '', after: '' } as const;
