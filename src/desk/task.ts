import type { Channel } from '../conversation/conversation.ts';

/**
 * Something an office owes a citizen after the talk.
 * - `complaint`, `recommendation`: phản ánh, kiến nghị (Decree 20/2008/NĐ-CP as amended by 92/2017/NĐ-CP);
 * - `call-back`: the citizen left a number; `follow-up`: an officer's own note.
 */
export const TASK_KINDS = ['complaint', 'recommendation', 'call-back', 'follow-up'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export interface Task {
  readonly id: string;
  readonly kind: TaskKind;
  readonly office: string;
  readonly state: 'open' | 'answered' | 'closed';
  readonly createdAt: string;
  readonly dueAt: string;
  readonly ownerId?: string;
  readonly ownerName?: string;
  /** Masked words of the citizen, or the officer's. */
  readonly text: string;
  readonly conversationId?: string;
  readonly callId?: string;
  readonly channel?: Channel;
  readonly contact?: string;
  /** What the citizen was answered, on her channel where she has one. */
  readonly answer?: string;
  readonly answeredAt?: string;
  /** `by-hand`: the citizen had no channel to be reached on; an officer called or wrote herself. */
  readonly answeredHow?: 'channel' | 'by-hand';
  readonly overdue: boolean;
}
