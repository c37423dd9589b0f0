/** How far a hand-off was carried over to another desk software. */
export interface HelpDeskLink {
  readonly helpDesk: string;
  readonly handoffId: string;
  readonly conversationId: string;
  /** The help desk's own ids; a connector reads and writes them. */
  readonly refs: Readonly<Record<string, string>>;
  /** Index of the last turn carried over; -1 for none. */
  readonly through: number;
  readonly state: 'open' | 'closed';
  /** Failures in a row. */
  readonly failures: number;
  readonly reason?: string;
}

/** Keeps what was carried over, so that a restart goes on where the last process stopped. */
export interface HelpDeskStore {
  /**
   * Claims a link for work until the lease ends, making it when there is none. Undefined while another
   * process holds it, while it rests after a failure, and once it is closed.
   */
  claimLink(
    link: Pick<HelpDeskLink, 'helpDesk' | 'handoffId' | 'conversationId'>,
    options: { readonly now: Date; readonly leaseMs: number },
  ): Promise<HelpDeskLink | undefined>;
  /** Notes what was done; nobody claims it before `dueAt`. */
  saveLink(link: HelpDeskLink, options: { readonly dueAt: Date }): Promise<void>;
  /** The newest link that carries this value in its refs under this name. */
  linkByRef(helpDesk: string, name: string, value: string): Promise<HelpDeskLink | undefined>;
  openLinks(helpDesk: string, limit: number): Promise<readonly HelpDeskLink[]>;
  /** False when this key was seen before. Keys of the last days are remembered. */
  firstSight(helpDesk: string, key: string, now: Date): Promise<boolean>;
}
