/**
 * What survives a reload of this tab, and nothing longer: on a shared machine closing the tab
 * forgets it. Every access may throw where the browser forbids storage; then nothing is kept.
 */
export interface Keep {
  read<T>(key: string): T | null;
  /** Null removes the key. */
  write(key: string, value: unknown): void;
}

export function createKeep(storage: () => Storage): Keep {
  return {
    read: (key) => {
      try {
        const text = storage().getItem(`hmc-${key}`);
        return text === null ? null : JSON.parse(text);
      } catch {
        return null;
      }
    },
    write: (key, value) => {
      try {
        if (value === null) storage().removeItem(`hmc-${key}`);
        else storage().setItem(`hmc-${key}`, JSON.stringify(value));
      } catch {
        // Storage is off or full: the page works, it only forgets on reload.
      }
    },
  };
}
