/**
 * The store cannot be reached or cannot write now: the disk is full, the database is read-only, gone
 * or busy beyond patience. Nothing of the refused call was kept; the same call may work later.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** The database's own word for it, such as `SQLITE_FULL` or `53100`; names no citizen. */
  readonly reason: string;
  constructor(reason: string, cause?: unknown) {
    super(
      `The store cannot be used now (${reason}). Look at the disk's free space and the database.`,
      { cause },
    );
    this.reason = reason;
  }
}
