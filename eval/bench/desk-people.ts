import type { Times } from './desk-times.ts';

/** Calls the running server as one officer, or as nobody. */
export interface Caller {
  call(method: string, path: string, body?: object, officer?: string): Promise<unknown>;
  readonly failures: Map<string, number>;
}

export function createCaller(url: string, token: string): Caller {
  const failures = new Map<string, number>();
  return {
    failures,
    call: async (method, path, body, officer) => {
      const response = await fetch(url + path, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(officer === undefined ? {} : headersOf(officer, token)),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) {
        const key = `${method} ${path.replace(/[0-9a-f-]{20,}/gu, '…')} ${response.status}`;
        failures.set(key, (failures.get(key) ?? 0) + 1);
        throw new Error(`${key}: ${text.slice(0, 200)}`);
      }
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    },
  };
}

const headersOf = (officer: string, token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'x-officer-id': officer,
  'x-officer-name': officer,
});

/** Follows the desk's events as an officer's console does, until aborted. */
export async function followDesk(
  url: string,
  officer: string,
  token: string,
  signal: AbortSignal,
  onEvent: (kind: string, data: string) => void,
): Promise<void> {
  const response = await fetch(`${url}/api/desk/v1/events`, {
    headers: { ...headersOf(officer, token), accept: 'text/event-stream' },
    signal,
  });
  if (response.body === null) throw new Error('The desk has no events.');
  let waiting = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    waiting += decoder.decode(chunk as Uint8Array, { stream: true });
    const parts = waiting.split('\n\n');
    waiting = parts.pop() ?? '';
    for (const part of parts) {
      const kind = /^event: (.+)$/mu.exec(part)?.[1];
      if (kind !== undefined) onEvent(kind, /^data: (.*)$/mu.exec(part)?.[1] ?? '');
    }
  }
}

/** Does something so many times a second until the end, not waiting for it; resolves when all ended. */
export async function repeat(
  perSecond: number,
  ms: number,
  act: (n: number) => Promise<void>,
): Promise<number> {
  const startMs = performance.now();
  const running: Promise<void>[] = [];
  let failed = 0;
  for (let n = 0; performance.now() - startMs < ms; n += 1) {
    const dueMs = startMs + (n * 1000) / perSecond;
    const wait = dueMs - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(
      act(n).catch(() => {
        failed += 1;
      }),
    );
  }
  await Promise.all(running);
  return failed;
}

export async function timed<T>(times: Times, act: () => Promise<T>): Promise<T> {
  const startMs = performance.now();
  const value = await act();
  times.add(performance.now() - startMs);
  return value;
}
