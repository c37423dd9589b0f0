import type { Turn } from '../../conversation/conversation.ts';
import type { Call, Utterance } from '../../desk/call.ts';
import type {
  Desk,
  DeskHandoff,
  Ending,
  HandoffPage,
  Note,
  Notice,
  Presence,
  PresenceState,
} from '../../desk/desk.ts';
import type { CannedReply, Sample, SampleLabels } from '../../desk/follow-up-store.ts';
import type { DraftWarning, SuggestionFeedback, Suggestions } from '../../desk/suggestion.ts';
import type { Task, TaskKind } from '../../desk/task.ts';
import type { Caller } from './caller.ts';
import type {
  EndOfCall,
  HandoffDetail,
  HandoffQuery,
  Me,
  Overview,
  TaskFigures,
  Written,
} from './wire.ts';

/** Where a hand-off is passed to. */
export type TransferTarget = Parameters<Desk['transfer']>[2];

/** A message of an officer on its way; `clientMessageId` stays over all tries. */
export interface OfficerMessage {
  readonly clientMessageId: string;
  readonly text: string;
  readonly suggestionId?: string;
}

export type DeskApi = ReturnType<typeof createDeskApi>;

/** Handoffs a page of the list has. */
const PAGE_SIZE = 50;

/** The addresses of the desk, each under the name of what it does. */
export function createDeskApi({ get, change }: Caller) {
  const of = (id: string, what = ''): string => `/handoffs/${encodeURIComponent(id)}${what}`;
  const ofCall = (id: string, what = ''): string => `/calls/${encodeURIComponent(id)}${what}`;
  const ofTask = (id: string, what: string): string => `/tasks/${encodeURIComponent(id)}/${what}`;
  type Changed = { readonly handoff: DeskHandoff };
  return {
    me: () => get<Me>('/me'),
    signOut: () => change<void>('POST', '/me/sign-out', {}),
    present: (state: PresenceState) =>
      change<{ presence: Presence }>('POST', '/presence', { state }),
    presences: () => get<{ presences: readonly Presence[] }>('/presences'),

    handoffs: (query: HandoffQuery) =>
      get<HandoffPage>('/handoffs', { ...query, limit: PAGE_SIZE }),
    handoff: (id: string) => get<HandoffDetail>(of(id)),
    claim: (id: string) => change<Changed>('POST', of(id, '/claim'), {}),
    release: (id: string, note: string) =>
      change<Changed>('POST', of(id, '/release'), note === '' ? {} : { note }),
    transfer: (id: string, target: TransferTarget, note: string) =>
      change<Changed>('POST', of(id, '/transfer'), { target, note }),
    assign: (id: string, officerId: string) =>
      change<Changed>('POST', of(id, '/assign'), { officerId }),
    close: (id: string, ending: Ending) => change<Changed>('POST', of(id, '/close'), { ending }),
    send: (id: string, message: OfficerMessage) =>
      change<{ turn: Turn }>('POST', of(id, '/messages'), message),
    note: (id: string, text: string) => change<{ note: Note }>('POST', of(id, '/notes'), { text }),
    typing: (id: string) => change<void>('POST', of(id, '/typing'), {}),
    suggestions: (id: string) =>
      get<{ suggestions: readonly Suggestions[] }>(of(id, '/suggestions')),
    checkDraft: (about: { handoffId?: string; callId?: string }, text: string) =>
      change<{ warnings: readonly DraftWarning[] }>('POST', '/drafts/check', { ...about, text }),
    rewrite: (text: string, language: 'vi' | 'en') =>
      change<Written>('POST', '/drafts/rewrite', { text, language }),
    translate: (text: string, language: 'vi' | 'en') =>
      change<Written>('POST', '/drafts/translate', { text, language }),
    summary: (id: string) => get<Written>(of(id, '/summary')),
    tellOfCard: (feedback: Omit<SuggestionFeedback, 'byId' | 'office' | 'at'>) =>
      change<void>('POST', '/suggestions/feedback', feedback),
    procedures: (q: string) =>
      get<{ procedures: readonly { code: string; name: string; score: number }[] }>('/procedures', {
        q,
        limit: 8,
      }),

    cannedReplies: () => get<{ replies: readonly CannedReply[] }>('/canned-replies'),
    saveCannedReply: (id: string | null, reply: Omit<CannedReply, 'id' | 'office'>) =>
      id === null
        ? change<{ reply: CannedReply }>('POST', '/canned-replies', reply)
        : change<{ reply: CannedReply }>('PUT', `/canned-replies/${encodeURIComponent(id)}`, reply),
    removeCannedReply: (id: string) =>
      change<void>('DELETE', `/canned-replies/${encodeURIComponent(id)}`),

    calls: (view: 'mine' | 'open' | 'ended') => get<{ calls: readonly Call[] }>('/calls', { view }),
    call: (id: string) => get<{ call: Call; suggestions: readonly Suggestions[] }>(ofCall(id)),
    openCall: () => change<{ call: Call }>('POST', '/calls', {}),
    say: (
      id: string,
      said: Pick<Utterance, 'speaker' | 'text' | 'final'> & { utteranceId: string },
    ) => change<{ suggestions: Suggestions | null }>('POST', ofCall(id, '/utterances'), said),
    takeCall: (id: string) => change<{ call: Call }>('POST', ofCall(id, '/take'), {}),
    summaryOfCall: (id: string) => get<{ summary: string }>(ofCall(id, '/summary')),
    endCall: (id: string, end: EndOfCall) =>
      change<{ call: Call }>('POST', ofCall(id, '/end'), end),
    sendChecklist: (id: string, suggestionId: string, via: 'sms' | 'zalo', to: string) =>
      change<{ text: string; sent: boolean }>('POST', ofCall(id, '/send-checklist'), {
        suggestionId,
        via,
        to,
      }),

    tasks: (query: { kind?: string; state?: string; mine?: string }) =>
      get<{ tasks: readonly Task[]; figures: TaskFigures }>('/tasks', query),
    addTask: (task: { kind: TaskKind; text: string; conversationId?: string; contact?: string }) =>
      change<{ task: Task }>('POST', '/tasks', task),
    takeTask: (id: string) => change<{ task: Task }>('POST', ofTask(id, 'take'), {}),
    answerTask: (id: string, text: string) =>
      change<{ task: Task }>('POST', ofTask(id, 'answer'), { text }),
    closeTask: (id: string) => change<{ task: Task }>('POST', ofTask(id, 'close'), {}),

    overview: () => get<Overview>('/overview'),
    notices: () => get<{ notices: readonly Notice[] }>('/notices'),
    announce: (text: string, until?: string) =>
      change<{ notice: Notice }>('POST', '/notices', {
        text,
        ...(until === undefined ? {} : { until }),
      }),
    samples: (state: 'unlabelled' | 'labelled') =>
      get<{
        samples: readonly Sample[];
        themes: readonly { readonly id: string; readonly name: string }[];
      }>('/samples', { state }),
    drawSamples: (count: number) => change<{ drawn: number }>('POST', '/samples/draw', { count }),
    labelSample: (handoffId: string, labels: SampleLabels) =>
      change<{ sample: Sample }>('POST', `/samples/${encodeURIComponent(handoffId)}`, labels),
  };
}
