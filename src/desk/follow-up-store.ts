import type { Task, TaskKind } from './task.ts';

/** A ready-made reply of an office; `{places}` in the text are filled by the console. */
export interface CannedReply {
  readonly id: string;
  readonly office: string;
  readonly title: string;
  readonly text: string;
  /** Typed after a slash; one per office and language. */
  readonly shortcut?: string;
  readonly language: 'vi' | 'en';
}

export const SAMPLE_QUALITIES = ['right', 'partly', 'wrong', 'unclear'] as const;
export const SAMPLE_ACTIONS = ['none', 'knowledge', 'training', 'apology'] as const;

/** What a supervisor made of a closed conversation. */
export interface SampleLabels {
  /** A word of `knowledge/desk-officers.*.json`, `themes`. */
  readonly theme: string;
  readonly quality: (typeof SAMPLE_QUALITIES)[number];
  readonly action: (typeof SAMPLE_ACTIONS)[number];
  readonly note?: string;
}

/** A closed conversation drawn for looking at. */
export interface Sample {
  readonly handoffId: string;
  readonly subject: string;
  readonly closedAt: string;
  readonly labels?: SampleLabels;
}

/** A closed conversation that may be looked at. */
export interface SampleCandidate {
  readonly handoffId: string;
  readonly office: string;
  readonly conversationId: string;
  readonly subject: string;
  readonly closedAt: string;
}

interface TaskFilter {
  readonly office: string;
  readonly kind?: TaskKind;
  readonly state?: Task['state'];
  readonly ownerId?: string;
  readonly limit: number;
}

/** Of an office, over all its tasks. `handledRate` is answered or closed ÷ all, null without any. */
interface TaskFigures {
  readonly open: number;
  readonly overdue: number;
  readonly answered: number;
  readonly handledRate: number | null;
}

export type NewTask = Pick<Task, 'kind' | 'office' | 'text'> & {
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly conversationId?: string | undefined;
  readonly callId?: string | undefined;
  readonly channel?: Task['channel'];
  readonly contact?: string | undefined;
  readonly owner?: { readonly id: string; readonly name: string } | undefined;
  /** Made by itself from this; the same origin again is the same task. */
  readonly origin?: string | undefined;
};

/** Keeps what is owed after the talk. Every member may be called concurrently. */
export interface FollowUpStore {
  addTask(task: NewTask): Promise<Task>;
  findTask(id: string, office: string, now: Date): Promise<Task | undefined>;
  /** Overdue first, then what is due first. */
  tasks(filter: TaskFilter, now: Date): Promise<readonly Task[]>;
  taskFigures(office: string, now: Date): Promise<TaskFigures>;
  /** Somebody else's stays hers: undefined when it is not open and free, or not of this office. */
  takeTask(
    id: string,
    office: string,
    owner: { readonly id: string; readonly name: string },
    now: Date,
  ): Promise<Task | undefined>;
  answerTask(
    id: string,
    office: string,
    answer: { readonly text: string; readonly how: 'channel' | 'by-hand' },
    now: Date,
  ): Promise<Task | undefined>;
  /** Forgets the contact. */
  closeTask(id: string, office: string, now: Date): Promise<Task | undefined>;
  /** Fills in the contact of the open task made from this origin. */
  addTaskContact(origin: string, contact: string): Promise<void>;

  cannedReplies(office: string): Promise<readonly CannedReply[]>;
  /** Undefined when the shortcut is another reply's. Made when there is none with this id. */
  saveCannedReply(
    reply: CannedReply,
    by: { readonly id: string; readonly now: Date },
  ): Promise<CannedReply | undefined>;
  removeCannedReply(id: string, office: string): Promise<boolean>;

  /** Those that were not drawn before are kept; returns how many. */
  addSamples(candidates: readonly SampleCandidate[], now: Date): Promise<number>;
  samples(options: {
    readonly office: string;
    readonly state: 'unlabelled' | 'labelled';
    readonly limit: number;
  }): Promise<readonly Sample[]>;
  labelSample(
    handoffId: string,
    office: string,
    labels: SampleLabels,
    by: { readonly id: string; readonly now: Date },
  ): Promise<Sample | undefined>;
  /** Counts of theme × quality × action of an office. */
  sampleFigures(office: string): Promise<
    readonly {
      readonly theme: string;
      readonly quality: string;
      readonly action: string;
      readonly count: number;
    }[]
  >;
}
