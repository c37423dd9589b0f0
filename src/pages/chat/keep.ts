/**
 * What survives a reload of this tab, and nothing longer: on a shared machine closing the tab
 * forgets it. Every access may throw where the browser forbids storage; then nothing is kept.
 */
export interface Keep {
  read<T>(key: string): T | null;
  /** Null removes the key. */
  write(key: string, value: unknown): void;
}

/** `prefix` keeps two chats of one site apart. */
export function createKeep(storage: () => Storage, prefix = 'hmc-'): Keep {
  return {
    read: (key) => {
      try {
        const text = storage().getItem(prefix + key);
        return text === null ? null : JSON.parse(text);
      } catch {
        return null;
      }
    },
    write: (key, value) => {
      try {
        if (value === null) storage().removeItem(prefix + key);
        else storage().setItem(prefix + key, JSON.stringify(value));
      } catch {
        // Storage is off or full: the page works, it only forgets on reload.
      }
    },
  };
}
