import { render } from 'lit';
import { browserParts } from '../chat/browser-parts.ts';
import { HmcChat } from '../chat/chat-element.ts';
import { createKeep } from '../chat/keep.ts';
import type { Kept } from '../chat/session.ts';
import type { Texts } from '../chat/texts.ts';
import { keepTabInside } from './keep-tab-inside.ts';
import type { WidgetOptions } from './widget-options.ts';
import { widgetView } from './widget-view.ts';
import type { WidgetWords } from './widget-view.ts';

export interface WidgetParts {
  readonly options: WidgetOptions;
  /** Origin of the server. */
  readonly site: string;
  readonly words: { readonly chat: Texts; readonly widget: WidgetWords };
  /** Style of the shadow root. */
  readonly styles: string;
}

const CHAT = 'hmc-widget-chat';
/** As the style sheet has it: then the window covers the page. */
const COVERING = '(max-width: 30rem), (max-height: 30rem)';

/** Puts the widget into the page around; all it keeps is in the tab's own storage. */
export function openWidget({ options, site, words, styles }: WidgetParts): void {
  const keep = createKeep(() => sessionStorage, 'hmc-widget-');
  const covering = matchMedia(COVERING);
  const host = document.createElement('hmc-widget');
  const root = host.attachShadow({ mode: 'open' });
  let open = false;
  let chat: HmcChat | null = null;
  let replies = 0;
  let seen = keep.read<number>('seen') ?? 0;
  let pageOverflow = '';

  function show(): void {
    render(
      widgetView({
        options,
        words: words.widget,
        open,
        covering: open && covering.matches,
        unread: Math.max(0, replies - seen),
        chat,
        onOpen: () => turn(true, true),
        onClose: () => turn(false, true),
      }),
      root,
    );
  }

  function turn(opened: boolean, byHand: boolean): void {
    open = opened;
    keep.write('open', opened);
    if (opened) {
      chat ??= makeChat();
      see(replies);
    }
    show();
    holdPage();
    if (!byHand) return;
    if (!opened) root.querySelector<HTMLElement>('.hmc-launcher')?.focus();
    // On a phone the field would call the keyboard up over the greeting.
    else if (covering.matches) root.querySelector<HTMLElement>('.hmc-window-title')?.focus();
    else void chat?.updateComplete.then(() => chat?.focusInput());
  }

  function see(count: number): void {
    seen = count;
    keep.write('seen', count);
  }

  /** The page does not scroll behind a window that covers it. */
  function holdPage(): void {
    const { style } = document.documentElement;
    const held = open && covering.matches;
    if (held === (host.dataset['held'] !== undefined)) return;
    if (held) {
      pageOverflow = style.overflow;
      style.overflow = 'hidden';
      host.dataset['held'] = '';
    } else {
      style.overflow = pageOverflow;
      delete host.dataset['held'];
    }
  }

  function makeChat(): HmcChat {
    const { language } = options;
    const { api, follow } = browserParts(site, 'web');
    const made = document.createElement(CHAT) as HmcChat;
    const blank = { conversationId: null, turns: [], greeting: '', suggestions: [] } as const;
    const state = { ...blank, channel: 'web', language, texts: words.chat } as const;
    const setting = { state, api, follow, keep, site, embedded: true, forget: () => see(0) };
    made.className = 'hmc-chat';
    made.setting = setting;
    made.addEventListener('hmc-replies', (event) => {
      replies = (event as CustomEvent<number>).detail;
      if (open || replies < seen) see(replies);
      show();
    });
    const greet = async (): Promise<void> => {
      const reply = await api.greeting(language);
      if (reply.kind !== 'done') return;
      removeEventListener('online', greeting);
      made.setting = { ...setting, state: { ...state, ...reply.value } };
      made.requestUpdate();
    };
    const greeting = (): void => void greet();
    addEventListener('online', greeting);
    greeting();
    return made;
  }

  if (!customElements.get(CHAT)) customElements.define(CHAT, class extends HmcChat {});
  dress(root, styles);
  host.style.setProperty('--hmc-colour', options.colour);
  host.style.setProperty('--hmc-ink', options.ink);
  root.addEventListener('keydown', (event) => {
    const pressed = event as KeyboardEvent;
    if (!open || pressed.isComposing) return;
    if (pressed.key === 'Escape') turn(false, true);
    if (pressed.key === 'Tab' && covering.matches) keepTabInside(root, pressed);
  });
  covering.addEventListener?.('change', () => {
    show();
    holdPage();
  });
  document.body.append(host);

  const kept = keep.read<Kept>('session');
  if (kept !== null && (kept.conversationId !== null || kept.outbox.length > 0)) chat = makeChat();
  const wasOpen = keep.read<boolean>('open');
  turn(!covering.matches && (wasOpen ?? options.open), false);
}

/** A constructed sheet passes every content security policy; old Safari has only the element. */
function dress(root: ShadowRoot, styles: string): void {
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    return;
  }
  const element = document.createElement('style');
  element.textContent = styles;
  root.append(element);
}
