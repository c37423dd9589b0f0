import type { SignedIn } from '../../accounts/account.ts';
import type { Turn } from '../../conversation/conversation.ts';
import type {
  DeskHandoff,
  HandoffStep,
  HandoffView,
  Note,
  PresenceState,
} from '../../desk/desk.ts';
import type { Call, Disposition } from '../../desk/call.ts';
import type { DeskEvent } from '../../desk/desk.ts';
import type { Suggestions } from '../../desk/suggestion.ts';
import type { Task, TaskKind } from '../../desk/task.ts';

export type { Overview } from '../../desk/overview.ts';

/** What the desk's API answers, where no type of `src/desk` says so already. */

export interface Me {
  readonly account: SignedIn['account'];
  readonly csrfToken: string;
  readonly office: { readonly id: string; readonly name?: string; readonly hotline?: string };
  readonly presence: PresenceState;
  readonly settings: {
    readonly heartbeatMs: number;
    readonly approveFirst: boolean;
    readonly transcription: boolean;
  };
}

/** What the assistant made of a turn, in plain sentences. */
interface Explanation {
  readonly turnIndex: number;
  readonly lines: readonly string[];
}

/** Until when and how long a message may be; without `closesAt` there is no end. */
export interface AnswerWindow {
  readonly closesAt?: string;
  readonly remaining?: number;
  readonly limit: number;
}

export interface HandoffDetail {
  readonly handoff: DeskHandoff;
  readonly turns: readonly Turn[];
  readonly explanations: readonly Explanation[];
  readonly notes: readonly Note[];
  readonly steps: readonly HandoffStep[];
  readonly window: AnswerWindow;
  readonly rating?: { readonly stars: number; readonly reason?: string };
}

export interface HandoffQuery {
  readonly view: HandoffView;
  readonly channel?: string;
  readonly skill?: string;
  readonly q?: string;
  readonly after?: string;
}

export interface TaskFigures {
  readonly open: number;
  readonly overdue: number;
  readonly answered: number;
  /** 0–1; null while there is none. */
  readonly handledRate: number | null;
}

/** What a machine made of words: `kept` when it is off, or what it made failed its check. */
export type Written =
  | { readonly kind: 'written'; readonly text: string }
  | { readonly kind: 'by-rule'; readonly text: string }
  | { readonly kind: 'kept'; readonly reason: string };

export interface EndOfCall {
  readonly summary?: string;
  readonly disposition: Disposition;
  readonly followUp?: {
    readonly kind: TaskKind;
    readonly text: string;
    readonly dueAt?: string;
    readonly contact?: string;
  };
}

/** What the stream of the desk tells; after `hello` lists are read anew. */
export type WireEvent =
  | DeskEvent
  | {
      readonly kind: 'suggestions';
      readonly handoffId: string;
      readonly suggestions: Suggestions;
    }
  | { readonly kind: 'call'; readonly call: Call }
  | {
      readonly kind: 'call-suggestions';
      readonly callId: string;
      readonly suggestions: Suggestions;
    }
  | { readonly kind: 'task'; readonly task: Task };
