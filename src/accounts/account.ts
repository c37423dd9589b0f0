/**
 * What an account may do. Each is a set of rights of its own; an account holds one or more.
 * - `operator`: the hotline and the desk: take over conversations and calls.
 * - `supervisor`: sees and moves what all officers of the office have; notices; quality sampling.
 * - `editor`: canned replies and knowledge.
 * - `leader`: reads figures, never conversations.
 * - `administrator`: accounts and settings, never conversations.
 */
export const ROLES = ['operator', 'supervisor', 'editor', 'leader', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** An officer as others see her. */
export interface Account {
  readonly id: string;
  /** What she signs in with, lower case. */
  readonly login: string;
  /** What colleagues and citizens see. */
  readonly name: string;
  /** The office whose conversations she may see; see `OFFICE_ID`. */
  readonly office: string;
  readonly roles: readonly Role[];
  /** Stable words of `knowledge/desk-skills.yaml`: fields, languages, levels, legal advice, support team. */
  readonly skills: readonly string[];
  /** Conversations she takes at once. */
  readonly capacity: number;
  readonly state: 'active' | 'disabled';
}

/** Who asks, as the sign-in found it; every address behind it gets this. */
export interface SignedIn {
  readonly account: Account;
  readonly sessionId: string;
  /** Sent back in `x-csrf-token` (scripts) or the field `csrf` (forms) with everything that changes something. */
  readonly csrfToken: string;
}

/** One thing somebody did, kept for the audit. Never a citizen's words. */
export interface AuditEntry {
  readonly at: string;
  /** Null where nobody was signed in (a refused sign-in). */
  readonly accountId: string | null;
  readonly office: string;
  /** A stable machine word: `sign-in`, `handoff-claimed`, `account-disabled`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly subject?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** Where doings are noted; the writer of the audit, whoever reads it. */
export interface AuditLog {
  note(entry: AuditEntry): Promise<void>;
}
