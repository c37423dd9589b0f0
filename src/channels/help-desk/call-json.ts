import { HelpDeskFailed } from './help-desk.ts';

export interface JsonCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

/** Longer replies are no replies of a help desk. */
const MOST_REPLY = 2_000_000;

/** Calls an address that takes and gives JSON. Throws `HelpDeskFailed`; an empty reply is null. */
export async function callJson({
  method,
  url,
  headers,
  body,
  timeoutMs,
}: JsonCall): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    text = await response.text();
  } catch (error) {
    const isSlow = error instanceof Error && error.name === 'TimeoutError';
    throw new HelpDeskFailed(isSlow ? 'timeout' : 'unreachable');
  }
  if (!response.ok) throw new HelpDeskFailed(`status-${response.status}`);
  if (text.trim() === '') return null;
  if (text.length > MOST_REPLY) throw new HelpDeskFailed('reply-too-large');
  try {
    return JSON.parse(text);
  } catch {
    throw new HelpDeskFailed('reply-not-json');
  }
}
