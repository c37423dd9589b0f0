import type { Turn } from '../../conversation/conversation.ts';
import type { Facet } from '../../procedure/guide.ts';
import type { PageChannel } from './api.ts';

/** The words of the chat, in the language of the page: the key `chat` of `knowledge/pages.*.json`. */
export interface Texts extends Readonly<Record<TextKey, string>> {
  readonly facets: Readonly<Record<Facet, string>>;
  readonly wait: Readonly<Record<WaitKey, string>> & {
    readonly stars: Readonly<Record<'1' | '2' | '3' | '4' | '5', string>>;
  };
}

type WaitKey =
  | 'otherWays'
  | 'leave'
  | 'contact'
  | 'contactSend'
  | 'contactKept'
  | 'rateLabel'
  | 'rated'
  | 'reason'
  | 'reasonSend'
  | 'failed'
  | 'lookAgain';

type TextKey =
  | 'title'
  | 'logLabel'
  | 'citizen'
  | 'assistant'
  | 'officer'
  | 'suggestionsTitle'
  | 'inputLabel'
  | 'placeholder'
  | 'send'
  | 'inputHelp'
  | 'left'
  | 'tooLong'
  | 'person'
  | 'personMessage'
  | 'restart'
  | 'restartConfirm'
  | 'restarted'
  | 'sending'
  | 'slow'
  | 'offline'
  | 'failed'
  | 'rejected'
  | 'busy'
  | 'retry'
  | 'backOnline'
  | 'facetsLabel'
  | 'optionsLabel'
  | 'notThis'
  | 'notThisMessage'
  | 'fullRecord'
  | 'portal'
  | 'listen'
  | 'stopListening'
  | 'copy'
  | 'copied'
  | 'print'
  | 'more'
  | 'textSize'
  | 'smaller'
  | 'normal'
  | 'larger'
  | 'notice'
  | 'privacy'
  | 'transcript'
  | 'erase'
  | 'eraseConfirm'
  | 'erased'
  | 'eraseFailed'
  | 'offlineNotice'
  | 'idle'
  | 'stillHere';

/** What the server leaves in the page for the script (`#hmc-state`). */
export interface PageState {
  /** Null until the first message is sent. */
  readonly conversationId: string | null;
  readonly channel: PageChannel;
  readonly language: 'vi' | 'en';
  readonly turns: readonly Turn[];
  readonly greeting: string;
  readonly suggestions: readonly string[];
  readonly texts: Texts;
}

/** Reads the island; null on a page that has none. The server wrote it, so it is not checked again. */
export function readPageState(document: Document): PageState | null {
  const island = document.getElementById('hmc-state');
  return island ? (JSON.parse(island.textContent) as PageState) : null;
}
